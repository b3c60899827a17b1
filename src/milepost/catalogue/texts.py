"""A text in the two languages of the catalogue; English stands in for a language it does not speak."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LANGUAGES = ("en", "id")


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in English and Indonesian."""

    en: str
    id: str

    def in_language(self, language: str) -> str:
        """The text in `language`; a regional code such as `id-ID` counts as its language."""
        return self.id if language.lower().partition("-")[0] == "id" else self.en

    def __str__(self) -> str:
        return self.en


def local_text(table: Mapping[str, Any]) -> LocalText:
    """The text of a TOML table with the keys `en` and `id`."""
    return LocalText(en=table["en"], id=table["id"])


def local_texts(table: Mapping[str, Any]) -> tuple[LocalText, ...]:
    """The texts of a table whose keys `en` and `id` hold lists; lists of different length are an error of the data."""
    return tuple(LocalText(en=english, id=own) for english, own in zip(table["en"], table["id"], strict=True))
