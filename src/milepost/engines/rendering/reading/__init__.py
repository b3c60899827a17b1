"""The product's dialect of Markdown → blocks.

CommonMark without HTML, with tables, and with these of its own:

- headings `## Title {#anchor .mandatory}` of levels 2 to 4, none left out on the way down;
- `[](#anchor)`, printed as “section *Title*”;
- a paragraph that ends in `{.legend}`: the key of the table above it;
- links to `https:`, `http:`, `mailto:`, `tel:`, `#anchor` and `document:KEY`;
- a fenced block `flow`: `title:`, `alt:`, `state key "Name"`, `a -> b : who: when`.

What would be lost or printed as marks (a row with too many cells, a block that is not closed, a picture, a line of
dashes) is refused with its line. Order of the modules: `tokens` (the parser and its bounds), `headings` (anchors),
`inlines`, `tables`, `flow_text`, `reader` (blocks).
"""

from milepost.engines.rendering.blocks import Block
from milepost.engines.rendering.characters import printable
from milepost.engines.rendering.limits import LIMITS, Limits
from milepost.engines.rendering.reading.headings import read_headings
from milepost.engines.rendering.reading.reader import Reader
from milepost.engines.rendering.reading.tokens import Source, tokenised

__all__ = ["read_markdown"]


def read_markdown(text: str, limits: Limits = LIMITS) -> tuple[Block, ...]:
    """The blocks of a body. Raises `BadDocument` with the line (from 1) of what cannot be read."""
    source = Source(printable(text), limits)
    tokens = tokenised(source)
    return Reader(source, tokens, read_headings(source, tokens)).read()
