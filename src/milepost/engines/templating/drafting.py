"""One document written from a template and the facts: its text, what it lacks, and what has to be asked.

A sentence, a list item or a table's cell that wants a missing fact is left out, never filled with a placeholder; the
fact is a gap of the register that keeps it, under the heading where it is missed. A heading is drafted when something
under it cites a datum.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from milepost.engines.templating.facts import Missing
from milepost.engines.templating.front import Template
from milepost.engines.templating.joining import joined
from milepost.engines.templating.language import CLOSE, HOLE, OPEN, Language

_HEADING = re.compile(r"^(#{1,6}) (.+?) \{#([\w-]+)( \.mandatory)?\}\s*$", re.MULTILINE)
_TOKENS = re.compile("[\ue000\ue001]|(?<=[.!?])[ \t]+")
_RULE = re.compile(r"^\|(?:\s*:?-+:?\s*\|)+\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_FLOW = re.compile(r"^```flow\n.*?^```\n?", re.MULTILINE | re.DOTALL)
_LEAD_IN = re.compile(r"^(?![|#>`]|\s*[-*] )[^\n]+:\n+(?=#|\Z)", re.MULTILINE)
_ORPHAN_LEGEND = re.compile(r"(?<![|\n])\n+[^\n|]*\{\.legend\}[ \t]*$", re.MULTILINE)
_ITEM = re.compile(r"^\s*(?:[-*]|\d+\.) ")
_BLANKS = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that a document lacks: its path, the register to enter it in, and the heading where it is missed first."""

    path: str
    register: str
    heading: str


