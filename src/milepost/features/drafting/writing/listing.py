"""The list of drafts, line by line: the documents of each kind, what each waits for, and which ones somebody wants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from milepost.catalogue.documents.kinds import Kind, Sort, kinds
from milepost.catalogue.documents.roles import roles
from milepost.engines.rules.coverage import ClauseCoverage
from milepost.features.drafting.reading.controlled import Controlled
from milepost.features.drafting.sheets.things import TABLES, is_needless, why_none
from milepost.features.drafting.writing.controlling import Standing
from milepost.features.drafting.writing.coverage import Coverage, controlled_as
from milepost.features.drafting.writing.drafts import Drafted
from milepost.platform.ui.texts import speak

STATES = ("whole", "asks", "differs")
CONTROL = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents a list shows; what is empty leaves none out.

    `state` is one of STATES, `control` one of CONTROL; `kind` is a sort of document, `owner` the key of a role. A
    clause stands for those below it. Every one of the words occurs in title, kind or key.
    """

    state: str = ""
    control: str = ""
    kind: str = ""
    practice: str = ""
    clause: str = ""
    owner: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A document of the list: its draft, its headings, what it waits for, and how its version stands to it.

    `controlled` is its line of the master list, `standing` how that stands to the draft where a template wrote it.
    """

    written: Drafted
    done: int
    wanted: int
    questions: tuple[str, ...]
    standing: Standing | None
    controlled: Controlled | None = None

    @property
    def is_controlled(self) -> bool:
        """Whether there is a document of it, written from its template or of the organisation's own making."""
        return self.standing is not None or self.controlled is not None

    @property
    def own(self) -> Controlled | None:
        """The document of the organisation's own that stands in its place."""
        return self.controlled if self.controlled and self.controlled.is_own else None

    @property
    def is_whole(self) -> bool:
        """Whether each heading that has to be there is drafted."""
        return self.done == self.wanted

    @property
    def differs(self) -> int:
        """How many facts changed since its version was written."""
        return len(self.standing.drifts) if self.standing else 0


