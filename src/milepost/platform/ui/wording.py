"""Words that an organisation gives in one language or in both: a plain text stands for every reader.

A value is a text, or `{"en": …, "id": …}` where both were given. `WordingField` keeps it in one column, `said` reads it
in the reader's language, and `worded` is the one place that decides which of the two forms a value has.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import get_language

type Wording = str | dict[str, str]

_MARK = '{"en": '  # how a column of two languages begins


def worded(english: str, indonesian: str = "") -> Wording:
    """The value of two texts: both, or the one that was given."""
    english, indonesian = english.strip(), indonesian.strip()
    if english and indonesian and english != indonesian:
        return {"en": english, "id": indonesian}
    return english or indonesian


def in_both(value: Wording | None) -> tuple[str, str]:
    """The text as it was given first, and the Indonesian beside it; the second is empty where one stands for both."""
    if isinstance(value, Mapping):
        return value.get("en", ""), value.get("id", "")
    return value or "", ""


def said(value: Wording | None, language: str | None = None) -> str:
    """The text for a reader of this language (None: the active one); the other one where theirs is missing."""
    first, indonesian = in_both(value)
    wanted = (language or get_language() or "en").partition("-")[0]
    return (indonesian if wanted == "id" and indonesian else first) or indonesian


if TYPE_CHECKING:  # generic for the type checker only
    _Text = models.TextField[Any, Any]
else:
    _Text = models.TextField


class WordingField(_Text):
    """A column that holds a `Wording`: a plain text as it stands, two languages as one line of JSON.

    As text it can be searched and sorted alike on every database.
    """

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> Wording | None:
        return None if value is None else _read(value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return worded(*in_both(dict(value)))
        return _read(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            first, indonesian = in_both(dict(value))
            return json.dumps({"en": first, "id": indonesian}, ensure_ascii=False)
        return None if value is None else str(value)


def _read(text: str) -> Wording:
    if not text.startswith(_MARK):
        return text
    try:
        found = json.loads(text)
    except ValueError:  # a text that only begins like one of ours
        return text
    both = (
        isinstance(found, dict) and set(found) == {"en", "id"} and all(isinstance(one, str) for one in found.values())
    )
    return found if both else text
