"""How the columns of a table share a page."""

from milepost.engines.rendering import read_markdown
from milepost.engines.rendering.blocks import Table
from milepost.engines.rendering.columns import shares


def shared(markdown: str) -> tuple[float, ...]:
    (table,) = read_markdown(markdown)
    assert isinstance(table, Table)
    return shares(table, "section")


def test_a_column_without_words_below_its_header_has_room_for_a_pen() -> None:
    first, by_hand = shared("| Service | Seen |\n|---|---|\n| Core Banking in both data centres |  |\n| Mail |  |\n")
    assert by_hand > 0.4
    assert first + by_hand == 1


def test_one_word_in_a_column_says_how_wide_it_is() -> None:
    row = "| Core Banking in both data centres |"
    said = shared(f"| Service | Seen |\n|---|---|\n{row} no |\n{row}  |\n")
    assert said[1] < shared(f"| Service | Seen |\n|---|---|\n{row}  |\n{row}  |\n")[1]


def test_a_column_for_a_mark_or_a_number_stays_narrow() -> None:
    text = "| Service | Mark | Minutes | Why |\n|---|:-:|---:|---|\n| Core Banking |  |  |  |\n"
    _, mark, minutes, why = shared(text)
    assert mark < why
    assert minutes < why
