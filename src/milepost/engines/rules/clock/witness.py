"""The witness: seals far enough apart that the records cannot all have been made up at once."""

from datetime import date, timedelta

from milepost.engines.rules.clock.facts import ClockFacts
from milepost.engines.rules.clock.records import Timing


def witnessed_from(facts: ClockFacts, timing: Timing, by: date) -> date | None:
    """The day from which two seals can lie far enough apart; None where they do, or where nothing was sealed."""
    sealed = [seal.sealed_on for seal in facts.seals if seal.timing is timing and seal.sealed_on <= by]
    apart = timedelta(days=facts.settings.witness_days)
    if not sealed or max(sealed) - min(sealed) >= apart:
        return None
    return min(sealed) + apart
