"""W-08 and W-10: what the documents and the SMS's own records say against the scope."""

from collections.abc import Iterator
from datetime import date

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.scope import contradictions, leaks
from milepost.engines.rules.texts import say
from milepost.engines.rules.warnings.signs import warning


@warning("W-08", say("contradictions"))
def documents_contradict(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    yield from contradictions(facts, on=on)


@warning("W-10", say("scope leak"))
def scope_leaks(facts: ProgrammeFacts, on: date) -> Iterator[CheckResult]:
    yield from leaks(facts, on=on)
