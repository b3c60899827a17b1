"""Words in one language or in both, as files and the API give them: `title = "…"`, or `title.en` and `title.id`.

In TOML and JSON both languages are a table; in a sheet they are two columns, `title` (or `title.en`) and `title.id`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from milepost.platform.applying.kinds import Row, cannot_be_kept
from milepost.platform.ui.wording import Wording, worded

LANGUAGES = ("en", "id")


@dataclass(frozen=True, slots=True)
class Words:
    """Marks a field that takes a text of at most `most` characters, or an object with both languages.

    title: Annotated[str | dict[str, str], Words(300)] = ""
    """

    most: int

    def __get_pydantic_core_schema__(self, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, _core: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        text = {"type": "string", "maxLength": self.most}
        both = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(LANGUAGES, text)}
        return {"anyOf": [text, both]}

    def check(self, given: object) -> Wording:
        """The value of what was given. Raises ValueError for anything that is no text."""
        parts = given if isinstance(given, Mapping) else {"en": given}
        if unknown := [str(name) for name in parts if name not in LANGUAGES]:
            raise ValueError(_("There is no language {name}; write en or id.").format(name=unknown[0]))
        english, indonesian = (self._text(parts.get(language, "")) for language in LANGUAGES)
        return worded(english, indonesian)

    def _text(self, given: object) -> str:
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise ValueError(_("A text is wanted, or one under en and one under id."))  # noqa: TRY004 - pydantic wants it
        text = str(given)
        if len(text) > self.most:
            raise ValueError(_("This has at most {count} characters.").format(count=self.most))
        if cannot_be_kept(text):
            raise ValueError(_("A text holds a character that cannot be kept."))
        return text


class WordedRow(Row):
    """A row of a kind some of whose texts may be given in both languages."""

    @model_validator(mode="before")
    @classmethod
    def _columns_of_two_languages(cls, given: Any) -> Any:
        """Put `title.en` and `title.id` under `title`, where the model has such a field."""
        if not isinstance(given, Mapping):
            return given
        fields: dict[str, Any] = {}
        for name, value in given.items():
            stem, _dot, language = str(name).rpartition(".")
            if language in LANGUAGES and stem in cls.model_fields:
                _put(fields, stem, language, value)
            elif isinstance(fields.get(name), dict) and not isinstance(value, Mapping):
                _put(fields, name, "en", value)
            else:
                fields[name] = value
        return fields


def _put(fields: dict[str, Any], stem: str, language: str, value: Any) -> None:
    present = fields.get(stem, {})
    parts = dict(present) if isinstance(present, Mapping) else {"en": present}
    fields[stem] = {**parts, language: value}
