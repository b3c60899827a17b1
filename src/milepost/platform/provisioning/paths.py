"""Paths and filters (RFC 7644, sections 3.4.2.2 and 3.5.2), as far as identity providers use them.

A filter is one or more comparisons by `eq`, joined by `and`. A path names an attribute, one of its parts, or its values
that match one comparison: `emails[type eq "work"].value`, `members[value eq "…"]`. Attribute names are in lower case
from here on; the address of a schema in front of one is left off where it is that of our own resources.
"""

import json
import re
import unicodedata
from dataclasses import dataclass

from milepost.platform.provisioning.refusals import ScimRefused

LONGEST = 1000  # characters of a filter or path
CORE = ("urn:ietf:params:scim:schemas:core:2.0:user:", "urn:ietf:params:scim:schemas:core:2.0:group:")

_NAME = r"[A-Za-z$][\w$-]*"
_ATTRIBUTE = rf"(?P<attribute>(?:urn:[\w.:-]+:)?{_NAME})(?:\[(?P<inner>[^\]]*)\])?(?:\.(?P<part>{_NAME}))?"
_VALUE = r'(?P<value>"(?:[^"\\]|\\.)*"|true|false|null|-?\d{1,18})'
_PATH = re.compile(rf"\s*{_ATTRIBUTE}\s*", re.ASCII)
_COMPARISON = re.compile(rf"\s*{_ATTRIBUTE}\s+(?P<operator>[A-Za-z]{{2}})\s+{_VALUE}\s*", re.ASCII | re.IGNORECASE)
_AND = re.compile(r"and\s", re.IGNORECASE)

type Value = str | bool | int | None


@dataclass(frozen=True, slots=True)
class Path:
    """What a path names; `where` is the comparison in brackets, as (part, value)."""

    attribute: str
    part: str = ""
    where: tuple[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison by `eq`."""

    path: Path
    value: Value

    @property
    def name(self) -> str:
        """The attribute compared, with its part."""
        return f"{self.path.attribute}.{self.path.part}" if self.path.part else self.path.attribute


def parse_path(text: str) -> Path:
    """A path of a PATCH. Raises `ScimRefused` (invalidPath)."""
    found = _PATH.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        raise _wrong_path(text)
    try:
        return _path(found)
    except ScimRefused:
        raise _wrong_path(text) from None


def parse_filter(text: str) -> tuple[Comparison, ...]:
    """The comparisons of a filter. Raises `ScimRefused` (invalidFilter)."""
    if len(text) > LONGEST:
        raise _wrong_filter(f"A filter has at most {LONGEST} characters.")
    comparisons: list[Comparison] = []
    at = 0
    while at < len(text) or not comparisons:
        if comparisons:
            joined = _AND.match(text, at)
            if joined is None:
                raise _wrong_filter("Comparisons are joined by 'and' alone.")
            at = joined.end()
        found = _COMPARISON.match(text, at)
        if found is None:
            raise _wrong_filter('A comparison looks like: userName eq "ada@example.org".')
        comparisons.append(_comparison(found))
        at = found.end()
    return tuple(comparisons)


def _comparison(found: re.Match[str]) -> Comparison:
    if found["operator"].lower() != "eq":
        raise _wrong_filter("The only operator is 'eq'.")
    return Comparison(_path(found), _value(found["value"]))


def _path(found: re.Match[str]) -> Path:
    attribute = found["attribute"].lower()
    for schema in CORE:
        attribute = attribute.removeprefix(schema)
    where = None
    if found["inner"] is not None:
        inner = _COMPARISON.fullmatch(found["inner"])
        if inner is None or inner["inner"] is not None or inner["operator"].lower() != "eq":
            raise _wrong_filter('Brackets hold one comparison, like: emails[type eq "work"].')
        where = (inner["attribute"].lower(), _value(inner["value"]))
    return Path(attribute, (found["part"] or "").lower(), where)


def _value(written: str) -> Value:
    try:
        value: Value = json.loads(written if written.startswith('"') else written.lower())
    except ValueError:
        raise _wrong_filter("A text in a filter is written as in JSON.") from None
    if isinstance(value, str) and any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in value):
        raise _wrong_filter("A text holds a character that cannot be shown.")
    return value


def _wrong_filter(detail: str) -> ScimRefused:
    return ScimRefused(400, "invalidFilter", detail)


def _wrong_path(text: str) -> ScimRefused:
    return ScimRefused(400, "invalidPath", f"This is no path that can be changed here: {text[:100]}")