@dataclass(frozen=True, slots=True)
class DraftedHeading:
    """A heading of the draft, and whether something under it cites a datum."""

    anchor: str
    title: str
    mandatory: bool
    drafted: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as written: `body` is Markdown; `questions` are the keys of those that nobody has answered."""

    body: str
    headings: tuple[DraftedHeading, ...]
    gaps: tuple[Gap, ...]
    questions: tuple[str, ...]

    @property
    def is_drafted(self) -> bool:
        """Whether each mandatory heading cites a datum."""
        return all(heading.drafted for heading in self.headings if heading.mandatory)

    @property
    def complete(self) -> tuple[int, int]:
        """How many of the mandatory headings are drafted, and how many there are."""
        wanted = [heading for heading in self.headings if heading.mandatory]
        return sum(heading.drafted for heading in wanted), len(wanted)


def write_draft(template: Template, facts: Mapping[str, object], language: Language) -> Draft:
    """Write a template from facts that are bound to its language (`facts.Binding.root`). Raises `BadTemplate`."""
    parsed = language.read(template.body)
    marked, holes = language.write(parsed, facts)
    drafted = {heading.anchor for heading in _headings(settle(marked)) if heading.drafted}
    settled = joined(settle(language.write(parsed, _claiming_only(facts, drafted))[0]))
    return Draft(
        body=_BLANKS.sub("\n\n", settled.replace(OPEN, "").replace(CLOSE, "")).strip() + "\n",
        headings=_headings(settled),
        gaps=_gaps(template, facts, holes),
        questions=tuple(q.key for q in template.questions if _is_open(template, facts, q.key, holes)),
    )


def _is_open(template: Template, facts: Mapping[str, object], key: str, holes: Sequence[str]) -> bool:
    """Whether a question that the body uses has no answer, or one that lacks what the body prints of it."""
    path = f"q.{key}"
    lacks = any(hole == path or hole.startswith(f"{path}.") for hole in holes)
    return path in template.body and (lacks or is_absent(facts, path))


def _claiming_only(facts: Mapping[str, object], drafted: set[str]) -> Mapping[str, object]:
    """The facts with those statements alone that a drafted heading speaks of: an empty one satisfies nothing."""
    doc = facts.get("doc")
    claims = doc.get("satisfies", ()) if isinstance(doc, Mapping) else ()
    return {**facts, "doc": {"satisfies": [claim for claim in claims if claim["heading"] in drafted]}}


def settle(marked: str) -> str:
    """A text without its holes: the sentence, the list item or the cell that has one is left out."""
    lines, flow = list[str](), False
    for line in marked.split("\n"):
        if line.startswith("```"):
            flow = not flow
        if HOLE not in line:
            lines.append(line)
        elif not flow and (settled := _settled(line)):
            lines.append(settled)
    whole = "\n".join(_without_empty_tables(lines))
    return _ORPHAN_LEGEND.sub("", _LEAD_IN.sub("", _FLOW.sub(_unless_empty, whole)))


def _settled(line: str) -> str:
    if line.startswith("|"):
        cells = [_sentences(cell.strip()) or "–" for cell in _CELL.split(line.strip().strip("|"))]
        return f"| {' | '.join(cells)} |" if any(OPEN in cell for cell in cells) else ""
    if line.startswith("#"):
        return line.replace(HOLE, "–")
    lead = found.group() if (found := _ITEM.match(line)) else ""
    kept = _sentences(line.removeprefix(lead))
    return lead + kept if kept else ""


def _sentences(text: str) -> str:
    """The sentences without a hole. What ends within a datum ends no sentence."""
    kept, start, depth = [], 0, 0
    for token in _TOKENS.finditer(text):
        if token.group() in {OPEN, CLOSE}:
            depth += 1 if token.group() == OPEN else -1
        elif depth <= 0:
            kept.append(text[start : token.start()])
            start = token.end()
    return " ".join(part for part in (*kept, text[start:]) if HOLE not in part)


def _unless_empty(flow: re.Match[str]) -> str:
    """A drawn flow, unless fewer than two states are left in it."""
    return flow.group() if flow.group().count("\nstate ") > 1 else ""


def _without_empty_tables(lines: Sequence[str]) -> Iterable[str]:
    """The lines without the head of a table that has no row left."""
    for number, line in enumerate(lines):
        below, after = [*lines[number + 1 : number + 3], "", ""][:2]
        if _RULE.match(line) and not below.startswith("|"):
            continue
        if line.startswith("|") and _RULE.match(below) and not after.startswith("|"):
            continue
        yield line


def _headings(settled: str) -> tuple[DraftedHeading, ...]:
    found = _parts(settled)
    depths = [len(each.group(1)) for each, _ in found]
    cites = [OPEN in below for _, below in found]
    return tuple(
        DraftedHeading(
            anchor=each.group(3),
            title=each.group(2).replace(OPEN, "").replace(CLOSE, ""),
            mandatory=each.group(4) is not None,
            drafted=any(cites[number : _last_below(depths, number)]),
        )
        for number, (each, _) in enumerate(found)
    )


def _last_below(depths: Sequence[int], number: int) -> int:
    """The number after the last heading that belongs to this one."""
    for later in range(number + 1, len(depths)):
        if depths[later] <= depths[number]:
            return later
    return len(depths)


def _gaps(template: Template, facts: Mapping[str, object], holes: Sequence[str]) -> tuple[Gap, ...]:
    wanted = {path: register for path, register in template.needs.items() if is_absent(facts, path)}
    sections = _sections(template.body)
    gaps = {path: Gap(path, register, _where(sections, path)) for path, register in wanted.items()}
    for path in holes:
        if not path.startswith("q.") and not any(path == known or path.startswith(f"{known}.") for known in gaps):
            gaps[path] = Gap(path, _register(template.needs, path), "")
    return tuple(gaps.values())


def _register(needs: Mapping[str, str], path: str) -> str:
    """The register of the nearest declared path; a fact reached through a reference stands in its own table."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        register = needs.get(".".join(parts[:length]))
        if register:
            return register
    return parts[0]


def _sections(body: str) -> list[tuple[str, str]]:
    return [(heading.group(3), below) for heading, below in _parts(body)]


def _parts(text: str) -> list[tuple[re.Match[str], str]]:
    """The headings of a text, each with what stands below it until the next."""
    found = list(_HEADING.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return [(each, text[each.end() : end]) for each, end in zip(found, ends, strict=False)]


def _where(sections: Sequence[tuple[str, str]], path: str) -> str:
    for anchor, text in sections:
        if path in text:
            return anchor
    return ""


def is_absent(facts: Mapping[str, object], path: str) -> bool:
    """Whether nothing stands at a dotted path: no root, no value, an empty list or an empty record."""
    value: object = facts
    for part in path.split("."):
        if not isinstance(value, Mapping) or isinstance(value, Missing):
            return True
        try:
            value = value[part]
        except KeyError:
            return True
    if isinstance(value, Missing) or value is None:
        return True
    return isinstance(value, Sequence | Mapping) and not isinstance(value, str) and not value
