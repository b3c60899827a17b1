"""What crowds into an hour: the windows that make a burst (defined in `records.py`, ground 10)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=60)
CROWD = 10


def crowds(positions: Sequence[datetime], least: int = CROWD) -> Iterator[tuple[int, int]]:
    """The index ranges [first, end) of sorted positions that full windows hold; windows that share one are one range.

    A window starts at a position, lasts 60 minutes with both ends inside, and is full with `least` positions or more.
    """
    first = end = 0
    last_in_window = 0
    for start, position in enumerate(positions):
        while last_in_window < len(positions) and positions[last_in_window] <= position + WINDOW:
            last_in_window += 1
        if last_in_window - start < least:
            continue
        if start >= end:
            if end > first:
                yield first, end
            first = start
        end = last_in_window
    if end > first:
        yield first, end
