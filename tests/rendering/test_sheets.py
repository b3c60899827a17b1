"""Which blocks stand on turned pages."""

from milepost.engines.rendering import Heading, Table, as_text, read_markdown
from milepost.engines.rendering.blocks import Block, Paragraph
from milepost.engines.rendering.sheets import sheets

WIDE = "| wide | b |\n|---|---|\n| 1 | 2 |\n\n"
SMALL = "| small |\n|---|\n| 1 |\n\n"
LINES = "Words.\n\n" * 6


def seen(text: str) -> list[tuple[bool, str]]:
    """Runs of pages, and the first letters of what stands in each."""

    def letter(block: Block) -> str:
        if isinstance(block, Table):
            return "W" if len(block.header) > 1 else "s"
        if isinstance(block, Heading):
            return as_text(block.inlines)
        return "." if isinstance(block, Paragraph) else "?"

    runs = sheets(read_markdown(text), lambda table: len(table.header) > 1)
    return [(turned, "".join(map(letter, run))) for turned, run in runs]


def test_nothing_turns_without_a_table_that_wants_it() -> None:
    assert seen(f"## A\n\n{LINES}{SMALL}") == [(False, "A......s")]
    assert seen("") == []


def test_heading_and_words_that_lead_go_with_their_table() -> None:
    text = f"## A\n\n{LINES}{SMALL}## B\n\nThese are:\n\n{WIDE}## C\n\n{LINES}{SMALL}"
    assert seen(text) == [(False, "A......s"), (True, "B.W"), (False, "C......s")]


def test_a_heading_above_the_heading_is_not_left_alone() -> None:
    assert seen(f"## A\n\n{LINES}{SMALL}## B\n\n### C\n\n{WIDE}## D\n\n{SMALL}")[1] == (True, "BCW")


def test_the_little_that_ends_the_section_goes_with_it_and_much_does_not() -> None:
    assert seen(f"## A\n\n{SMALL}## B\n\n{WIDE}Words.\n\n## C\n\n{SMALL}")[1] == (True, "BW.")
    assert seen(f"## A\n\n{SMALL}## B\n\n{WIDE}{LINES}## C\n\n{SMALL}")[1:] == [(True, "BW"), (False, "......Cs")]


def test_a_table_far_below_its_heading_takes_the_sentence_before_it() -> None:
    assert seen(f"## A\n\n{LINES}{WIDE}## C\n\n{SMALL}") == [(False, "A....."), (True, ".W"), (False, "Cs")]


def test_a_few_lines_do_not_have_a_page_of_their_own_between_turned_ones() -> None:
    assert seen(f"## A\n\nWords.\n\n## B\n\n{WIDE}## C\n\nWords.\n\n## D\n\n{WIDE}## E\n\nWords.\n") == [
        (True, "A.BWC.DWE.")
    ]


def test_no_block_is_lost() -> None:
    text = f"## A\n\n{SMALL}{WIDE}{LINES}## B\n\n{WIDE}{LINES}{SMALL}### C\n\n{WIDE}"
    blocks = read_markdown(text)
    assert tuple(b for _, run in sheets(blocks, lambda table: len(table.header) > 1) for b in run) == blocks
