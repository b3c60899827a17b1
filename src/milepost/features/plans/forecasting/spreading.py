"""The days of the certificate over all runs, counted by weeks: few enough numbers to be kept, drawn and read."""

from collections.abc import Sequence
from datetime import date, timedelta

from milepost.features.plans.forecasting.answers import Spell

MOST = 40
"""Spelles at most: a wider spread is counted by two weeks, three, and so on."""

WEEK = 7


def spread_of(finishes: Sequence[tuple[date, int]]) -> tuple[Spell, ...]:
    """Runs by day → runs by whole weeks, Monday to Sunday, or by as many weeks as keep them few; without gaps.

    O(n). Every run is in exactly one spell, and no spell at either end is empty.
    """
    if not finishes:
        return ()
    first, last = min(day for day, _runs in finishes), max(day for day, _runs in finishes)
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // WEEK + 1
    length = -(-weeks // MOST) * WEEK
    counted = [0] * (((last - monday).days // length) + 1)
    for day, runs in finishes:
        counted[(day - monday).days // length] += runs
    begins = (monday + timedelta(days=length * place) for place in range(len(counted)))
    return tuple(
        Spell(begin, begin + timedelta(days=length - 1), runs) for begin, runs in zip(begins, counted, strict=True)
    )
