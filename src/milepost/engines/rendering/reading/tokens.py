"""The parser as the dialect sets it, the text it reads, and how a refusal names its line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rendering.limits import Limits
from milepost.engines.rules.texts import Text, say

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Rules that are no part of the dialect: indented code and underlined headings happen by accident, definitions of
# links print nothing where they stand. `text_join` would hide which braces and dashes were escaped.
_OFF = ("code", "lheading", "reference", "html_block", "html_inline", "text_join")


class Source:
    """The text of a body, by lines."""

    def __init__(self, text: str, limits: Limits) -> None:
        self.text = text
        self.lines = text.split("\n")
        self.limits = limits

    def refuse(self, line: int, reason: Text, fix: Text, *, code: str) -> BadDocument:
        """What is wrong in a line, counted from 0."""
        return BadDocument(say("Line {line}: {reason}", line=line + 1, reason=reason), fix, code=code, line=line + 1)


def tokenised(source: Source) -> Sequence["Token"]:
    """The tokens of the text, within its bounds."""
    limits = source.limits
    if len(source.text) > limits.characters:
        raise BadDocument(
            say("The text has {count} characters.", count=len(source.text)),
            say("Cut it into documents of at most {limit} characters.", limit=limits.characters),
            code="too_long",
        )
    parser = _parser()
    tokens: list[Token] = []
    parser.block.parse(source.text, parser, {}, tokens)
    words = [token for token in tokens if token.type == "inline"]
    blocks = len(words)
    if blocks > limits.blocks:
        raise BadDocument(
            say("The text has {count} paragraphs, cells and items.", count=blocks),
            say("Cut it into documents of at most {limit}.", limit=limits.blocks),
            code="too_many_blocks",
        )
    for token in words:
        _read_words(source, parser, token)
    return tokens


def _read_words(source: Source, parser: "MarkdownIt", token: "Token") -> None:
    """What reading words costs grows with the square of their number, so it begins after the bound."""
    limit = source.limits.paragraph
    if len(token.content) > limit:
        raise source.refuse(
            (token.map or [0])[0],
            say("a paragraph of {count} characters.", count=len(token.content)),
            say("Cut it into paragraphs of at most {limit}.", limit=limit),
            code="paragraph",
        )
    token.children = []
    parser.inline.parse(token.content, parser, {}, token.children)


def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415 - a process that reads no document does without

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 60}).enable("table").disable(_OFF)
    parser.validateLink = _any_link  # type: ignore[method-assign]
    return parser


def _any_link(url: str) -> bool:  # noqa: ARG001 - named by the parser
    """Every target is read, so that `inlines` can refuse one with its line; CommonMark would print its marks."""
    return True
