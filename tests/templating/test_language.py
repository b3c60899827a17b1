"""The template language: what it writes, what it refuses, and what it cannot be made to do."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.templating.context import Sources, context_of
from milepost.engines.templating.drafting import Draft, settle, write_draft
from milepost.engines.templating.facts import Binding
from milepost.engines.templating.front import Template, read_template
from milepost.engines.templating.joining import joined
from milepost.engines.templating.language import CLOSE, HOLE, OPEN, BadTemplate, Language
from milepost.engines.templating.shapes import Shape, misfits
from milepost.engines.templating.words import listing

SHAPES: dict[str, Shape] = {
    "org": {"name": "text", "founded": "date", "money": "money"},
    "roles": {"key": "code", "title": "text", "holder": "plain"},
    "services": {"key": "code", "name": "text", "owner": "role", "hours": "minutes"},
    "offered": ["service"],
}
BOOK = {
    "org": {"name": {"en": "North Bank", "id": "Bank Utara"}, "founded": "1998-03-02", "money": 1_250_000},
    "roles": {"owner": {"title": {"en": "Owner", "id": "Pemilik"}, "holder": "Ada"}},
    "services": {"mail": {"name": "Mail", "owner": "owner", "hours": 90}},
    "offered": ["mail"],
}
FRONT = """---
template: DOC-TST-01
edition: 1
language: {language}
title: Test
kind: procedure
clauses: ["8.1"]
items: [15]
owner: owner
approver: coordinator
classification: internal
review_months: 12
retention_months: 36
needs: {{org.name: organisation, offered: portfolio}}
questions:
  - id: place
    text: Where?
    why: Because.
    answer: {{room, until(date)}}
    used_by: [DOC-TST-01]