@dataclass(frozen=True, slots=True)
class Lines:
    """The documents of one kind; of a kind that repeats one for each thing, or none, and why.

    `whole` of `total` are drafted whole, whichever of them are shown. `asked` is what a kind without any waits for.
    """

    kind: Kind
    lines: tuple[Line, ...]
    total: int
    whole: int
    asked: int = 0

    @property
    def repeats(self) -> bool:
        """Whether the kind is written once for each of something."""
        return self.kind.repeats in TABLES

    @property
    def why_none(self) -> str:
        """Why there is none."""
        return speak(why_none(self.kind))

    @property
    def is_needless(self) -> bool:
        """Whether none is required."""
        return is_needless(self.kind)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many documents there are, and how many of them are as each filter says."""

    total: int
    whole: int
    asks: int
    differs: int
    controlled: int

    @property
    def uncontrolled(self) -> int:
        """How many are not under control yet."""
        return self.total - self.controlled


@dataclass(frozen=True, slots=True)
class Group:
    """The kinds of one sort of document."""

    sort: Sort
    kinds: tuple[Lines, ...]

    @property
    def sums(self) -> Sums:
        """The sums of the documents in it."""
        return sums_of(self.kinds)


def lines_of(found: Coverage, standing: Mapping[str, Standing]) -> tuple[Lines, ...]:
    """The list in the order of the catalogue, the documents of a kind that repeats beneath each other."""
    asked: dict[str, list[str]] = {}
    for thing in found.asked:
        for address in thing.documents:
            asked.setdefault(address, []).append(thing.code)
    lines: dict[str, list[Line]] = {idle.key: [] for idle in found.idle}
    for each in found.documents:
        line = Line(
            each,
            *each.draft.complete,
            tuple(asked.get(each.address, ())),
            standing.get(each.address),
            controlled_as(each, found.controlled),
        )
        lines.setdefault(each.kind.key, []).append(line)
    return tuple(
        Lines(
            kind=of,
            lines=tuple(lines[of.key]),
            total=len(lines[of.key]),
            whole=sum(line.is_whole for line in lines[of.key]),
            asked=len(asked.get(of.key, ())),
        )
        for of in kinds()
        if of.key in lines
    )


def narrowed(listed: Iterable[Lines], wanted: Wanted) -> tuple[Lines, ...]:
    """The kinds with those of their documents that are wanted; a kind that has none stands for itself."""
    found = []
    for of in listed:
        lines = tuple(line for line in of.lines if _fits(line, wanted))
        if lines or (not of.lines and _fits_idle(of, wanted)):
            found.append(replace(of, lines=lines))
    return tuple(found)


def grouped(listed: Iterable[Lines]) -> tuple[Group, ...]:
    """The kinds by sort of document; a sort without any is left out."""
    some = tuple(listed)
    groups = (Group(sort, tuple(of for of in some if of.kind.sort is sort)) for sort in Sort)
    return tuple(group for group in groups if group.kinds)


def sums_of(listed: Iterable[Lines]) -> Sums:
    """The sums of the documents of some kinds."""
    lines = [line for of in listed for line in of.lines]
    return Sums(
        total=len(lines),
        whole=sum(line.is_whole for line in lines),
        asks=sum(bool(line.questions) for line in lines),
        differs=sum(bool(line.differs) for line in lines),
        controlled=sum(line.is_controlled for line in lines),
    )


def owners_of(listed: Iterable[Lines]) -> tuple[str, ...]:
    """The roles that own any of the documents, in the order of the catalogue."""
    owning = {of.kind.owner for of in listed}
    return tuple(role.key for role in roles() if role.key in owning)


def _fits(line: Line, wanted: Wanted) -> bool:
    states = {"whole": line.is_whole, "asks": bool(line.questions), "differs": bool(line.differs)}
    control = {"yes": line.is_controlled, "no": not line.is_controlled}
    return (
        states.get(wanted.state, True)
        and control.get(wanted.control, True)
        and _is_of(line.written.kind, wanted)
        and _holds(wanted.words, line.written.kind, line.written.title, line.written.number, line.written.address)
    )


def _fits_idle(of: Lines, wanted: Wanted) -> bool:
    """Whether a kind is wanted of which there is no document: it can ask for what would make one, and no more."""
    states = {"whole": False, "asks": of.asked > 0, "differs": False}
    return (
        states.get(wanted.state, True)
        and not wanted.control
        and _is_of(of.kind, wanted)
        and _holds(wanted.words, of.kind)
    )


def _is_of(kind: Kind, wanted: Wanted) -> bool:
    below = f"{wanted.clause}."
    return (
        wanted.kind in ("", kind.sort)
        and wanted.practice in ("", kind.practice)
        and wanted.owner in ("", kind.owner)
        and (not wanted.clause or any(f"{clause}.".startswith(below) for clause in kind.clauses))
    )


def _holds(words: str, kind: Kind, *texts: str) -> bool:
    text = " ".join((*texts, kind.key, kind.title.en, kind.title.id)).casefold()
    return all(word in text for word in words.casefold().split())


def coverage_values(found: Coverage, listed: Iterable[Lines]) -> dict[str, object]:
    """The coverage, with the documents that are listed, as the command line and the API give it."""
    some = tuple(listed)
    return {
        "required": len(found.required),
        "drafted": len(found.drafted),
        "in_force": len(found.in_force),
        "questions": len(found.asked),
        "documents": [_line_values(line) for of in some for line in of.lines],
        "missing": list(found.missing),
        "clauses": [_clause_values(of) for of in found.clauses],
        "without": [
            {"key": of.kind.key, "required": not of.is_needless, "why": of.why_none} for of in some if not of.total
        ],
    }


def _clause_values(of: ClauseCoverage) -> dict[str, object]:
    return {
        "clause": of.clause,
        "required": of.required.items,
        "drafted": of.required.drafted,
        "in_force": of.required.in_force,
        "items": [
            {
                "item": each.item.number,
                "required": each.item.required,
                "standing": each.standing.name.lower().replace("_", "-"),
                "documents": [holding.key for holding in each.documents],
                "fix": speak(each.fix) if each.fix else "",
            }
            for each in of.items
        ],
    }


def _line_values(line: Line) -> dict[str, object]:
    written, controlled = line.written, line.controlled
    return {
        "key": written.address,
        "title": written.title,
        "kind": written.kind.sort.value,
        "practice": written.kind.practice,
        "clauses": list(written.kind.clauses),
        "owner": written.kind.owner,
        "items": list(written.kind.items),
        "drafted": written.draft.is_drafted,
        "headings_drafted": line.done,
        "headings": line.wanted,
        "questions": list(line.questions),
        "document": controlled.number if controlled else None,
        "own": line.own is not None,
        "in_force": (controlled.in_force if controlled else "") or None,
        "version": line.standing.version.identification if line.standing else None,
        "differs": line.differs,
    }
