"""Names that no register has, found in a template without any facts."""

from dataclasses import replace

import pytest

from milepost.engines.templating.language import Language
from milepost.engines.templating.names import check_names
from tests.templating.test_language import SHAPES, a_template

BY_KEY = {"roles", "services"}


def unknown(body: str) -> list[tuple[int, str]]:
    """The lines in the body and the reasons."""
    template = a_template(body)
    found = check_names(template, Language("en", titles=str), SHAPES, BY_KEY)
    return [(fault.line - template.first_line + 1, str(fault.reason)) for fault in found]


@pytest.mark.parametrize(
    "body",
    [
        "{{ org.name }}{{ roles.owner.title }}{{ offered.first.owner.holder }}{{ offered[0].name }}{{ offered.size }}",
        "{% for s in offered %}{{ forloop.index }}{{ s.owner.title }}{{ s.hours | duration }}{% endfor %}",
        "{% assign list = offered | where: 'name', 'x' | sort: 'name' %}{{ list | map: 'name' | join }}",
        "{% assign list = offered | uniq %}{{ list.first.name }}",
        "{% if q.place %}{{ q.place.room }}{% endif %}{% for d in doc.satisfies %}{{ d.text }}{% endfor %}",
        "{{ org.name.size }}{{ offered | first | size }}",
        "{% assign x = offered | map: 'name' %}{{ x.whatever }}",
    ],
)
def test_what_registers_have_is_taken(body: str) -> None:
    assert unknown(body) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("{{ org.nmae }}", "nmae"),
        ("{{ orgs.name }}", "orgs"),
        ("{{ org['nmae'] }}", "nmae"),
        ("{{ org.name.nope }}", "nope"),
        ("{{ roles.owner.titel }}", "titel"),
        ("{% for s in offered %}{{ s.owner.titel }}{% endfor %}", "titel"),
        ("{% for s in offered %}x{% endfor %}{% if false %}{{ s.nope }}{% endif %}", "nope"),
        ("{% if org.nope %}x{% endif %}", "nope"),
        ("{% case org.nope %}{% when 'a' %}x{% endcase %}", "nope"),
        ("{% unless org.nope == 'x' %}x{% endunless %}", "nope"),
        ("{{ org.name | append: org.nope }}", "nope"),
        ("{% for s in offered limit: org.nope %}x{% endfor %}", "nope"),
        ("{{ offered | map: 'nope' | join }}", "nope"),
        ("{{ offered | where: 'nope', 'x' | size }}", "nope"),
        ("{{ q.nope }}", "nope"),
        ("{{ q.place.nope }}", "nope"),
        ("{{ doc.nope }}", "nope"),
        ("{{ holes }}", "holes"),
        ("{{ org.__class__ }}", "__class__"),
        ("{% assign x = offered | map: 'name' %}{{ x.__class__ }}", "__class__"),
        ("{% for s in offered %}{{ forloop.__init__ }}{% endfor %}", "__init__"),
    ],
)
def test_what_no_register_has_is_told_with_its_line(body: str, name: str) -> None:
    told = unknown(f"first\n\n{body}")
    assert [line for line, _ in told] == [3]
    assert f"“{name}”" in told[0][1]


def test_a_need_that_no_register_has_is_told() -> None:
    template = a_template("x")
    wrong = replace(template, needs={"org.nmae": "organisation"})
    (fault,) = check_names(wrong, Language("en", titles=str), SHAPES, BY_KEY)
    assert "nmae" in str(fault.reason)


def test_a_text_that_cannot_be_read_is_told_elsewhere() -> None:
    assert unknown("{{ org.nmae") == []
