"""What verification finds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that does not agree. `what` is a stable code; `where` names entry or row."""

    what: str
    where: str
    detail: str
