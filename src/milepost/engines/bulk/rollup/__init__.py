"""The roll-up: how many records counted, and how many did not and why, per practice, service and day of the event.

Beside it stands how many records of a practice were entered on each day.

The same judgement as `milepost.engines.rules.clock.records`, whose docstring is the definition (grounds 1 to 10),
set-wise. `terms` writes what is judged by as small tables, `crowds` finds the few records that others decide about
(alike ones, bursts), `judging` counts all others in groups of one day and reason and judges those few row by row.
"""

from milepost.engines.bulk.rollup.judging import EntryRow, RolledUp, RollupRow, judge, roll_up, roll_up_relation
from milepost.engines.bulk.rollup.terms import RollupTerms

__all__ = ["EntryRow", "RolledUp", "RollupRow", "RollupTerms", "judge", "roll_up", "roll_up_relation"]
