"""The shape of facts: what may stand where, so that facts can be checked, bound and asked for.

A shape is a word, a list with one shape in it, or a table of shapes by name:

    "role"                                    one fact
    ["service"]                               a list
    {name = "text", keep_months = "months?"}  a record; a question mark: may be left out

Words: `text` (a text, in each language or the same in both), `plain` (a text that no language changes), `code` (a
word that templates compare), `number`, `minutes`, `days`, `months`, `percent`, `money` (whole units of currency),
`date` (ISO), `flag`, `document` (a key such as DOC-INC-01), and references by key: `role`, `service`, `customer`,
`supplier`, `calendar`, `unit`, `location`. `code:a|b` names the values a code may have.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.texts import Text, say

type Shape = str | list[Shape] | dict[str, Shape]

REFERENCES = {
    "role": "roles",
    "service": "services",
    "customer": "customers",
    "supplier": "suppliers",
    "calendar": "calendars",
    "unit": "units",
    "location": "locations",
}
"""Words that name a thing of another table, with that table."""

NUMBERS = frozenset({"number", "minutes", "days", "months", "percent", "money"})
WORDS = frozenset({"text", "plain", "code", "date", "flag", "document", *NUMBERS, *REFERENCES})
LANGUAGES = frozenset({"en", "id"})
DOCUMENT = re.compile(r"[A-Z][A-Z0-9]{1,7}(-[A-Z0-9]{1,8}){1,4}")
LONGEST_TEXT = 5_000
LONGEST_LIST = 500
_NO_TEXT = say("is not a text, is longer than {most} characters, or holds one that cannot be kept", most=LONGEST_TEXT)


class UnknownShape(ValueError):
    """A shape that this module does not know."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """A fact that does not fit its shape: where (a dotted path), and what is wrong with it."""

    path: str
    reason: Text
    wanted: str


def word_of(shape: str) -> tuple[str, frozenset[str], bool]:
    """The word of a shape, the values a code may have, and whether it may be left out."""
    optional = shape.endswith("?")
    word, _, values = shape.removesuffix("?").partition(":")
    if word not in WORDS or (values and word != "code"):
        raise UnknownShape(f"“{shape}” is no shape")
    return word, frozenset(values.split("|")) if values else frozenset(), optional


def is_optional(shape: Shape) -> bool:
    """Whether a fact may be left out: marked so, or a list, which may be empty."""
    return isinstance(shape, list) or (isinstance(shape, str) and word_of(shape)[2])


def misfits(shape: Shape, value: object, path: str = "") -> Iterator[Misfit]:
    """Everything in a value that does not fit its shape. What is absent is no misfit: it is asked for elsewhere."""
    if value is None:
        return
    if isinstance(shape, str):
        reason = _misfit(shape, value)
        if reason is not None:
            yield Misfit(path, reason, shape)
    elif isinstance(shape, list):
        yield from _misfits_of_list(shape[0], value, path)
    else:
        yield from _misfits_of_record(shape, value, path)


def _misfits_of_list(shape: Shape, value: object, path: str) -> Iterator[Misfit]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        yield Misfit(path, say("is not a list"), "list")
        return
    if len(value) > LONGEST_LIST:
        yield Misfit(path, say("has more than {most} entries", most=LONGEST_LIST), "list")
        return
    for number, item in enumerate(value, 1):
        yield from misfits(shape, item, f"{path}.{number}")


def _misfits_of_record(shape: Mapping[str, Shape], value: object, path: str) -> Iterator[Misfit]:
    if not isinstance(value, Mapping):
        yield Misfit(path, say("is not a record"), ", ".join(shape))
        return
    for key in value:
        if key not in shape:
            yield Misfit(f"{path}.{key}".strip("."), say("is not known here"), ", ".join(shape))
    for key, inner in shape.items():
        yield from misfits(inner, value.get(key), f"{path}.{key}".strip("."))


def _misfit(shape: str, value: object) -> Text | None:
    word, values, _ = word_of(shape)
    if word == "text" and isinstance(value, Mapping):
        return _misfit_of_wording(value)
    if word == "flag":
        return None if isinstance(value, bool) else say("is neither true nor false")
    if word in NUMBERS:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole and 0 <= int(str(value)) < 10**15 else say("is not a whole number")
    if word == "date":
        return None if _is_date(value) else say("is not a day like 2027-03-31")
    if not isinstance(value, str):
        return say("is not a text")
    if not _is_text(value):
        return _NO_TEXT
    if word == "document" and not DOCUMENT.fullmatch(value):
        return say("is not the key of a document, like DOC-INC-01")
    return say("is none of {values}", values=", ".join(sorted(values))) if values and value not in values else None


def _misfit_of_wording(value: Mapping[object, object]) -> Text | None:
    if not value or not set(value) <= LANGUAGES:
        return say("names a language that is neither en nor id")
    return None if all(isinstance(text, str) and _is_text(text) for text in value.values()) else _NO_TEXT


def _is_text(value: str) -> bool:
    """Whether a database can keep it: neither too long, nor with NUL or half a character in it."""
    return len(value) <= LONGEST_TEXT and "\x00" not in value and not any("\ud800" <= c <= "\udfff" for c in value)


def _is_date(value: object) -> bool:
    if isinstance(value, date):
        return True
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
