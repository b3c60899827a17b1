"""How much each role has to do in each week, beside what it can do: as planned, or as the forecast lays the work out.

The parts, in the order in which a plan passes through them: `reckoning` (activities with their days → weeks of each
role), `drawing` (weeks as shapes), `asking` (rows → weeks), `values`, `views`, `api`. `reckoning` and `drawing` know
neither Django nor a clock.
"""
