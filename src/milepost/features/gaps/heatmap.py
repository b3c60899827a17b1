"""The heat map: clauses by maturity, added up from the ratings of one assessment and compared with another's.

Added up in Python over at most 388 lines, so that a page costs the same queries however it is filtered.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from functools import cached_property
from uuid import UUID

from milepost.catalogue.standard import Statement
from milepost.catalogue.texts import LocalText
from milepost.features.gaps.levels import LEVELS
from milepost.features.gaps.models import Assessment
from milepost.features.gaps.selectors import Line, choose_assessment, lines_of, settled_actions
from milepost.features.gaps.statements import auditable, inside, sections
from milepost.features.programmes.models import Programme

TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the heat map is looked at; each part may be left out."""

    clause: str = ""
    owner: UUID | None = None
    priority: str = ""
    gaps: bool = False

    def let_in(self, statement: Statement, line: Line) -> bool:
        """Whether a statement is looked at."""
        return (
            inside(statement.clause, self.clause)
            and (self.owner is None or line.owner_id == self.owner)
            and (not self.priority or line.priority == self.priority)
            and (not self.gaps or line.shortfall > 0)
        )

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One line of the heat map.

    `levels` counts statements at 0 to 5. `now` and `required` are means, `since` the change of the mean since the
    assessment compared with, `gap` the mean shortfall rounded up, so that a strong statement never hides a weak one and
    a small gap never reads as none. `days` are those left. `progress` is the share, in per cent, of the planned days
    that are done; None while gaps have no days.
    """

    number: str
    title: LocalText | None
    statements: int
    levels: tuple[int, ...]
    unrated: int
    not_triggered: int
    at_required: int
    below: int
    now: Decimal | None
    since: Decimal | None
    required: Decimal | None
    gap: Decimal | None
    days: Decimal
    progress: int | None

    @property
    def rated(self) -> int:
        """How many have a level."""
        return sum(self.levels)

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """Level and count, from 0 to 5."""
        return tuple(enumerate(self.levels))

    @property
    def is_informative(self) -> bool:
        """Whether there is nothing to rate at all."""
        return self.statements == 0


@dataclass(frozen=True)
class HeatMap:
    """The whole: sections with their rows, the total of what is shown, and the total of everything."""

    assessment: Assessment | None
    compared: Assessment | None
    filters: Filters
    sections: tuple[tuple[HeatRow, tuple[HeatRow, ...]], ...]
    total: HeatRow
    everything: HeatRow

    @cached_property
    def furthest_behind(self) -> HeatRow | None:
        """The clause of the first level with the largest mean gap."""
        behind = [section for section, _rows in self.sections if section.gap]
        return max(behind, key=lambda row: row.gap or 0, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """The lines of an assessment, those of the one compared with, and what is settled by actions."""

    lines: Mapping[str, Line]
    before: Mapping[str, Line]
    settled: AbstractSet[str]


def build_heatmap(
    programme: Programme, assessments: Sequence[Assessment], *, reference: str = "", against: str = "", filters: Filters
) -> HeatMap:
    """The heat map of the assessment cited, else of the latest.

    `against` cites the one to compare with, `none` compares with nothing; left out it is the one before. Three queries.
    Raises `Hidden` for one that is not there.
    """
    assessment = choose_assessment(assessments, reference)
    compared = _compared(assessments, assessment, against)
    standing = Standing(
        lines_of(assessment),
        lines_of(compared),
        settled_actions(programme, assessment.opened_on) if assessment else frozenset(),
    )
    shown = [found for found in auditable() if filters.let_in(found, standing.lines.get(found.id) or _UNSAID)]
    wanted = {statement.id for statement in shown}
    found = []
    for section in sections():
        if not inside(section.number, filters.clause.partition(".")[0]):
            continue
        rows = [
            add_up(row.number, row.clause.title, _of(row.statements, wanted), standing)
            for row in section.rows
            if _stays(row.number, row.statements, wanted, filters)
        ]
        if rows:
            statements = _of(section.statements, wanted)
            found.append((add_up(section.number, section.clause.title, statements, standing), tuple(rows)))
    return HeatMap(
        assessment,
        compared,
        filters,
        tuple(found),
        add_up("", None, shown, standing),
        add_up("", None, auditable(), standing),
    )


_UNSAID = Line("")


def _compared(assessments: Sequence[Assessment], assessment: Assessment | None, against: str) -> Assessment | None:
    if assessment is None or against == "none":
        return None
    if against:
        return choose_assessment(assessments, against)
    earlier = [found for found in assessments if found.number < assessment.number]
    return earlier[-1] if earlier else None


def _of(statements: Iterable[Statement], wanted: AbstractSet[str]) -> list[Statement]:
    return [statement for statement in statements if statement.id in wanted]


def _stays(number: str, statements: Sequence[Statement], wanted: AbstractSet[str], filters: Filters) -> bool:
    if any(statement.id in wanted for statement in statements):
        return True
    return not statements and not filters.narrow and inside(number, filters.clause)


def add_up(number: str, title: LocalText | None, statements: Sequence[Statement], standing: Standing) -> HeatRow:
    """One line over some statements."""
    levels = [0] * len(LEVELS)
    unrated = not_triggered = at_required = shortfall = required = 0
    planned = left = Decimal(0)
    for statement in statements:
        line = standing.lines.get(statement.id) or _UNSAID
        required += 0 if line.not_triggered else line.required
        planned += line.days or 0
        if line.current is None:
            not_triggered += line.not_triggered
            unrated += not line.not_triggered
            continue
        levels[line.current] += 1
        at_required += not line.shortfall
        shortfall += line.shortfall
        if line.shortfall and statement.id not in standing.settled:
            left += line.days or 0
    rated = sum(levels)
    now = _mean(sum(level * count for level, count in enumerate(levels)), rated)
    return HeatRow(
        number=number,
        title=title,
        statements=len(statements),
        levels=tuple(levels),
        unrated=unrated,
        not_triggered=not_triggered,
        at_required=at_required,
        below=rated - at_required,
        now=now,
        since=_since(now, statements, standing.before),
        required=_mean(required, len(statements) - not_triggered),
        gap=_mean(shortfall, rated, rounding=ROUND_CEILING),
        days=left,
        progress=_progress(planned, left, is_closed=not shortfall and not unrated),
    )


def _since(now: Decimal | None, statements: Sequence[Statement], before: Mapping[str, Line]) -> Decimal | None:
    then = [line.current for found in statements if (line := before.get(found.id)) and line.current is not None]
    earlier = _mean(sum(then), len(then))
    return now - earlier if now is not None and earlier is not None else None


def _mean(total: int, count: int, *, rounding: str = ROUND_HALF_UP) -> Decimal | None:
    return (Decimal(total) / count).quantize(TENTH, rounding) if count else None


def _progress(planned: Decimal, left: Decimal, *, is_closed: bool) -> int | None:
    if is_closed:
        return 100
    return int((planned - left) * 100 / planned) if planned else None
