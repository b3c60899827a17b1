"""The budget: its lines, and their sums beside the programme's budget, by phase and by category."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from milepost.features.plans.models import BudgetCategory, BudgetLine
from milepost.features.programmes.models import PhaseKey, Programme
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class Money:
    """What is planned and what is spent."""

    planned: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)

    @property
    def remaining(self) -> Decimal:
        """What is left of the plan; below 0 where more was spent."""
        return self.planned - self.actual

    def __add__(self, other: "Money") -> "Money":
        return Money(self.planned + other.planned, self.actual + other.actual)


@dataclass(frozen=True, slots=True)
class Budget:
    """The lines with their sums, in the order of phases (the programme as a whole last) and of categories."""

    programme: Programme
    lines: tuple[BudgetLine, ...]
    phases: tuple[tuple[str, Money], ...]
    categories: tuple[tuple[str, Money], ...]
    total: Money

    @property
    def approved(self) -> Decimal | None:
        """The programme's budget; None where nobody stated one."""
        return self.programme.budget

    @property
    def unplanned(self) -> Decimal | None:
        """What of the programme's budget no line plans; below 0 where lines plan more than there is."""
        return None if self.approved is None else self.approved - self.total.planned

    @property
    def remaining(self) -> Decimal | None:
        """What of the programme's budget is not spent; below 0 where more was."""
        return None if self.approved is None else self.approved - self.total.actual


def budget_of(programme: Programme) -> Budget:
    """The whole budget. One query."""
    lines = tuple(BudgetLine.objects.filter(programme=programme))
    return Budget(
        programme,
        lines,
        _summed(((line.phase, line) for line in lines), (*PhaseKey.values, "")),
        _summed(((line.category, line) for line in lines), tuple(BudgetCategory.values)),
        sum((_money(line) for line in lines), Money()),
    )


def get_budget_line(programme: Programme, code: str) -> BudgetLine:
    """One line by its code. Raises `Hidden` where there is none."""
    lines = BudgetLine.objects.select_related("programme__organisation")
    found = lines.filter(programme=programme, code=code).first()
    if found is None:
        raise Hidden
    return found


def fields_of(line: BudgetLine) -> dict[str, object]:
    """A line as files and the API hold it."""
    names = ("code", "name", "category", "phase", "planned", "actual", "note")
    return {name: getattr(line, name) for name in names}


def _money(line: BudgetLine) -> Money:
    return Money(line.planned, line.actual)


def _summed(lines: Iterable[tuple[str, BudgetLine]], order: tuple[str, ...]) -> tuple[tuple[str, Money], ...]:
    found: dict[str, Money] = defaultdict(Money)
    for key, line in lines:
        found[key] += _money(line)
    return tuple((key, found[key]) for key in order if key in found)
