"""How the columns of a table share the page."""

from milepost.engines.rendering.blocks import Table
from milepost.engines.rendering.columns import shares
from milepost.engines.rendering.reading import read_markdown


def shares_of(markdown: str) -> tuple[float, ...]:
    (table,) = read_markdown(markdown)
    assert isinstance(table, Table)
    return shares(table, "section")


def test_an_empty_column_is_wide_enough_to_be_written_in() -> None:
    question = "Which branches notice it when it fails, and what do they do in the meantime? " * 2
    _, _, answer, date = shares_of(
        f"| Question | Answers | Answer | Date |\n|---|---|---|---|\n| {question} | Head of Operations | | |\n"
    )
    assert answer > 0.12
    assert date > 0.12


def test_a_column_that_says_something_in_one_row_takes_what_it_says() -> None:
    _, some, none = shares_of("| What | A | B |\n|---|---|---|\n| long words here | x | |\n| more | | |\n")
    assert some < none


def test_the_columns_fill_the_page() -> None:
    assert abs(sum(shares_of("| A | B |\n|---|---|\n| | |\n")) - 1) < 1e-9
