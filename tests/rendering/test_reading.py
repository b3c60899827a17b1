"""The dialect of Markdown that documents are written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering import (
    Align,
    BadDocument,
    Break,
    Code,
    CodeWords,
    Emphasis,
    Flow,
    Heading,
    Limits,
    Link,
    List,
    Paragraph,
    Quote,
    Reference,
    State,
    Strong,
    Table,
    Transition,
    Words,
    headings,
    read_markdown,
)
from tests.rendering.conftest import model


def words(text: str) -> tuple[Words]:
    return (Words(text),)


def refused(text: str, limits: Limits | None = None) -> tuple[str, int | None]:
    with pytest.raises(BadDocument) as caught:
        read_markdown(text, limits or Limits())
    assert str(caught.value.reason)
    assert str(caught.value.fix)
    return caught.value.code, caught.value.line


# == what it says ==================================================================================================


def test_a_heading_has_words_an_anchor_and_may_be_mandatory() -> None:
    assert read_markdown("## Purpose *here* {#purpose .mandatory}\n\n### Inner {#in}") == (
        Heading(2, (Words("Purpose "), Emphasis(words("here"))), "purpose", mandatory=True),
        Heading(3, words("Inner"), "in"),
    )


def test_a_heading_without_an_anchor_is_given_one_of_its_own() -> None:
    found = headings(read_markdown("## Ruang Lingkup\n\n## Ruang lingkup!\n\n## 15 Menit\n\n## 漢字"))
    assert [heading.anchor for heading in found] == ["ruang-lingkup", "ruang-lingkup-2", "section-15-menit", "section"]


def test_braces_that_were_escaped_are_words_of_the_heading() -> None:
    assert read_markdown(r"## Service \{#x\} {#own}") == (Heading(2, words("Service {#x}"), "own"),)


def test_an_empty_link_to_a_heading_is_a_reference_also_to_one_below() -> None:
    first, _ = read_markdown("See [](#kpis) and [them](#kpis).\n\n## Measures {#kpis}")
    assert first == Paragraph(
        (
            Words("See "),
            Reference("kpis", "Measures"),
            Words(" and "),
            Link("#kpis", words("them")),
            Words("."),
        )
    )


def test_words_are_strong_quiet_code_and_broken() -> None:
    (paragraph,) = read_markdown("a **b *c*** `d`\\\ne\nf")
    assert paragraph == Paragraph(
        (
            Words("a "),
            Strong((Words("b "), Emphasis(words("c")))),
            Words(" "),
            CodeWords("d"),
            Break(),
            Words("e f"),
        )
    )


def test_a_table_keeps_alignment_rows_and_its_key() -> None:
    (table,) = read_markdown("| A | B | C |\n|---|:-:|--:|\n| 1 | x \\| y | |\n| 2 |\n\nA counts.{.legend}")
    assert table == Table(
        (words("A"), words("B"), words("C")),
        (Align.START, Align.CENTRE, Align.END),
        ((words("1"), words("x | y"), ()), (words("2"), (), ())),
        words("A counts."),
    )


def test_lists_hold_lists_and_begin_where_they_say() -> None:
    (found,) = read_markdown("3. a\n4. b\n   - c\n\n     d")
    assert found == List(
        ((Paragraph(words("a")),), (Paragraph(words("b")), List(((Paragraph(words("c")), Paragraph(words("d"))),)))),
        ordered=True,
        start=3,
    )


def test_a_quotation_and_code_are_read() -> None:
    assert read_markdown("> q\n\n```\nx <y>\n\nz\n```") == (Quote((Paragraph(words("q")),)), Code("x <y>\n\nz"))


def test_a_flow_has_states_and_steps_with_values_escaped_for_markdown() -> None:
    (flow,) = read_markdown(
        '```flow\ntitle: Record in Service\\_Now\nalt: What moves\nstate in\\_use "In \\"use\\""\nstate end "End"\n'
        "in\\_use -> end : Service Desk: answer: or silence\nend -> in_use\nend -> end : alone\n```"
    )
    assert flow == Flow(
        "Record in Service_Now",
        "What moves",
        (State("in_use", 'In "use"'), State("end", "End")),
        (
            Transition("in_use", "end", "Service Desk", "answer: or silence"),
            Transition("end", "in_use", "", ""),
            Transition("end", "end", "", "alone"),
        ),
    )
    assert flow.described() == (
        'What moves. In "use" → End (Service Desk: answer: or silence); End → In "use"; End → End (alone).'
    )


def test_html_is_words() -> None:
    assert read_markdown("<script>alert(1)</script> <b>x</b> &lt;") == (
        Paragraph(words("<script>alert(1)</script> <b>x</b> <")),
    )


def test_control_characters_and_turned_words_are_taken_out() -> None:
    assert read_markdown("a\x00b\x1b[31mc\u202ed\r\ne\ud800") == (Paragraph(words("ab[31mcd e\ufffd")),)


@pytest.mark.parametrize("name", ["DOC-INC-01.en.md", "DOC-INC-01.id.md", "DOC-SMP-01.en.md"])
def test_the_model_documents_are_read(name: str) -> None:
    blocks = read_markdown(model(name))
    assert all(heading.mandatory for heading in headings(blocks))
    assert len(headings(blocks)) >= 15


def test_both_languages_of_a_model_have_the_same_headings() -> None:
    english, indonesian = (headings(read_markdown(model(f"DOC-INC-01.{language}.md"))) for language in ("en", "id"))
    assert [(h.level, h.anchor) for h in english] == [(h.level, h.anchor) for h in indonesian]


# == what it refuses, with the line ================================================================================


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("# Title", "heading_level", 1),
        ("##### Deep", "heading_level", 1),
        ("## A\n\n#### B", "heading_skips", 3),
        ("### A", "heading_skips", 1),
        ("## {#a}", "heading_without_words", 1),
        ("## A {#x}\n\n## B {#x}", "anchor_twice", 3),
        ("## A {#x .loud}", "heading_attribute", 1),
        ("## A {.mandatory #9}", "heading_attribute", 1),
        ("- ## A", "heading_inside", 1),
        ("a\n\n[](#nowhere)", "anchor_unknown", 3),
        ("[x](#nowhere)", "anchor_unknown", 1),
        ("[x](javascript:alert(1))", "link", 1),
        ("[x](JAVASCRIPT:alert(1))", "link", 1),
        ("[x](data:text/html,x)", "link", 1),
        ("[x](//host.example)", "link", 1),
        ("[x](file:///etc/passwd)", "link", 1),
        ("<vbscript:x>", "link", 1),
        ("![x](https://bank.example/x.png)", "picture", 1),
        ("a\n\n---\n\nb", "rule", 3),
        ("| A | B |\n|---|---|\n| 1 | 2 | 3 |", "row_cells", 3),
        ("| A | B |\n|---|---|\n| 1 | 2 |\nwords below", "row_without_bar", 4),
        ("| A | B | C |\n|---|---|\n| 1 | 2 |", "table_header", 2),
        ("- | A |\n  |---|\n  | 1 |", "table_inside", 1),
        ("words{.legend}", "legend", 1),
        ("| A |\n|---|\n| 1 |\n\nk{.legend}\n\nl{.legend}", "legend", 7),
        ("a\n\n```\nopen", "fence", 3),
        ('```flow\nalt: a\nstate x "X"\n```', "flow_title", 1),
        ('```flow\ntitle: a\nstate x "X"\n```', "flow_alt", 1),
        ('```flow\ntitle: a\nalt:\nstate x "X"\n```', "flow_alt", 1),
        ("```flow\ntitle: a\nalt: a\n```", "flow_empty", 1),
        ('\n```flow\ntitle: a\nalt: a\nstate x "X"\nstate x "Y"\n```', "flow_state_twice", 6),
        ('```flow\ntitle: a\nalt: a\nstate x "X"\nx -> y : A: b\n```', "flow_state_unknown", 5),
        ("```flow\ntitle: a\nalt: a\nstate x X\n```", "flow_line", 4),
        ("```flow\ntitle: a\nalt: a\ntitle: b\n```", "flow_line", 4),
    ],
)  # fmt: skip
def test_what_would_be_lost_or_printed_as_marks_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    assert refused(text) == (code, line)


@pytest.mark.parametrize(
    ("text", "limits", "code"),
    [
        ("word " * 300, Limits(characters=1_000), "too_long"),
        ("a\n\n" * 11, Limits(blocks=10), "too_many_blocks"),
        ("a" * 101, Limits(paragraph=100), "paragraph"),
        ("> " * 6 + "a", Limits(), "depth"),
        ("> - " * 3 + "a", Limits(), "depth"),
        ("*" * 8 + "a" + "*" * 8, Limits(inline_depth=3), "inline_depth"),
        ("|a" * 17 + "|\n" + "|-" * 17 + "|\n", Limits(), "columns"),
        ("|a|\n|-|\n" + "|b|\n" * 12, Limits(rows=10), "rows"),
        (
            "```flow\ntitle: a\nalt: a\n" + "".join(f'state s{n} "S"\n' for n in range(31)) + "```",
            Limits(),
            "flow_size",
        ),
        ('```flow\ntitle: a\nalt: a\nstate x "' + "X" * 201 + '"\n```', Limits(), "flow_label"),
    ],
)
def test_what_is_too_large_is_refused(text: str, limits: Limits, code: str) -> None:
    assert refused(text, limits)[0] == code


@given(st.text(st.sampled_from("#*_`[](){}|>-\\!<&.:~ \nab1\x00\u202e"), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    line = None
    try:
        read_markdown(text)
    except BadDocument as refusal:
        line = refusal.line
    assert line is None or 0 < line <= text.count("\n") + 1
