"""What an activity waits for, in the notation of planners: `gap-practices; risk-method SS+5; charter FS-2`.

An entry is the code of an activity, the link (FS unless said), and the lag in working days (0 unless said, below 0 for
a lead). Entries stand between semicolons, commas or line ends. `write_after` writes what `read_after` reads.
"""

import re
from collections.abc import Iterable

from milepost.catalogue.ties import LINKS, MOST_LAG, Tie
from milepost.engines.rules.texts import Text, say

MOST = 50
"""Entries of one activity."""

CODE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_ENTRY = re.compile(rf"({CODE})(?:\s+([A-Za-z]{{2}})?\s*(?:([+\-\u2212])\s*(\d{{1,6}}))?)?")
_BETWEEN = re.compile(r"[;,\r\n]")


class BadNotation(ValueError):
    """Words that state no dependency; `reason` and `fix` as sentences."""

    def __init__(self, reason: Text, fix: Text) -> None:
        super().__init__(f"{reason} {fix}")
        self.reason, self.fix = reason, fix


def read_after(words: str) -> tuple[Tie, ...]:
    """The dependencies that words state, in their order. Raises `BadNotation`."""
    ties = tuple(_tie(entry.strip()) for entry in _BETWEEN.split(words) if entry.strip())
    if len(ties) > MOST:
        raise BadNotation(
            say("It waits for {count} activities.", count=len(ties)),
            say("Name at most {most}; a milestone of its own can gather others.", most=MOST),
        )
    seen: set[tuple[str, str]] = set()
    for tie in ties:
        if (tie.key, tie.link) in seen:
            raise BadNotation(
                say("It waits for {activity} by {link} twice.", activity=tie.key, link=tie.link),
                say("Keep one of the two."),
            )
        seen.add((tie.key, tie.link))
    return ties


def write_after(ties: Iterable[Tie]) -> str:
    """The same in one line, as short as it goes."""
    return "; ".join(_written(tie) for tie in ties)


def _tie(entry: str) -> Tie:
    found = _ENTRY.fullmatch(entry)
    if found is None:
        raise BadNotation(
            say("“{entry}” is no dependency.", entry=entry[:80]),
            say("Write the code of an activity, a space, then link and lag if there are any, like risk-method SS+5."),
        )
    key, link, sign, days = found.groups()
    link = (link or "FS").upper()
    if link not in LINKS:
        raise BadNotation(
            say("“{entry}” has the link {link}.", entry=entry[:80], link=link),
            say("Write FS, SS, FF or SF: which end of the one before holds which end of this one."),
        )
    lag = int(days or 0) * (1 if sign == "+" else -1)
    if abs(lag) > MOST_LAG:
        raise BadNotation(
            say("“{entry}” has a lag of over ten years.", entry=entry[:80]),
            say("Write working days, at most {most}.", most=MOST_LAG),
        )
    return Tie(key, link, lag)


def _written(tie: Tie) -> str:
    if tie.link == "FS" and not tie.lag:
        return tie.key
    return f"{tie.key} {tie.link}{tie.lag:+d}" if tie.lag else f"{tie.key} {tie.link}"
