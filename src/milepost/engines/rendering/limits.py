"""How large a document may be. The figures are several times what the largest real one needs."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document; whoever calls may set others."""

    characters: int = 600_000  # of its Markdown: some 200 pages
    blocks: int = 40_000  # paragraphs, cells and items
    paragraph: int = 10_000  # characters of one
    depth: int = 5  # lists and quotes inside each other
    inline_depth: int = 8  # emphasis inside emphasis
    columns: int = 16
    rows: int = 2_000  # of one table
    states: int = 30  # of one flow
    transitions: int = 80
    label: int = 200  # characters of a state's name, or of who or when
    picture: int = 1_000_000  # bytes of the organisation's sign
    picture_pixels: int = 8_000_000  # four bytes each while it is drawn
    picture_ratio: int = 20  # its longer side to the shorter
    reference_bytes: int = 10_000_000  # of an own reference file
    reference_unpacked: int = 60_000_000
    reference_members: int = 500


LIMITS = Limits()
