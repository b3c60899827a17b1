"""What entries of the registers owe by the days that people gave them. One query a register."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Q

from milepost.engines.rules.dues.due import AHEAD, Due
from milepost.engines.rules.results import Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import Text, say
from milepost.features.management.models import (
    Improvement,
    ImprovementDecision,
    Knowledge,
    Objective,
    Obligation,
    ProgrammeRisk,
    Risk,
    Treatment,
)
from milepost.features.programmes.models import Programme
from milepost.platform.ui.wording import said


def register_dues(programme: Programme, on: date) -> Iterator[Due]:
    """What risks, objectives, obligations, knowledge, improvements and the programme's own risks owe."""
    yield from _risks(programme, on)
    yield from _objectives(programme, on)
    yield from _checks(programme, on)
    yield from _improvements(programme, on)
    yield from _programme_risks(programme, on)


def _kept(model: Any, programme: Programme, on: date) -> Any:
    return model._default_manager.filter(Q(ended_on=None) | Q(ended_on__gt=on), programme=programme).order_by("code")


def _due(
    kind: Kind, row: Any, what: str, due_on: date, title: Text, *, settled: bool = False, recurs: bool = False
) -> Due:
    about = Subject(kind, row.code, row.called)
    return Due(about, what, due_on.isoformat(), due_on, title, str(row.owner_id or ""), settled, recurs)


def _risks(programme: Programme, on: date) -> Iterator[Due]:
    for row in _kept(Risk, programme, on):
        name = row.called
        if row.accepted_until is not None and row.treatment == Treatment.ACCEPT:
            title = say("{name} is accepted until {day}: judge it anew", name=name, day=row.accepted_until)
            yield _due(Kind.RISK, row, "accept", row.accepted_until, title, recurs=True)
        if row.due_on is not None:
            title = say("{name}: finish its treatment by {day}, and say how it worked", name=name, day=row.due_on)
            judged = row.assessed_on is not None and row.assessed_on >= row.due_on
            yield _due(Kind.RISK, row, "treat", row.due_on, title, settled=judged or bool(said(row.effectiveness)))


def _objectives(programme: Programme, on: date) -> Iterator[Due]:
    for row in _kept(Objective, programme, on).annotate(
        last=Max("measurements__measured_on", filter=Q(measurements__measured_on__lte=on))
    ):
        name = row.called
        if row.baseline_by is not None:
            title = say("{name}: measure where it stands by {day}", name=name, day=row.baseline_by)
            measured = row.baseline is not None or row.last is not None
            yield _due(Kind.OBJECTIVE, row, "base", row.baseline_by, title, settled=measured)
        if row.due_on is not None:
            title = say("{name}: measure it for its day, {day}", name=name, day=row.due_on)
            measured = row.last is not None and row.last >= row.due_on - AHEAD
            yield _due(Kind.OBJECTIVE, row, "target", row.due_on, title, settled=measured)


def _checks(programme: Programme, on: date) -> Iterator[Due]:
    for row in _kept(Obligation, programme, on).exclude(next_check_on=None):
        checked = row.checked_on is not None and row.checked_on >= row.next_check_on - AHEAD
        yield _check(Kind.OBLIGATION, row, settled=checked)
    for row in _kept(Knowledge, programme, on):
        if row.next_check_on is not None:
            yield _check(Kind.KNOWLEDGE, row)
        if row.due_on is not None:
            title = say("{name}: close what is missing of it by {day}", name=row.called, day=row.due_on)
            yield _due(Kind.KNOWLEDGE, row, "close", row.due_on, title, settled=not said(row.missing))


def _check(kind: Kind, row: Any, *, settled: bool = False) -> Due:
    title = say("{name}: check it by {day}, and set the next check", name=row.called, day=row.next_check_on)
    return _due(kind, row, "check", row.next_check_on, title, settled=settled, recurs=True)


def _improvements(programme: Programme, on: date) -> Iterator[Due]:
    for row in _kept(Improvement, programme, on).exclude(due_on=None):
        title = say("{name}: finish it by {day}, and say what came of it", name=row.called, day=row.due_on)
        over = row.finished_on is not None or row.decision == ImprovementDecision.REJECTED
        yield _due(Kind.IMPROVEMENT, row, "finish", row.due_on, title, settled=over)


def _programme_risks(programme: Programme, on: date) -> Iterator[Due]:
    for row in _kept(ProgrammeRisk, programme, on).filter(happened_on=None):
        if row.next_check_on is not None:
            yield _check(Kind.PROGRAMME_RISK, row)
        if row.due_on is not None:
            title = say("{name}: carry its response out by {day}", name=row.called, day=row.due_on)
            yield _due(Kind.PROGRAMME_RISK, row, "treat", row.due_on, title)
