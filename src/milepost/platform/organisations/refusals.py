"""Refusals: what a service says when it will not do a thing, in words people can act on.

Doors turn them into a form's error, a problem document, or `error:` and `hint:` lines.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from milepost.engines.rules.results import CheckResult


class Refused(Exception):
    """A change that cannot be made as asked. `field` names the input at fault, `hint` the way out."""

    def __init__(self, reason: str, *, field: str = "", hint: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field, self.hint = reason, field, hint


class Unavailable(Refused):
    """What Milepost itself needs does not answer or is not whole: not the caller's fault, and nothing was changed."""


class RefusedByRule(Refused):
    """A guarded step that a rule refused; `results` say which, on what, and how to satisfy it."""

    def __init__(self, reason: str, results: Sequence[CheckResult], *, hint: str = "") -> None:
        super().__init__(reason, hint=hint)
        self.results = tuple(results)


class Overtaken(Refused):
    """A change asked for without knowing what somebody else recorded meanwhile: `present`, as plain values."""

    def __init__(self, reason: str, present: Mapping[str, Any], *, hint: str = "") -> None:
        super().__init__(reason, field="seen", hint=hint)
        self.present = dict(present)