---
"""


def a_template(body: str, language: str = "en") -> Template:
    return read_template(FRONT.format(language=language) + body)


def drafted(
    body: str, book: dict | None = None, language: str = "en", answers: dict | None = None
) -> tuple[Draft, Binding]:
    template = a_template(body, language)
    context, binding = context_of(
        template,
        Sources(BOOK if book is None else book, answers=answers or {}),
        SHAPES,
        frozenset({"roles", "services"}),
    )
    return write_draft(template, context, Language(language, titles=lambda key: f"[{key}](doc:{key})")), binding


def text_of(body: str, **more: object) -> str:
    return drafted(body, **more)[0].body.strip()  # type: ignore[arg-type]


def test_a_fact_is_printed_in_the_language_of_the_document() -> None:
    assert text_of("{{ org.name }}, {{ org.founded | long_date }}") == "North Bank, 2 March 1998"
    assert text_of("{{ org.name }}, {{ org.founded | long_date }}", language="id") == "Bank Utara, 2 Maret 1998"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "1 hour 30 minutes; every hour; Rp 1,250,000; 1,250,000"),
        ("id", "1 jam 30 menit; setiap jam; Rp 1.250.000; 1.250.000"),
    ],
)
def test_spans_and_sums_read_as_people_write_them(language: str, expected: str) -> None:
    body = (
        "{{ offered.first.hours | duration }}; {{ 60 | interval }}; {{ org.money | money }}; {{ org.money | grouped }}"
    )
    assert text_of(body, language=language) == expected


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("By {{ org.name }}.", "the whole team.", "By the whole team."),
        ("{{ org.name }}: ours.", "the whole team.", "The whole team: ours."),
        ("It asks {{ org.name }}.", "who leads?", "It asks who leads?"),
        ("The {{ org.name }} decides.", "the board", "The board decides."),
        ("It works. {{ org.name }} decides.", "the board", "It works. The board decides."),
        ("- {{ org.name }} decides.", "the board", "- The board decides."),
        ("| {{ org.name }} |", "the board", "| the board |"),
        ("- {{ org.name }}", "the board", "- the board"),
        ("By {{ org.name }}, at last.", "Acme Co.", "By Acme Co., at last."),
    ],
)
def test_what_was_entered_is_joined_to_its_sentence(body: str, name: str, expected: str) -> None:
    assert text_of(body, book={**BOOK, "org": {"name": name}}) == expected


def test_one_of_a_thing_is_not_many() -> None:
    body = "{{ offered.first.hours }} working days and {{ org.money }} months"
    book = {**BOOK, "org": {"money": 11}, "services": {"mail": {"name": "Mail", "hours": 1}}}
    assert text_of(body, book=book) == "1 working day and 11 months"


def test_the_keys_of_a_flow_stay_as_they_are() -> None:
    flow = f"```flow\ntitle: Mail.\n{OPEN}new{CLOSE} -> seen : seen. {OPEN}new{CLOSE}\n```"
    assert joined(f"\n{flow}\n") == f"\n{flow}\n"


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["mail"], "mail"),
        (["mail", "hosting"], "mail and hosting"),
        (["mail and web", "hosting"], "mail and web, and hosting"),
        (["mail, web", "hosting"], "mail, web; and hosting"),
    ],
)
def test_things_with_an_and_of_their_own_are_told_apart(items: list[str], expected: str) -> None:
    assert listing(items, "and", oxford=True) == expected


def test_a_reference_is_followed() -> None:
    assert (
        text_of("{% for s in offered %}{{ s.name }}: {{ s.owner.title }} ({{ s.owner.holder }}){% endfor %}")
        == "Mail: Owner (Ada)"
    )


SORTED = {
    "services": {
        "b": {"name": "B", "hours": 60},
        "z": {"name": "Z"},
        "a": {"name": "A", "hours": 90},
        "y": {"name": "Y", "hours": None},
        "nameless": {"hours": 30},
    },
    "offered": ["z", "b", "y", "a", "nameless"],
}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("sort: 'hours'", "nameless b a z y"),
        ("sort: 'name'", "a b y z nameless"),
        ("sort: 'unheard_of'", "z b y a nameless"),
        ("where: 'key', 'z' | sort: 'hours'", "z"),
    ],
)
def test_rows_without_what_they_are_sorted_by_come_last_in_their_order(sort: str, expected: str) -> None:
    body = f"{{% assign rows = offered | {sort} %}}{{% for row in rows %}}{{{{ row.key }}}}, {{% endfor %}}"
    assert text_of(body, book={**BOOK, **SORTED}).replace(",", "") == expected


def test_values_are_sorted_with_those_that_are_missing_last() -> None:
    body = "{% assign names = offered | map: 'name' | sort %}{{ names.first }}, {{ names[3] }}. {{ names.last }} too."
    book = {**BOOK, **SORTED, "offered": ["nameless", "z", "b", "y", "a"]}
    assert text_of(body, book=book) == "A, Z."


def test_a_sentence_that_wants_a_missing_fact_is_left_out_and_asked_for() -> None:
    book = {**BOOK, "roles": {"owner": {"title": "Owner"}}}
    draft, _ = drafted("{{ org.name }} has mail. The owner is {{ roles.owner.holder }}. It works.", book)
    assert draft.body == "North Bank has mail. It works.\n"
    assert [(gap.path, gap.register) for gap in draft.gaps] == [("roles.owner.holder", "roles")]


def test_a_need_is_a_gap_while_its_list_is_empty() -> None:
    draft, _ = drafted(
        "## Offer {#offer .mandatory}\n\n{% for s in offered %}{{ s.name }}{% endfor %}", {**BOOK, "offered": []}
    )
    assert [(gap.path, gap.heading) for gap in draft.gaps] == [("offered", "offer")]
    assert not draft.is_drafted


def test_a_table_without_rows_goes_with_its_head() -> None:
    assert (
        settle(f"Rows:\n\n| a | b |\n|---|---|\n\n## Next {{#next}}\n\n{OPEN}x{CLOSE}")
        == f"## Next {{#next}}\n\n{OPEN}x{CLOSE}"
    )


def test_a_legend_stays_with_its_table_and_goes_with_it() -> None:
    table = f"| a |\n|---|\n| {OPEN}x{CLOSE} |\n\nA key.{{.legend}}\n"
    assert settle(table) == table
    assert "A key" not in settle(f"## Next {{#next}}\n\n| a |\n|---|\n| {HOLE} |\n\nA key.{{.legend}}\n")


def test_a_cell_that_misses_its_fact_shows_a_dash() -> None:
    assert settle(f"| {OPEN}a{CLOSE} | {HOLE} |") == f"| {OPEN}a{CLOSE} | – |"


def test_an_unanswered_question_is_listed_and_an_answer_of_nothing_is_an_answer() -> None:
    body = "{{ org.name }}.{% if q.place %} Meet at {{ q.place.room }}.{% endif %}"
    assert drafted(body)[0].questions == ("place",)
    draft, _ = drafted(body, answers={"place": {"room": "7A", "until": "2027-01-31"}})
    assert (draft.body, draft.questions) == ("North Bank. Meet at 7A.\n", ())


def test_half_an_answer_is_asked_for_again() -> None:
    body = (
        "{{ org.name }}.{% if q.place %} Meet at {{ q.place.room }} until {{ q.place.until | long_date }}.{% endif %}"
    )
    draft, _ = drafted(body, answers={"place": {"room": "7A"}})
    assert (draft.body, draft.questions, draft.gaps) == ("North Bank.\n", ("place",), ())


def test_a_name_that_no_shape_has_is_reported() -> None:
    assert drafted("{{ org.nmae }}")[1].unknown == {"org.nmae"}


def test_a_reference_to_nothing_is_reported() -> None:
    book = {**BOOK, "offered": ["fax"]}
    assert drafted("{% for s in offered %}{{ s.name }}{% endfor %}", book)[1].dangling == {"offered.1"}


@given(st.text(min_size=1, max_size=200))
def test_whatever_somebody_enters_is_text(entered: str) -> None:
    """Nothing that is entered becomes a heading, a table, a link, HTML or a tag of the language."""
    draft, _ = drafted("Name: {{ org.name }}", {**BOOK, "org": {"name": entered}})
    line = draft.body.strip("\n")
    assert "\n" not in line.strip() or line.strip() == "Name:"
    for special in "<|[#{":
        assert all(before == "\\" for before, letter in pairwise(line) if letter == special)
    assert OPEN not in line


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("{% include 'x' %}", "include"),
        ("{% render 'x' %}", "render"),
        ("{% capture x %}a{% endcapture %}", "capture"),
        ("{% for i in (1..1000000000) %}x{% endfor %}", "range"),
        ("{{ (1..1000000000) | join }}", "range"),
        ("{{ '%' | append: (1..1000000000) }}", "range"),
        ("".join(f"{{% assign a{number} = 1 %}}" for number in range(300)), "assigns more than"),
        ("{{ org.name | times: 9 }}", "times"),
        ("{% for s in offered %}", "for"),
        ("{{ org.name", "end of file"),
        ("{% if %}x{% endif %}", ""),
        ("{% if a %}" * 40 + "{% endif %}" * 40, ""),
    ],
)
def test_what_it_does_not_take_is_refused_with_its_line(body: str, reason: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        drafted(f"first\nsecond\n{body}")
    assert reason in str(refused.value.reason)
    assert refused.value.line >= 1


def test_loops_within_loops_end() -> None:
    many = {**BOOK, "offered": ["mail"] * 400}
    with pytest.raises(BadTemplate, match="loop"):
        drafted("{% for a in offered %}{% for b in offered %}x{% endfor %}{% endfor %}", many)


def test_many_loops_one_after_the_other_end() -> None:
    many = {**BOOK, "offered": ["mail"] * 100}
    loop = "{% for a in offered %}{% for b in offered %}x{% endfor %}{% endfor %}"
    drafted(loop, many)
    with pytest.raises(BadTemplate, match="loop"):
        drafted(loop * 120, many)


def test_a_list_that_doubles_itself_is_not_printed() -> None:
    many = {**BOOK, "offered": ["mail"] * 100}
    doubled = "{% assign l = offered | map: 'name' %}" + "{% assign l = l | concat: l %}" * 8
    for printed in (f"{{{{ l | join: '{'x' * 9_000}' }}}}", "{{ l | concat: l | concat: l | concat: l | and_list }}"):
        with pytest.raises(BadTemplate, match="limit") as refused:
            drafted(f"first\n{doubled}\n{printed}", {**many, "services": {"mail": {"name": "Mail " * 40}}})
        assert refused.value.line == 3


def test_a_record_is_no_text() -> None:
    assert text_of("{% assign x = org %}{{ org.name }}. {{ x }}. {{ org }}") == "North Bank."


def test_a_text_that_doubles_itself_is_stopped() -> None:
    with pytest.raises(BadTemplate, match="limit"):
        drafted("{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 40)


@pytest.mark.parametrize("name", ["__class__", "_values", "_binding", "__init__", "path", "book", "holes"])
def test_a_template_reaches_nothing_but_its_facts(name: str) -> None:
    draft, _ = drafted(f"{{{{ org.{name} }}}}{{{{ {name} }}}}{{{{ offered.{name} }}}} end.")
    assert "object" not in draft.body
    assert "class" not in draft.body


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("", 1),
        ("no front matter", 1),
        ("---\na: [\n---\n", 3),
        ("---\n- a\n---\n", 2),
        (FRONT.format(language="fr"), 4),
        (FRONT.format(language="en").replace("edition: 1", "edition: one"), 3),
        (FRONT.format(language="en").replace("approver: coordinator", "approver: owner"), 10),
        (FRONT.format(language="en").replace('["8.1"]', "[8.1]"), 7),
        ("---\ntemplate: !!python/object/apply:os.system ['true']\n---\n", 2),
    ],
)
def test_a_file_that_is_no_template_is_refused_with_its_line(file: str, line: int) -> None:
    with pytest.raises(BadTemplate) as refused:
        read_template(file)
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("shape", "value", "reason"),
    [
        ("number", "12", "whole number"),
        ("number", True, "whole number"),
        ("date", "31/12/2027", "day"),
        ("code:a|b", "c", "none of"),
        ("text", {"fr": "x"}, "language"),
        ("text", 3, "text"),
        ("flag", "yes", "true"),
        (["role"], "owner", "list"),
        ({"a": "text"}, {"b": "x"}, "known"),
        ({"a": "text"}, "x", "record"),
        (["text"], ["x"] * 501, "entries"),
        ("text", "x" * 5_001, "longer"),
        ("text", "a\x00b", "kept"),
    ],
)
def test_a_fact_that_does_not_fit_is_named(shape: Shape, value: object, reason: str) -> None:
    found = list(misfits(shape, value, "here"))
    assert len(found) == 1
    assert reason in str(found[0].reason)
    assert found[0].path.startswith("here")
