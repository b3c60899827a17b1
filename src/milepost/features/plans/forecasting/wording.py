"""A forecast in words: what things are called, and why each lies where it does, in the reader's language."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.catalogue import programme as catalogue
from milepost.catalogue.waits import waits
from milepost.features.plans.forecasting.answers import Hold, Placed, Why
from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.networks import GATE, RISK, WAIT
from milepost.features.plans.selectors import name_in
from milepost.platform.ui.formats import as_day


class Words:
    """The words of one forecast."""

    def __init__(self, asked: Asked) -> None:
        language = get_language() or "en"
        self._placed = {placed.key: placed for placed in asked.answer.placed}
        self._names = {row.key: name_in(row, language) for row in asked.activities}
        self._names |= {WAIT + wait.key: wait.name.in_language(language) for wait in waits()}
        self._names |= {GATE + gate.id: _("Gate {gate}").format(gate=gate.id) for gate in catalogue.gates()}
        self._names |= {RISK + row.code: _("Risk {called}").format(called=row.called) for row in asked.risks}
        self._several = dict(asked.answer.people)
        self._not_before = {work.key: work.not_before for work in asked.given.works if work.not_before}
        self._roles = {role.key: role.name.in_language(language) for role in catalogue.roles()}

    def name(self, key: str) -> str:
        """What an activity, a wait, a gate or a risk is called."""
        return self._names[key]

    def role(self, key: str) -> str:
        """What a role is called; one of the organisation's own as it was written."""
        return self._roles.get(key, key)

    def reason(self, placed: Placed) -> str:
        """Why it lies where it does, with the rule that asks for it."""
        said = self.because(placed)
        return f"{said} ({placed.why.rule})" if placed.why.rule else said

    def because(self, placed: Placed) -> str:
        """Why it lies where it does."""
        said = self._reason(placed.why, placed)
        if placed.why.is_own:
            said = _("{reason}; a dependency of your own").format(reason=said)
        if placed.why.lag:
            return _("{reason}; lag in working days: {count}").format(reason=said, count=placed.why.lag)
        return said

    def _reason(self, why: Why, placed: Placed) -> str:
        match why.hold:
            case Hold.DONE:
                return _("it was done on {day}").format(day=as_day(placed.finishes_on))
            case Hold.TODAY:
                return _("nothing holds it but that work not done yet lies ahead")
            case Hold.START:
                return _("the programme does not begin earlier")
            case Hold.NOT_BEFORE:
                return _("it cannot begin before {day}").format(day=as_day(self._not_before[placed.key]))
        held_by = self._placed[why.key]
        values = {"name": self.name(why.key), "day": as_day(held_by.finishes_on)}
        match why.hold:
            case Hold.ROLE if why.role in self._several:
                said = _("everybody in the role {role} is busy, the first until “{name}” ends on {day}")
                return said.format(role=self.role(why.role), **values)
            case Hold.ROLE:
                said = _("{role} is busy with “{name}” until {day}")
                return said.format(role=self.role(why.role), **values)
            case Hold.WAIT:
                return _("“{name}” takes until {day}").format(**values)
            case Hold.GATE:
                return _("{name} is not reached before {day}").format(**values)
        return self._by_link(why.link, held_by, values)

    @staticmethod
    def _by_link(link: str, held_by: Placed, values: dict[str, str]) -> str:
        begins = {**values, "day": as_day(held_by.starts_on)}
        match link:
            case "SS":
                return _("“{name}” begins on {day}").format(**begins)
            case "FF":
                return _("it cannot end before “{name}” does, on {day}").format(**values)
            case "SF":
                return _("it cannot end before “{name}” begins, on {day}").format(**begins)
        return _("“{name}” ends on {day}").format(**values)
