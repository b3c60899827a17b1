"""From a forecast to the lines of its picture and of the table under it, in the reader's language."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.catalogue import programme as catalogue
from milepost.catalogue.waits import waits
from milepost.engines.rules.dates import happened
from milepost.features.plans.baselines.beside import Beside
from milepost.features.plans.forecasting.answers import Placed, Reached
from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.forecasting.networks import GATE, GATES, WAIT
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.gantt.choosing import Size
from milepost.features.plans.gantt.values import Kind, Line, Stage
from milepost.features.plans.models import Activity
from milepost.platform.ui.formats import SHORT_DAY, as_day
from milepost.platform.ui.texts import speak


def sizes_of(asked: Asked) -> tuple[Size, ...]:
    """How long each phase is."""
    passed = {reached.gate for reached in asked.answer.gates if reached.state == "passed"}
    keys = [row.phase for row in asked.activities] + list(_standing(asked).values())
    return tuple(
        Size(phase.key, keys.count(phase.key), gate in passed)
        for phase, gate in zip(catalogue.phases(), GATES, strict=True)
    )


def stages_of(asked: Asked, opened: frozenset[str], beside: Beside | None = None) -> tuple[Stage, ...]:
    """The phases with their lines in the order of their days; reasons are worded for those that are open."""
    return tuple(_Lines(asked, opened, beside).stages())


def _standing(asked: Asked) -> dict[str, str]:
    """The waits that still keep somebody waiting, by their key with the phase they lie in."""
    keys = {phase.id: phase.key for phase in catalogue.phases()}
    placed = {each.key for each in asked.answer.placed}
    return {WAIT + wait.key: keys[wait.phase] for wait in waits() if WAIT + wait.key in placed}


class _Lines:
    """The lines of one forecast; words of days are made once each."""

    def __init__(self, asked: Asked, opened: frozenset[str], beside: Beside | None) -> None:
        self._beside_it = beside
        self._asked, self._opened, self._words = asked, opened, Words(asked)
        self._placed = {placed.key: placed for placed in asked.answer.placed}
        self._address = {"org": asked.programme.organisation.code, "code": asked.programme.code}
        self._rules = {WAIT + wait.key: wait.rule for wait in waits()}
        self._day = cache(as_day)

    def stages(self) -> Iterator[Stage]:
        standing = _standing(self._asked)
        for phase, reached in zip(catalogue.phases(), self._asked.answer.gates, strict=True):
            is_open = phase.key in self._opened
            rows = (row for row in self._asked.activities if row.phase == phase.key)
            lines = [self._activity(row, worded=is_open) for row in rows]
            lines += [self._wait(key, worded=is_open) for key, at in standing.items() if at == phase.key]
            lines.sort(key=lambda line: (line.likely, line.kind, line.key))
            yield Stage(phase.key, speak(phase.name), (*lines, self._gate(phase.key, reached)), is_open,
                        is_passed=reached.state == "passed")  # fmt: skip

    def _activity(self, row: Activity, *, worded: bool) -> Line:
        placed = self._placed[row.key]
        is_done = happened(row.done_on, self._asked.answer.on)
        begins = min(row.planned_from, placed.starts_on) if is_done else placed.starts_on
        line = Line(
            key=row.key,
            kind=Kind.ACTIVITY,
            name=self._words.name(row.key),
            likely=(begins, placed.finishes_on),
            planned=(row.planned_from, row.planned_to),
            **self._in_baseline(row.key),
            slack=None if is_done else placed.slack,
            is_done=is_done,
            is_critical=placed.is_critical,
        )
        role = self._words.role(row.role) if row.role else ""
        if not worded:
            return line
        return self._told(line, placed, role, reverse("plans:activity", kwargs={**self._address, "key": row.key}))

    def _wait(self, key: str, *, worded: bool) -> Line:
        placed, rule = self._placed[key], self._rules[key]
        line = Line(
            key=key,
            kind=Kind.WAIT,
            name=self._words.name(key),
            likely=(placed.starts_on, placed.finishes_on),
            slack=placed.slack,
            is_critical=placed.is_critical,
        )
        page = f"{reverse('gates:sequence', kwargs=self._address)}#{rule}" if rule.startswith("S-") else ""
        return self._told(line, placed, "", page) if worded else line

    def _gate(self, phase: str, reached: Reached) -> Line:
        placed, name = self._placed.get(GATE + reached.gate), speak(catalogue.gate(reached.gate).name)
        is_ahead = reached.state == "ahead" and placed is not None
        line = Line(
            key=GATE + reached.gate,
            kind=Kind.GATE,
            name=f"{reached.gate} {name}",
            likely=(reached.likely, reached.likely),
            p80=reached.p80 if is_ahead else None,
            slack=placed.slack if placed and is_ahead else None,
            is_done=not is_ahead,
            is_critical=bool(placed and is_ahead and placed.is_critical),
            beside=self._beside(reached),
            **self._in_baseline(GATE + reached.gate),
        )
        return self._told(line, placed, "", reverse("gates:room", kwargs={**self._address, "gate": phase}))

    def _beside(self, reached: Reached) -> str:
        likely = self._day(reached.likely)
        if reached.state != "ahead" or reached.p80 <= reached.likely:
            return likely
        short = self._day(reached.likely, SHORT_DAY) if reached.likely.year == reached.p80.year else likely
        return _("{likely}, P80 {late}").format(likely=short, late=self._day(reached.p80))

    def _in_baseline(self, key: str) -> dict[str, Any]:
        """Where it lay in the baseline that stands, and how far it moved since."""
        if self._beside_it is None:
            return {}
        if key not in self._beside_it.days:
            return {"is_new": True}
        days, shift = self._beside_it.days[key], self._beside_it.shifts.get(key)
        return {
            "baseline": days,
            "moved": shift.days if shift else None,
            "baseline_words": self._span(days),
            "moved_words": shift.words if shift and shift.days else "",
        }

    def _told(self, line: Line, placed: Placed | None, role: str, page: str) -> Line:
        reason = self._words.reason(placed) if placed else _("the gate was passed")
        likely = self._span(line.likely)
        return replace(
            line,
            role=role,
            likely_words=likely,
            planned_words=self._span(line.planned) if line.planned else "",
            told="; ".join(filter(None, (f"{line.name}: {likely}", _slack_of(line), self._since(line)))),
            reason=reason,
            page=page,
        )

    def _since(self, line: Line) -> str:
        if self._beside_it is None or not line.moved_words:
            return ""
        return _("{moved} than in {reference}").format(moved=line.moved_words, reference=self._beside_it.reference)

    def _span(self, days: tuple[date, date]) -> str:
        first, last = days
        if first == last:
            return self._day(first)
        begins = self._day(first, SHORT_DAY) if first.year == last.year else self._day(first)
        return f"{begins} – {self._day(last)}"


def _slack_of(line: Line) -> str:
    if line.is_done:
        return _("done")
    if line.is_critical or line.slack is None:
        return _("critical: it decides the day of the certificate")
    return ngettext("{count} working day of slack", "{count} working days of slack", line.slack).format(
        count=line.slack
    )
