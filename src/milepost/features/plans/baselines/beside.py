"""The baseline that stands, for pages that show the plan itself: where each line lay then, and how far it moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from milepost.features.plans.baselines.comparing import compare
from milepost.features.plans.baselines.on_record import BaselineOnRecord
from milepost.features.plans.baselines.reading import content_of, plan_now, standing_baseline
from milepost.features.plans.baselines.snapshot import Snapshot
from milepost.features.plans.baselines.wording import Shift, shift_of
from milepost.features.plans.forecasting.networks import GATE
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused

type Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Beside:
    """A baseline beside the plan: likely days then by key (gates as `gate:G2`), and by how much each moved."""

    baseline: BaselineOnRecord
    days: Mapping[str, Days]
    shifts: Mapping[str, Shift]

    @property
    def reference(self) -> str:
        """Its number."""
        return self.baseline.row.reference


def baseline_beside(programme: Programme, on: date, now: Snapshot | None = None) -> Beside | None:
    """The baseline that stands on a day beside the plan; None where there is none, or the plan cannot be meant."""
    found = standing_baseline(programme, on)
    if found is None:
        return None
    try:
        present = now or plan_now(programme, on)
    except Refused:
        return None
    then = content_of(found.row)
    variance = compare(then, present)
    moved = {one.any.code: shift_of(one.end.days) for one in variance.activities}
    moved |= {GATE + one.then.gate: shift_of(one.likely.days) for one in variance.gates}
    days = {activity.code: (activity.starts_on, activity.finishes_on) for activity in then.activities}
    days |= {GATE + gate.gate: (gate.likely, gate.likely) for gate in then.gates}
    return Beside(found, days, {key: shift for key, shift in moved.items() if shift is not None})
