"""A paper in words: the pieces of each section, in the language that is active."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from milepost.catalogue import programme as catalogue
from milepost.features.gates.selectors import GateStanding, criterion_names
from milepost.features.management.described.endangering import RESPONSES
from milepost.features.plans.baselines.comparing import GateVariance
from milepost.features.plans.baselines.wording import because, named, shift_of, signed
from milepost.features.plans.selectors import name_in
from milepost.features.reports.papers.gathering import Taken
from milepost.features.reports.papers.pieces import Piece, listed, rows, title, words
from milepost.platform.ui.formats import as_day, as_number
from milepost.platform.ui.texts import speak
from milepost.platform.ui.wording import said

SHOWN = 12
"""Lines of a list that a committee reads; the others are counted."""

NONE = "–"


def written(taken: Taken) -> list[Piece]:
    """The whole paper."""
    return [
        *_summary(taken),
        *_asked(taken),
        *_progress(taken),
        *_gates(taken),
        *_forecast(taken),
        *_warnings(taken),
        *_risks(taken),
        *_obstacles(taken),
    ]


def headline(taken: Taken) -> str:
    """The state in one sentence."""
    if taken.plan is None:
        return _("There is no forecast: {reason}").format(reason=taken.unplanned)
    certificate = taken.plan.certificate
    if certificate.state != "ahead":
        return _("The certificate is there since {day}.").format(day=as_day(certificate.likely))
    return _("The certificate is likely on {likely}, and by {late} in eight runs of ten.").format(
        likely=as_day(certificate.likely), late=as_day(certificate.p80)
    )


def _summary(taken: Taken) -> Iterator[Piece]:
    yield title("summary", _("Where we are"))
    phase = speak(catalogue.phase(taken.phase.value).name)
    open_, all_ = len(taken.standing.verdict.open), len(taken.standing.verdict.criteria)
    yield words(
        _("{phase} is under way. Of {all} criteria of gate {gate}, {open} are open.").format(
            phase=phase, gate=taken.phase.gate, open=open_, all=all_
        )
    )
    yield words(f"{headline(taken)} {_moved(taken)}".strip())
    if wanted := taken.programme.certificate_wanted_on:
        yield words(_wanted(taken, wanted))


def _moved(taken: Taken) -> str:
    if taken.variance is None:
        return ""
    shift = shift_of(taken.variance.certificate.p80.days)
    return _("Since {since} of {day}: P80 {shift}.").format(
        since=taken.since, day=as_day(taken.since_on or taken.on), shift=shift.words if shift else NONE
    )


def _wanted(taken: Taken, wanted: date) -> str:
    if taken.plan is None:
        return _("It is wanted on {day}.").format(day=as_day(wanted))
    days = (taken.plan.certificate.p80 - wanted).days
    if days > 0:
        return ngettext(
            "It is wanted on {day}; P80 lies {count} day after that.",
            "It is wanted on {day}; P80 lies {count} days after that.",
            days,
        ).format(day=as_day(wanted), count=days)
    return _("It is wanted on {day}, which holds in eight runs of ten.").format(day=as_day(wanted))


def _asked(taken: Taken) -> Iterator[Piece]:
    yield title("asked", _("Decisions asked"))
    waiting = [*taken.asks, *_waiting(taken)]
    yield listed(waiting) if waiting else words(_("None: the paper is for information."))


def _waiting(taken: Taken) -> Iterator[str]:
    """What waits for the committee whether somebody asks for it or not."""
    if taken.unendorsed is not None:
        row = taken.unendorsed.row
        yield _("Endorse baseline {reference} “{name}” of the plan.").format(reference=row.reference, name=row.name)
    for standing in taken.standings:
        if standing.pending is not None:
            yield _("Have decision {reference} at gate {gate} signed by the sponsor.").format(
                reference=standing.pending.decision.reference, gate=standing.verdict.gate.gate
            )
    if taken.standing.verdict.passed and not taken.standing.went:
        yield _("Decide gate {gate}: every criterion holds.").format(gate=taken.phase.gate)
    for obstacle in taken.obstacles:
        yield _("Decide obstacle {code}: {title}").format(code=obstacle.code, title=obstacle.title)


def _progress(taken: Taken) -> Iterator[Piece]:
    yield title("progress", _("Progress"))
    yield rows(
        (_("Phase"), _("Planned until"), _("Activities done"), _("Overdue")),
        [
            (
                speak(catalogue.phase(one.phase.key).name),
                as_day(one.phase.planned_to),
                _("{done} of {all}").format(done=one.done, all=len(one.activities)),
                as_number(sum(row in taken.overdue for row in one.activities)),
            )
            for one in taken.phases
        ],
    )
    language = get_language() or "en"
    if finished := taken.finished:
        yield words(_("Finished since:"))
        yield listed(_capped([f"{name_in(row, language)}, {as_day(row.done_on or taken.on)}" for row in finished]))
    if overdue := taken.overdue:
        yield words(_("Overdue:"))
        late = [
            _("{name}, planned until {day}").format(name=name_in(row, language), day=as_day(row.planned_to))
            for row in overdue
        ]
        yield listed(_capped(late))


def _capped(lines: list[str]) -> list[str]:
    rest = len(lines) - SHOWN
    more = ngettext("{count} more", "{count} more", max(rest, 0)).format(count=rest)
    return [*lines[:SHOWN], more] if rest > 0 else lines


def _gates(taken: Taken) -> Iterator[Piece]:
    yield title("gates", _("Gates"))
    moved = {one.then.gate: one for one in taken.variance.gates} if taken.variance else {}
    reached = {one.gate: one for one in taken.plan.gates} if taken.plan else {}
    yield rows(
        (_("Gate"), _("Criteria that hold"), _("Decided"), _("Likely"), "P80", _("Moved")),
        [
            (
                f"{gate} {speak(catalogue.gate(gate).name)}",
                _("{done} of {all}").format(done=standing.holding, all=len(standing.verdict.criteria)),
                _decided(standing),
                as_day(reached[gate].likely) if gate in reached else NONE,
                as_day(reached[gate].p80) if gate in reached and reached[gate].state == "ahead" else NONE,
                _shift(moved.get(gate)),
            )
            for standing in taken.standings
            for gate in (standing.verdict.gate.gate,)
        ],
    )
    open_ = taken.standing.verdict.open
    if open_ and not taken.standing.went:
        names = criterion_names()
        yield words(_("Open at gate {gate}:").format(gate=taken.phase.gate))
        yield rows(
            (_("Criterion"), _("What is missing"), _("What to do")),
            [
                (f"{one.id} {speak(names[one.id].name)}", speak(result.text), speak(result.fix))
                for one in open_
                for result in [next((each for each in one.outcome.results if each.blocks), None)]
                if result is not None
            ],
        )


def _decided(standing: GateStanding) -> str:
    found = standing.decision
    if found is None:
        return NONE
    return f"{found.decision.outcome_word}, {as_day(found.decision.decided_on)}"


def _shift(gate: GateVariance | None) -> str:
    shift = shift_of(gate.p80.days) if gate else None
    return shift.words if shift else NONE


def _forecast(taken: Taken) -> Iterator[Piece]:
    yield title("forecast", _("Forecast, and why it moved"))
    yield words(headline(taken))
    variance = taken.variance
    if variance is None:
        yield words(_("There is no earlier paper and no baseline to compare with."))
        return
    yield words(_("Compared with {since} of {day}:").format(since=taken.since, day=as_day(taken.since_on or taken.on)))
    names = {one.any.code: named(one.any) for one in variance.activities}
    names |= {risk.code: f"{risk.code} {risk.title}" for each in (variance.then, variance.now) for risk in each.risks}
    if taken.steps:
        yield rows(
            (_("What changed"), _("Likely day"), "P80"),
            [
                (_capitalised(because(step, names)), _days(step.likely_days), _days(step.p80_days))
                for step in taken.steps
            ],
        )
    else:
        yield words(_("Nothing changed that would move it."))
    amounts = (
        (_("Effort of all activities"), _("days"), variance.effort),
        (_("External days of the phases"), _("days"), variance.external),
        (_("Budget"), variance.now.currency, variance.budget),
    )
    yield rows(
        (_("What"), _("Then"), _("Now"), _("Difference")),
        [
            (f"{name} ({unit})", _number(amount.then), _number(amount.now), signed(amount.difference) or NONE)
            for name, unit, amount in amounts
        ],
    )


def _days(days: int) -> str:
    shift = shift_of(days)
    return shift.words if shift else NONE


def _number(value: Decimal | None) -> str:
    return NONE if value is None else as_number(value)


def _capitalised(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _warnings(taken: Taken) -> Iterator[Piece]:
    yield title("warnings", _("Warnings"))
    if not taken.warnings:
        yield words(_("None is raised."))
        return
    yield rows(
        (_("Warning"), _("What shows it"), _("What to do")),
        [
            (f"{one.id} {speak(one.sign)}", speak(result.text), speak(result.fix))
            for one in taken.warnings
            for result in one.results[:3]
        ],
    )


def _risks(taken: Taken) -> Iterator[Piece]:
    yield title("risks", _("Risks of the programme"))
    if not taken.risks:
        yield words(_("None is on the register."))
        return
    yield rows(
        (_("Risk"), _("Probability"), _("Delay in working days"), _("Cost"), _("Response"), _("Owner")),
        [
            (
                row.called,
                NONE if row.probability is None else f"{row.probability} %",
                NONE if row.delay_days is None else as_number(row.delay_days),
                f"{taken.programme.currency} {as_number(row.cost)}" if row.cost else NONE,
                _response(row.response, said(row.action)),
                row.owner.name if row.owner else NONE,
            )
            for row in taken.risks
        ],
    )


def _response(response: str, action: str) -> str:
    word = str(dict(RESPONSES).get(response, "")) if response else ""
    return ": ".join(filter(None, (word, action))) or NONE


def _obstacles(taken: Taken) -> Iterator[Piece]:
    yield title("obstacles", _("Obstacles that wait"))
    if not taken.obstacles:
        yield words(_("None waits for a decision."))
        return
    yield rows(
        (_("Obstacle"), _("Raised"), _("Who removes it")),
        [(f"{row.code} {row.title}", as_day(row.raised_on), row.owner_called or NONE) for row in taken.obstacles],
    )
