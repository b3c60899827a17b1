"""What the words in the kinds of documents are called: sorts, repetitions and classifications."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from milepost.catalogue.documents.kinds import Classification, Repeats, Sort
from milepost.catalogue.loader import UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text


@dataclass(frozen=True, slots=True)
class Word:
    """The name of one value; `about` says what it means where that is not plain from the name."""

    name: LocalText
    about: LocalText | None


_TABLES: dict[type[StrEnum], str] = {Sort: "sort", Repeats: "repeats", Classification: "classification"}


# Typed, because members of two enumerations may be equal as strings.
@lru_cache(maxsize=None, typed=True)
def word(value: Sort | Repeats | Classification) -> Word:
    """The word for a sort, a repetition or a classification."""
    for row in read("documents/words.toml")[_TABLES[type(value)]]:
        if row["key"] == value:
            return Word(name=local_text(row["name"]), about=local_text(row["about"]) if "about" in row else None)
    raise UnknownEntry("word for", value)
