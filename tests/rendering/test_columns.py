"""How wide the columns of a table are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.engines.rendering import Align, Table, Words, read_markdown
from milepost.engines.rendering.columns import Fit, Fits, Paper, fit
from milepost.engines.rendering.kept import pieces
from milepost.engines.rendering.numbering import Sections
from milepost.engines.rendering.typefaces import drawn_ems

PAPER = Paper(upright=470.0, turned=717.0, sizes=(8.5, 7.5), edges=10.0)
SECTIONS = Sections("section", {"steps": "4.2"})
PROSE = "The owner of the service reads the figures of the month and says what is done about each one that was missed"


def fitted(markdown: str, paper: Paper = PAPER) -> Fit:
    (table,) = (block for block in read_markdown(markdown) if isinstance(block, Table))
    return fit(table, paper, SECTIONS)


def table_of(*columns: str, rows: int = 4) -> str:
    line = " | ".join(columns)
    names = " | ".join(f"c{number}" for number in range(len(columns)))
    return f"| {names} |\n|{'---|' * len(columns)}\n" + f"| {line} |\n" * rows


# == whatever stands in it =========================================================================================

CELL = st.lists(
    st.sampled_from(
        ["a", "of", "management", "DOC-INC-01", "2 November 2026", "≥ 95 %", "Rp 5.400.000.000", "16:00–18:00", "ثيقة",
         "dipertanggungjawabkan", "x" * 45, "🚀"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 12))
    rows = draw(st.lists(st.lists(CELL, min_size=columns, max_size=columns), min_size=1, max_size=6))
    aligns = tuple(draw(st.lists(st.sampled_from(Align), min_size=columns, max_size=columns)))
    header, *below = (tuple((Words(cell),) for cell in row) for row in rows)
    return Table(header, aligns, tuple(below))


def widest_pieces(table: Table, size: float) -> list[float]:
    """Of each column, the widest thing that a line cannot end in."""

    def of(cell: tuple[object, ...], *, strong: bool) -> float:
        text = cell[0].text  # type: ignore[attr-defined]
        return max(drawn_ems(piece, strong=strong) for piece in pieces(text)) * size

    return [
        max(of(row[number], strong=row is table.header) for row in (table.header, *table.rows))
        for number in range(len(table.aligns))
    ]


@given(tables())
def test_widths_are_positive_and_stay_on_the_page(table: Table) -> None:
    made = fit(table, PAPER, SECTIONS)
    room = PAPER.turned if made.turned else PAPER.upright
    assert all(width > 0 for width in made.widths)
    assert sum(made.widths) <= room + 0.01
    assert len(made.lines) == len(table.rows)
    assert all(lines >= 1 for lines in made.lines)
    assert made.size in PAPER.sizes


@given(tables())
def test_no_word_is_broken_where_all_have_room(table: Table) -> None:
    made = fit(table, PAPER, SECTIONS)
    wanted = widest_pieces(table, made.size)
    if not made.cuts:
        assert all(width - PAPER.edges >= word - 0.01 for width, word in zip(made.widths, wanted, strict=True))
    smallest = sum(widest_pieces(table, PAPER.sizes[-1])) + PAPER.edges * len(wanted)
    by_hand = [n for n, align in enumerate(table.aligns) if align is Align.START and not _says_something(table, n)]
    if not by_hand and smallest <= PAPER.upright:
        assert not made.cuts


def _says_something(table: Table, column: int) -> bool:
    return not table.rows or any(row[column][0].text for row in table.rows)  # type: ignore[union-attr]


@given(tables())
def test_a_table_that_has_more_to_say_than_the_page_is_wide_fills_it(table: Table) -> None:
    made = fit(table, PAPER, SECTIONS)
    if any(lines > 1 for lines in made.lines) and not made.cuts:
        assert sum(made.widths) == pytest.approx(PAPER.turned if made.turned else PAPER.upright, abs=0.1)


@given(tables())
def test_the_same_table_on_more_paper_has_no_more_lines(table: Table) -> None:
    narrow = Paper(upright=300.0, turned=300.0, sizes=(8.5,), edges=10.0)
    wide = Paper(upright=900.0, turned=900.0, sizes=(8.5,), edges=10.0)
    assert sum(fit(table, wide, SECTIONS).lines) <= sum(fit(table, narrow, SECTIONS).lines) + len(table.rows)


# == what it is for ================================================================================================


def test_a_key_a_date_and_a_name_take_one_line_beside_much_that_is_said() -> None:
    made = fitted(table_of("DOC-COM-01", "2 November 2026", "Ada Wibowo", f"{PROSE}. {PROSE}"))
    for width, words in zip(made.widths, ("DOC-COM-01", "2 November 2026", "Ada Wibowo"), strict=False):
        assert width - PAPER.edges >= drawn_ems(words) * made.size - 0.01
        assert width < 110
    assert made.widths[3] > 200


def test_a_small_table_is_not_torn_apart() -> None:
    made = fitted(table_of("P1", "15 minutes"))
    assert sum(made.widths) < 200


def test_two_columns_that_say_as_much_are_as_wide() -> None:
    first, second = fitted(table_of(PROSE, PROSE)).widths
    assert first == pytest.approx(second, rel=0.01)


def test_a_column_of_much_is_wider_than_one_of_little() -> None:
    made = fitted(table_of(PROSE, f"{PROSE}, {PROSE}, {PROSE}"))
    assert 1.5 < made.widths[1] / made.widths[0] < 4
    assert max(made.lines) <= 5


def test_columns_of_marks_are_as_wide_as_each_other() -> None:
    names = ["Activity", *map(str, range(1, 12))]
    text = f"| {' | '.join(names)} |\n|---|{':-:|' * 11}\n| Policy and objectives | {' | '.join('ARCICRCACIR')} |\n"
    _, *marks = fitted(text).widths
    assert max(marks) == pytest.approx(min(marks))


def test_a_table_of_many_columns_that_are_crowded_turns_its_page() -> None:
    made = fitted(table_of(*[PROSE] * 9))
    assert made.turned
    assert not made.cuts


def test_for_a_few_lines_no_page_is_turned() -> None:
    made = fitted(table_of(*[PROSE[:60]] * 8, rows=2))
    assert 10 < sum(made.lines) <= 20
    assert (made.size, made.turned) == (8.5, False)


def test_tables_with_the_same_header_are_set_alike_and_others_are_not() -> None:
    blocks = read_markdown(
        table_of("DOC-COM-01", PROSE) + "\nand\n\n" + table_of("a", f"{PROSE}. {PROSE}", rows=3) + "\nand\n\n"
        "| x | c1 |\n|---|---|\n| a | b |\n"
    )
    fits = Fits(blocks, PAPER, SECTIONS)
    first, second, third = (fits.of(block) for block in blocks if isinstance(block, Table))
    assert first.widths == second.widths != third.widths
    assert (len(first.lines), len(second.lines), len(third.lines)) == (4, 3, 1)
    assert second.lines[0] > first.lines[0]


def test_a_table_that_hardly_does_not_fit_is_set_smaller() -> None:
    made = fitted(table_of(*["pertanggungjawaban"] * 5, rows=2))
    assert (made.size, made.turned, made.cuts) == (7.5, False, False)


def test_the_longest_word_gives_way_where_not_all_have_room() -> None:
    made = fitted(table_of("x" * 200, "management", "DOC-INC-01"))
    assert made.cuts
    for width, words in zip(made.widths[1:], ("management", "DOC-INC-01"), strict=True):
        assert width - PAPER.edges >= drawn_ems(words) * made.size


def test_a_column_without_words_below_its_header_has_room_for_a_pen() -> None:
    first, by_hand = fitted(
        "| Service | Seen |\n|---|---|\n| Core Banking in both data centres |  |\n| Mail |  |\n"
    ).widths
    assert by_hand > first / 2
    assert by_hand > 100


def test_one_word_in_a_column_says_how_wide_it_is() -> None:
    row = "| Core Banking in both data centres |"
    said = fitted(f"| Service | Seen |\n|---|---|\n{row} no |\n{row}  |\n").widths
    assert said[1] < fitted(f"| Service | Seen |\n|---|---|\n{row}  |\n{row}  |\n").widths[1]


def test_a_column_for_a_mark_or_a_number_stays_narrow() -> None:
    text = "| Service | Mark | Minutes | Why |\n|---|:-:|---:|---|\n| Core Banking |  |  |  |\n"
    _, mark, minutes, why = fitted(text).widths
    assert mark < why
    assert minutes < why


def test_a_reference_is_as_wide_as_what_is_printed_of_it() -> None:
    one = fitted("## Steps {#steps}\n\n| Where |\n|---|\n| [](#steps) |\n").widths[0]
    assert one - PAPER.edges >= drawn_ems("section 4.2 Steps") * 8.5


def test_words_that_touch_across_marks_are_one() -> None:
    bold = fitted(table_of("ab**cdefghijklmnop**qr", PROSE + PROSE)).widths[0]
    assert bold - PAPER.edges >= (drawn_ems("abqr") + drawn_ems("cdefghijklmnop", strong=True)) * 8.5


def test_a_low_table_stays_whole_and_a_high_row_may_be_cut() -> None:
    low, high = fitted(table_of("a", "b")), fitted(table_of("a", f"{PROSE}. " * 30, rows=1))
    assert low.whole
    assert not low.splits(0)
    assert not high.whole
    assert high.splits(0)
