"""W-08 and W-10: what documents say against each other and the registers, and the SMS's records against the scope."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.contradictions import contradictions
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.scope import leaks
from milepost.engines.rules.texts import say
from milepost.engines.rules.warnings.signs import warning


@warning("W-08", say("contradictions"))
def documents_contradict(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    yield from (found.result for found in contradictions(facts, on=on))


@warning("W-10", say("scope leak"))
def scope_leaks(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    yield from leaks(facts, on=on)
