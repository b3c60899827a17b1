"""One document as values: what is read from Markdown and what pages, PDF and DOCX are written from.

A `Document` is a frame (identification, title, facts of the version, approvals, history) around `blocks`. Blocks hold
blocks (lists, quotes) or inlines (words). All of it is frozen and knows no format: a renderer decides how things look,
and never reads the Markdown again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import Self, cast

from milepost.engines.rendering.colours import ACCENT

# == inlines =======================================================================================================


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words, exactly as a reader sees them."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words with weight."""

    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words in italics."""

    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class CodeWords:
    """Words as a machine writes them."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead on: `target` is an address of a permitted scheme, `#anchor`, or `document:KEY`."""

    target: str
    inlines: tuple["Inline", ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A heading of the same document, printed as “section *Title*” in the document's language."""

    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Break:
    """A new line in the same paragraph."""


type Inline = Words | Strong | Emphasis | CodeWords | Link | Reference | Break
type Inlines = tuple[Inline, ...]

# == blocks ========================================================================================================


@dataclass(frozen=True, slots=True)
class Heading:
    """A title of level 2 to 4 (`##` to `####`): level 1 is the document's own."""

    level: int
    inlines: Inlines
    anchor: str
    mandatory: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class List:
    """Items, each of blocks; `start` is the first number of an ordered one."""

    items: tuple[tuple["Block", ...], ...]
    ordered: bool = False
    start: int = 1


class Align(StrEnum):
    """Where the words of a column stand."""

    START = "start"
    CENTRE = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; every row has as many cells as the header. `legend` is the key below it."""

    header: tuple[Inlines, ...]
    aligns: tuple[Align, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    legend: Inlines = ()

    @classmethod
    def of_words(cls, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Self:
        """A table of plain words."""
        cells = tuple(tuple((Words(cell),) for cell in row) for row in (columns, *rows))
        return cls(cells[0], (Align.START,) * len(columns), cells[1:])


@dataclass(frozen=True, slots=True)
class State:
    """A state of a flow."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Transition:
    """A step from one state (by key) to another: who takes it, and when."""

    source: str
    target: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Flow:
    """States and what leads from one to the next; `alt` says it to whoever cannot see the drawing."""

    title: str
    alt: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def described(self) -> str:
        """`alt`, then every step in words."""
        names = {state.key: state.name for state in self.states}
        steps = "; ".join(
            f"{names[step.source]} → {names[step.target]}{_in_brackets(step)}" for step in self.transitions
        )
        return f"{self.alt.rstrip('.')}. {steps}." if steps else self.alt


def _in_brackets(step: Transition) -> str:
    words = ": ".join(part for part in (step.who, step.when) if part)
    return f" ({words})" if words else ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines as a machine writes them."""

    text: str


type Block = Heading | Paragraph | List | Table | Flow | Quote | Code

# == the document ==================================================================================================


@dataclass(frozen=True, slots=True)
class Approval:
    """One line of the table of approvals, worded by whoever knows: `did` is “approved”, `decided` a printed time."""

    did: str
    name: str
    role: str
    decided: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history: the newest first."""

    version: str
    decided: str
    summary: str
    by: str


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed of one version of a document, already in its language."""

    identification: str  # DOC-SMP-01 v3
    title: str
    language: str  # en, id
    organisation: str
    blocks: tuple[Block, ...]
    classification: str = ""
    state: str = ""  # printed in every header while the version is not in force: “Draft”
    accent: str = ACCENT  # a colour dark enough to be read on white, or it is darkened
    logo: bytes = b""  # PNG, JPEG or SVG; the organisation's name stands in its place without one
    facts: tuple[tuple[str, str], ...] = ()  # of the version: (“In force from”, “1 January 2027”)
    approvals: tuple[Approval, ...] = ()
    history: tuple[Change, ...] = ()
    written_at: datetime | None = None  # goes into the file's properties; without it a file carries no time
    keywords: tuple[str, ...] = field(default=())


# == walking =======================================================================================================


def every_block(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks and what stands inside them, in the order of reading."""
    for block in blocks:
        yield block
        match block:
            case List(items=items):
                for item in items:
                    yield from every_block(item)
            case Quote(blocks=inner):
                yield from every_block(inner)


def headings(blocks: Iterable[Block]) -> tuple[Heading, ...]:
    """The headings, in order."""
    return tuple(block for block in every_block(blocks) if isinstance(block, Heading))


def as_text(inlines: Iterable[Inline]) -> str:
    """The words alone; of a reference its title."""
    return "".join(_text(inline) for inline in inlines)


def _text(inline: Inline) -> str:
    match inline:
        case Words(text=text) | CodeWords(text=text):
            return text
        case Strong(inlines=inner) | Emphasis(inlines=inner) | Link(inlines=inner):
            return as_text(inner)
        case Reference(title=title):
            return title
        case Break():
            return "\n"


def words_in(block: Block) -> str:
    """The words of a block alone, those inside it too, a line for each part."""
    match block:
        case Heading(inlines=inlines) | Paragraph(inlines=inlines):
            return as_text(inlines)
        case List(items=items):
            return "\n".join(words_in(inner) for item in items for inner in item)
        case Table(header=header, rows=rows):
            return "\n".join(" ".join(as_text(cell) for cell in row) for row in (header, *rows))
        case Quote(blocks=inner):
            return "\n".join(words_in(each) for each in inner)
        case Flow():
            return f"{block.title}\n{block.described()}"
        case Code(text=text):
            return text


def titles(blocks: Iterable[Block]) -> Mapping[str, str]:
    """Anchor → title, in words."""
    return {heading.anchor: as_text(heading.inlines) for heading in headings(blocks)}


def rewritten[T](value: T, write: Callable[[str], str]) -> T:
    """The same value with every text in it as `write` gives it back."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return cast("T", write(value))
    if isinstance(value, tuple):
        return cast("T", tuple(rewritten(part, write) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: rewritten(getattr(value, one.name), write) for one in fields(value)})
    return value
