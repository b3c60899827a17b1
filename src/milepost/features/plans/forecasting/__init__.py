"""When the certificate will be there, and why then: computed from the plan as it stands on a day, and stored nowhere.

The parts, in the order in which a plan passes through them: `reading` (rows → `Given`), `calendar` (working days as
units and back), `given` (what is known), `networks` (the plan as a network of the scheduling engine), `computing` (the
schedule with its reasons, and the Monte Carlo), `answers` (what comes out), `asking` (kept between requests), `wording`
and `values` (as people and machines read it). From `calendar` to `answers` nothing knows Django or a clock.
"""
