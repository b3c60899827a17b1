"""The plan as it was endorsed, what became of it, and why.

The parts: `snapshot` (a plan on a day as one frozen value), `plainly` (such values as JSON and back), `taking` (the
present → a snapshot), `comparing` (two snapshots → what differs, per activity, gate and amount), `moving` (by which
changes the forecast moved), `on_record` and `reading` (rows), `drawing` and `endorsing` (writes), `signables`, `values`
and `wording` (as machines and people read it). From `snapshot` to `moving`, but for `taking`, nothing knows a clock or
a row.
"""
