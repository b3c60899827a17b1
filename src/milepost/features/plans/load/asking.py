"""The load of a programme's roles on a day, by the planned days or by those of the likely schedule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from milepost.features.plans.forecasting.asking import Asked, ask_forecast
from milepost.features.plans.load.reckoning import Days, RoleLoad, reckon
from milepost.features.programmes.models import Programme


class Basis(StrEnum):
    """Whose days count: those that people planned, or those of the likely schedule."""

    PLANNED = "planned"
    LIKELY = "likely"


@dataclass(frozen=True, slots=True)
class AskedLoad:
    """The load of every role with work ahead, and the forecast of the same plan."""

    asked: Asked
    basis: Basis
    roles: tuple[RoleLoad, ...]

    @property
    def over(self) -> tuple[RoleLoad, ...]:
        """The roles that have too much in some week."""
        return tuple(role for role in self.roles if role.over)


def ask_load(programme: Programme, basis: Basis, *, on: date | None = None) -> AskedLoad:
    """How much each role has to do in each week. Raises `Refused` where there is no forecast."""
    asked = ask_forecast(programme, on=on)
    return AskedLoad(asked, basis, reckon(asked.given, _spans(asked, basis)))


def _spans(asked: Asked, basis: Basis) -> Mapping[str, Days]:
    """What was planned for days that are over is owed today."""
    if basis is Basis.LIKELY:
        return {placed.key: (placed.starts_on, placed.finishes_on) for placed in asked.answer.placed}
    begins = asked.given.begins_on
    return {row.key: (max(row.planned_from, begins), max(row.planned_to, begins)) for row in asked.activities}
