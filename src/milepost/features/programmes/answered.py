"""What was answered when a programme was made, as far as documents are written from it."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused

ANSWERED = ("people", "other_certificates")
"""Answers that no register keeps; they are changed with the settings."""
ASSUMED = "assumed"
"""The answers that nobody gave: their middle values plan a programme well enough, but no document may state them."""
MOST_PEOPLE = 1_000_000
_ADDRESS = re.compile(r"[^\s<>,;]+@[^\s<>,;]+\.[^\s<>,;]+")


def answers_of(programme: Programme) -> dict[str, Any]:
    """The answers that somebody gave, by question; an empty one is none."""
    assumed = programme.answers.get(ASSUMED, ())
    return {name: value for name, value in programme.answers.items() if name not in {ASSUMED, *assumed} and value}


def address_in(words: str) -> tuple[str, str]:
    """The name and the e-mail address in `Sari Dewanti <sari@example.com>, Director`; empty where there is none."""
    found = _ADDRESS.search(words)
    if found is None:
        return words.strip(), ""
    before = words[: found.start()].strip(" <(,;")
    after = words[found.end() :].strip(" >),;")
    return before or after or found.group(), found.group().lower()


def answer_again(programme: Programme, given: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put new answers in the place of the old, and answer with what changed. Nothing is saved. Raises `Refused`."""
    present = answers_of(programme)
    wanted = {name: _tidy(name, given[name]) for name in ANSWERED if name in given}
    change = {name: [present.get(name), value] for name, value in wanted.items() if present.get(name) != value}
    if change:
        kept = {name: value for name, value in programme.answers.items() if name not in change}
        assumed = [name for name in kept.pop(ASSUMED, ()) if name not in change]
        new = {name: after for name, (_before, after) in change.items() if after is not None}
        programme.answers = kept | new | ({ASSUMED: assumed} if assumed else {})
    return change


def _tidy(name: str, value: Any) -> Any:
    if name == "people":
        if value is not None and not 1 <= value <= MOST_PEOPLE:
            raise Refused(_("People are counted from 1 to {most}.").format(most=MOST_PEOPLE), field=name)
        return value
    names = (" ".join(str(each).split()) for each in value or ())
    return list(dict.fromkeys(filter(None, names))) or None
