"""Reading baselines: one with its content, the plan as it stands now, and what differs."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.engines.scheduling.failures import SchedulingFailure
from milepost.features.plans.baselines.comparing import Variance, compare
from milepost.features.plans.baselines.moving import Step, steps_between
from milepost.features.plans.baselines.on_record import BaselineOnRecord, baselines_on_record, endorsed_among
from milepost.features.plans.baselines.plainly import thaw
from milepost.features.plans.baselines.snapshot import Snapshot
from milepost.features.plans.baselines.taking import snapshot_of
from milepost.features.plans.forecasting.answers import Answer
from milepost.features.plans.forecasting.asking import answer_of, ask_forecast
from milepost.features.plans.forecasting.given import Given
from milepost.features.plans.models import Baseline
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.kept import Kept
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused

kept_contents = Kept[tuple[UUID, str], Snapshot](32)


@dataclass(frozen=True, slots=True)
class Compared:
    """A baseline held against another one, or against the plan as it stands (`against` is None)."""

    programme: Programme
    baseline: BaselineOnRecord
    against: BaselineOnRecord | None
    variance: Variance


def get_baseline(programme: Programme, reference: str) -> BaselineOnRecord:
    """One by its number (`BL-2026-01`, `BL-1`) or its key. Raises `Hidden`."""
    for one in baselines_on_record(programme):
        if reference in {one.row.reference, one.row.short_reference, str(one.row.pk)}:
            return one
    raise Hidden


def content_of(row: Baseline) -> Snapshot:
    """What a baseline holds. It never changes, so it is read once; one query where the row came without its content."""
    key = (row.pk, row.content_hash)
    return kept_contents.ask(key, lambda: _read_and_keep(row))


def _read_and_keep(row: Baseline) -> Snapshot:
    found: Snapshot = thaw(Snapshot, row.content)
    kept_contents.put((row.pk, row.content_hash), found)
    return found


def plan_now(programme: Programme, on: date | None = None) -> Snapshot:
    """The plan as it stands on a day, today unless said. Raises `Refused` where it cannot be meant."""
    return snapshot_of(ask_forecast(programme, on=on))


def standing_baseline(programme: Programme, on: date | None = None) -> BaselineOnRecord | None:
    """The one that the present is held against: endorsed last, else drawn up last; by a day if one is given."""
    found = [one for one in baselines_on_record(programme) if on is None or one.row.drawn_on <= on]
    return endorsed_among(found, on) or (found[-1] if found else None)


def compare_plan(programme: Programme, *, baseline: str = "", against: str = "", on: date | None = None) -> Compared:
    """A baseline (the one that stands unless named) against a later one, or the plan on a day.

    Raises `Refused` where there is none, or the plan cannot be meant, and `Hidden` for an unknown number.
    """
    chosen = get_baseline(programme, baseline) if baseline else standing_baseline(programme, on)
    if chosen is None:
        raise Refused(
            _("The plan has no baseline yet."),
            field="baseline",
            hint=_("Draw one up: `milepost plan baseline P --name NAME`, or on the page of the baselines."),
        )
    other = get_baseline(programme, against) if against else None
    if other is not None and other.row.number <= chosen.row.number:
        raise Refused(
            _("{against} is not later than {baseline}.").format(
                against=other.row.reference, baseline=chosen.row.reference
            ),
            field="against",
            hint=_("Name the older one as the baseline."),
        )
    if other is None and on is not None and on < chosen.row.drawn_on:
        raise Refused(
            _("{baseline} was drawn up later than {day}.").format(baseline=chosen.row.reference, day=on), field="on"
        )
    now = content_of(other.row) if other else plan_now(programme, on)
    return Compared(programme, chosen, other, compare(content_of(chosen.row), now))


def compare_with_now(programme: Programme, found: BaselineOnRecord) -> Compared:
    """A baseline against the plan as it stands today. Raises `Refused` where that cannot be meant."""
    return Compared(programme, found, None, compare(content_of(found.row), plan_now(programme)))


def why_it_moved(variance: Variance) -> tuple[Step, ...]:
    """By which changes the certificate's day moved between the two.

    One forecast for each kind of change that there is; they are kept like any other. Empty where a plan of before can
    no longer be played at all.
    """
    then, now = variance.then, variance.now

    def ask(given: Given) -> Answer:
        return answer_of(given, runs=then.runs, seed=then.seed)

    certificate = then.certificate
    try:
        return steps_between(then.given, now.given, likely=certificate.likely, p80=certificate.p80, ask=ask)
    except SchedulingFailure:
        return ()
