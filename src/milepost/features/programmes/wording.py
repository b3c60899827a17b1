"""The scope sentence in both languages: the rules' own assembly, with a programme's words for parts of it.

`parts` of a programme's wording: part → language → words, the part `organisation` being the same in both languages.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils import translation

from milepost.engines.rules.facts.scope import ScopeFacts
from milepost.engines.rules.scope import scope_sentence
from milepost.engines.rules.texts import as_written
from milepost.platform.ui.texts import speak

LANGUAGES = ("en", "id")
PARTS = ("services", "customers", "units", "locations")
LONGEST = 2_000  # characters of one part

type Parts = Mapping[str, Mapping[str, str]]

_CLAUSE = re.compile(r"\b(?:sub)?(?:clauses?|klausul)\s+((?:4|5|6|7|8|9|10)(?:\.\d+)*)\b", re.IGNORECASE)


def sentences(organisation: str, parts: Parts, scope: ScopeFacts, *, on: date) -> dict[str, str]:
    """The scope sentence by language."""
    name = parts.get("organisation", {}).get("en") or organisation
    text = scope_sentence(name, scope, on=on)
    spoken: dict[str, str] = {}
    for language in LANGUAGES:
        words = {part: parts.get(part, {}).get(language, "").strip() for part in PARTS}
        values: Any = tuple((key, as_written(words[key]) if words.get(key) else value) for key, value in text.values)
        with translation.override(language):
            spoken[language] = speak(replace(text, values=values))
    return spoken


def clauses_named(parts: Parts) -> tuple[str, ...]:
    """Clauses that the wording names: a scope has no business to, and none of 4 to 10 can be left out (4.4)."""
    written = [words for languages in parts.values() for words in languages.values()]
    found = {clause for words in written for clause in _CLAUSE.findall(words)}
    return tuple(sorted(found, key=lambda clause: tuple(int(number) for number in clause.split("."))))
