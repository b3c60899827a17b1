"""Separation of duties: nobody alone checks what they own, corrected or wrote (S-16)."""

from collections.abc import Collection
from datetime import date

from milepost.engines.rules.dates import happened
from milepost.engines.rules.facts.people import Safeguard
from milepost.engines.rules.facts.refs import Ref


def alone(by: Collection[Ref], of: Collection[Ref]) -> bool:
    """Whether everybody who checks is among those whose work is checked."""
    theirs = {person.key for person in of}
    return bool(by) and all(person.key in theirs for person in by)


def safeguarded(safeguard: Safeguard | None, on: date) -> bool:
    """Whether the sponsor signed a reason and one safeguard by that day."""
    if safeguard is None or safeguard.signed_by is None:
        return False
    return bool(safeguard.reason.strip()) and happened(safeguard.signed_on, on)
