"""The register of warnings: each a function of facts that yields results, none of which ever blocks."""

from collections.abc import Callable, Iterable
from datetime import date

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.texts import Text

type Sign = Callable[[ProgrammeFacts, date], Iterable[CheckResult]]


WARNINGS: dict[str, tuple[Text, Sign]] = {}


def warning(id_: str, sign: Text) -> Callable[[Sign], Sign]:
    """Register a function as the warning with that id; `sign` says in a few words what it shows."""

    def register(look: Sign) -> Sign:
        if id_ in WARNINGS:
            raise ValueError(f"{id_} is registered twice")
        WARNINGS[id_] = (sign, look)
        return look

    return register
