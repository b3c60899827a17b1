"""The plan as a picture: each activity where the forecast's likely schedule puts it, above the days it was planned for.

The parts, in the order in which a plan passes through them: `lines` (the forecast → one line each for activities, waits
and gates, with all their words), `choosing` (zoom and open phases, from the address), `axis` (days to pixels, and the
grid), `shortening` (names to the width there is), `drawing` (the picture as shapes), `views`. `values`, `axis`,
`shortening` and `drawing` know neither Django nor a clock: the same lines give the same picture.
"""
