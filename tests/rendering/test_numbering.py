"""Numbers of headings."""

import pytest

from milepost.engines.rendering import Reference, read_markdown
from milepost.engines.rendering.numbering import Sections, numbers


def test_each_level_counts_on_and_begins_anew_under_the_next() -> None:
    text = "## A\n\n### B\n\n#### C\n\n#### D\n\n### E\n\n## F\n\n### G\n"
    assert numbers(read_markdown(text)) == {
        "a": "1", "b": "1.1", "c": "1.1.1", "d": "1.1.2", "e": "1.2", "f": "2", "g": "2.1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "titles", [("1 A", "2 B", "3. C"), ("1.1 A", "1.2 B", "C"), ("A. X", "B. Y", "C. Z"), ("I. X", "II. Y", "Z")]
)
def test_headings_that_somebody_numbered_are_left_alone(titles: tuple[str, ...]) -> None:
    assert numbers(read_markdown("".join(f"## {title}\n\n" for title in titles))) == {}


def test_one_that_begins_with_a_number_by_chance_is_numbered_with_the_others() -> None:
    assert numbers(read_markdown("## 24 hours of service\n\n## Purpose\n\n## Scope\n")) == {
        "section-24-hours-of-service": "1", "purpose": "2", "scope": "3",
    }  # fmt: skip


def test_a_reference_says_the_number_and_the_title() -> None:
    assert Sections("section", {"kpis": "3.2"}).said(Reference("kpis", "Measures")) == "section 3.2 Measures"
    assert Sections("bagian", {}).said(Reference("kpis", "Ukuran")) == "bagian Ukuran"
