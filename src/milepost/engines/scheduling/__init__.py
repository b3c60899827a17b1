"""Project scheduling with generalised precedence relations and renewable resources (RCPSP/max), and nothing of the web.

Times are whole units from 0, one unit being a working day of whoever's calendar the caller keeps. An activity of
duration p that starts at s occupies [s, s + p) and finishes at s + p.

The parts, in the order in which a plan passes through them:

- `network` (what a planner states), `checking` (what of it cannot be meant), `instance` (the same by numbers, each
  dependency as an arc between starts);
- `longest_paths`, `critical_path` (dates and slack as if people were no limit);
- `profile`, `serial`, `priorities`, `heuristic` (a levelled schedule at once), `bounds`, `cpsat` (the proven one),
  `levelling` (both together), `settling` and `reasons` (what holds each activity where it is), `relaxation` (dates that
  people cannot hold);
- `estimates`, `simulation`, `forecast` (three-point estimates by Monte Carlo).

`validation` trusts none of them: it holds a schedule against the network as stated. `failures` says what could not be
done.
"""
