"""What a command prints, and how it ends.

`--json` prints one object on standard output, errors too. Exit 0 done, 1 refused by a rule, 2 wrong use or bad input.
For people the same facts come as lines, errors as `error:` and then `hint:` on standard error.
"""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, NoReturn
from uuid import UUID

REFUSED, WRONG = 1, 2
SHOWN_ONCE = "(shown once)"

_secrets: set[str] = set()


@dataclass
class CommandError(Exception):
    """A command that cannot do what was asked. `code` is stable; `where` names file, row and field."""

    error: str
    hint: str = ""
    code: str = "wrong-use"
    where: Mapping[str, object] = field(default_factory=dict)
    results: list[dict[str, Any]] = field(default_factory=list)
    status: int = WRONG

    def as_object(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        where = {"file": None, "row": None, "field": None, **self.where}
        return {
            "schema": "milepost/error/1",
            "error": self.error,
            "hint": self.hint,
            "code": self.code,
            "where": where,
            "results": self.results,
        }


def plain_json(value: object) -> Any:
    """Values that JSON does not know: dates in ISO form, keys and texts as words."""
    match value:
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case set() | frozenset() | tuple():
            return list(value)
    return str(value)


def emit(schema: str, facts: Mapping[str, Any], *, as_json: bool, people: Callable[[], object] | None = None) -> None:
    """Print the answer: one object for machines, or what `people` prints for people."""
    if as_json or people is None:
        answer = {"schema": f"milepost/{schema}/1", **facts}
        sys.stdout.write(
            json.dumps(answer, default=plain_json, ensure_ascii=False, indent=None if as_json else 2) + "\n"
        )
    else:
        people()
    sys.stdout.flush()


def show_once(secret: str) -> str:
    """The secret, to be printed now and never kept with the output of this command."""
    _secrets.add(secret)
    return secret


def without_secrets(said: str) -> str:
    """What was printed, as it may be kept."""
    for secret in _secrets:
        said = said.replace(secret, SHOWN_ONCE)
    return said


def fail(error: CommandError, *, as_json: bool) -> NoReturn:
    """Print the error and end with its status."""
    if as_json:
        sys.stdout.write(json.dumps(error.as_object(), default=plain_json, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"error: {error.error}\n")
        for result in error.results:
            sys.stderr.write(f"  - {result.get('text', '')} {result.get('fix', '')}\n")
        if error.hint:
            sys.stderr.write(f"hint: {error.hint}\n")
    raise SystemExit(error.status)
