"""A form for facts of any shape: one field for each word, one group for each record, blank rows to add to a list.

A field is named by its path: `channels.2.name` is the second channel's name, `channels.2.name-id` its Indonesian text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from milepost.engines.templating.shapes import LONGEST_TEXT, NUMBERS, REFERENCES, Shape, word_of
from milepost.features.drafting.sheets.kinds import fact_label
from milepost.platform.ui.forms import Form

MOST_ROWS = 60
BLANK_ROWS = 2
LONGEST_NAME = 120
OTHER = "-id"
"""What the name of the field ends with that holds a text in Indonesian, beside the English one."""

type Choices = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: its path in the form, its path in the context (which names it), and its heading."""

    path: str
    fact: str
    heading: str


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """That a field was said elsewhere, in words; `is_key` where it tells the records of a list apart."""

    words: str
    is_key: bool = False


class FactsForm(Form):
    """The facts of one part of a sheet. `choices` are the things that references may name, by word of the shape.

    `elsewhere` are the fields that were said elsewhere, by their paths in the form: they are shown and cannot be
    changed here, and what is entered holds none of them but keys.
    """

    marks_optional = False

    def __init__(
        self,
        *args: Any,
        shape: Shape,
        value: Any,
        fact: str,
        choices: Choices,
        elsewhere: Mapping[str, Elsewhere] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shape, self.choices = shape, choices
        self.elsewhere = elsewhere or {}
        self.sections: dict[str, list[str]] = {}
        self.beyond: dict[str, list[Any]] = {}
        rows = _rows_in(self.data) if self.is_bound else {}
        for place, name, field in self._fields(shape, value, Place("f", fact, ""), rows):
            self.fields[name] = field
            if known := self.elsewhere.get(place.path):
                field.disabled, field.help_text = True, known.words
            self.sections.setdefault(place.heading, []).append(name)
        self.groups_of_fields = tuple((heading, tuple(names)) for heading, names in self.sections.items())  # type: ignore[misc]

    def _fields(
        self, shape: Shape, value: Any, place: Place, rows: Mapping[str, int]
    ) -> Iterator[tuple[Place, str, forms.Field]]:
        if isinstance(shape, dict):
            known = value if isinstance(value, dict) else {}
            for key, inner in shape.items():
                below = Place(f"{place.path}.{key}", f"{place.fact}.{key}", place.heading)
                yield from self._fields(inner, known.get(key), below, rows)
        elif isinstance(shape, list) and not isinstance(shape[0], str):
            items = value if isinstance(value, list) else []
            self.beyond[place.path] = items[MOST_ROWS:]  # more than a page can show is kept as it is
            shown = min(max(len(items) + BLANK_ROWS, rows.get(place.path, 0)), MOST_ROWS)
            for number in range(1, shown + 1):
                item = items[number - 1] if number <= len(items) else None
                heading = f"{fact_label(place.fact)} {number}"
                below = Place(f"{place.path}.{number}", place.fact, f"{place.heading} · {heading}".strip(" ·"))
                yield from self._fields(shape[0], item, below, rows)
        else:
            yield from _words(shape, value, place, self.choices)

    @property
    def is_settled(self) -> bool:
        """Whether everything in it was said elsewhere, so that nothing is left to enter."""
        return bool(self.fields) and all(field.disabled for field in self.fields.values())

    def facts(self) -> Any:
        """What was entered, in the shape."""
        return self._read(self.shape, "f")

    def _read(self, shape: Shape, path: str) -> Any:
        known = self.elsewhere.get(path)
        if known is not None and not known.is_key:
            return None
        if isinstance(shape, dict):
            found = {key: self._read(inner, f"{path}.{key}") for key, inner in shape.items()}
            return {key: inner for key, inner in found.items() if inner not in (None, "", [], {})}
        if isinstance(shape, list) and not isinstance(shape[0], str):
            items = [self._read(shape[0], f"{path}.{number}") for number in range(1, MOST_ROWS + 1)]
            return [item for item in items if item not in (None, "", [], {})] + self.beyond.get(path, [])
        return _given(shape, self.cleaned_data, path)


def _rows_in(data: Mapping[str, Any]) -> dict[str, int]:
    """How many rows each list had on the page that was sent."""
    rows: dict[str, int] = {}
    for name in data:
        parts = name.split(".")
        for depth, part in enumerate(parts if len(name) < LONGEST_NAME else ()):
            if part.isdecimal() and len(part) < 4:
                path = ".".join(parts[:depth])
                rows[path] = max(rows.get(path, 0), int(part))
    return rows


def _words(shape: Shape, value: Any, place: Place, choices: Choices) -> Iterator[tuple[Place, str, forms.Field]]:
    """The field or the two fields of one word, or of a list of words."""
    many = isinstance(shape, list)
    word, values, _optional = word_of(str(shape[0] if isinstance(shape, list) else shape))
    label = fact_label(place.fact)
    if word == "text":
        first, second = _texts(value, many=many)
        yield (
            place,
            place.path,
            _text(label, first, long=many or len(first) > 60, help_text=_ONE_A_LINE if many else ""),
        )
        yield place, place.path + OTHER, _text(label + _IN_INDONESIAN, second, long=many or len(second) > 60)
    elif word in REFERENCES:
        yield place, place.path, _reference(label, value, choices.get(word, ()), many=many)
    elif many:
        yield place, place.path, _text(label, "\n".join(map(str, value or [])), long=True, help_text=_ONE_A_LINE)
    else:
        yield place, place.path, _single(word, values, label, value)


_ONE_A_LINE = gettext_lazy("One a line.")
_IN_INDONESIAN = " (Bahasa Indonesia)"


def _texts(value: Any, *, many: bool) -> tuple[str, str]:
    """A text, or a list of them line by line, in English (or as it holds for both) and in Indonesian."""
    if many:
        pairs = [tuple(" ".join(text.split("\n")) for text in _texts(item, many=False)) for item in value or []]
        english = "\n".join(first for first, _ in pairs)
        return english, "\n".join(second for _, second in pairs) if any(second for _, second in pairs) else ""
    if isinstance(value, dict):
        return str(value.get("en", "")), str(value.get("id", ""))
    return ("" if value is None else str(value)), ""


def _text(label: str, value: str, *, long: bool, help_text: str | Promise = "") -> forms.Field:
    rows = min(max(value.count("\n") + 2, 2), 12)
    widget = forms.Textarea(attrs={"rows": rows}) if long else forms.TextInput()
    return forms.CharField(
        required=False, max_length=LONGEST_TEXT * 4, label=label, initial=value, widget=widget, help_text=str(help_text)
    )


def _reference(label: str, value: Any, known: Sequence[tuple[str, str]], *, many: bool) -> forms.Field:
    chosen = [str(each) for each in value] if many and isinstance(value, list) else value
    gone = [(each, each) for each in (chosen if many else [value]) or [] if each and each not in dict(known)]
    if many:
        return forms.MultipleChoiceField(
            required=False, label=label, initial=chosen, choices=[*known, *gone], widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(required=False, label=label, initial=value or "", choices=[("", "–"), *known, *gone])


_UNITS: Mapping[str, str | Promise] = {
    "minutes": gettext_lazy("In minutes."),
    "days": gettext_lazy("In days."),
    "months": gettext_lazy("In months."),
    "percent": gettext_lazy("In percent."),
    "money": gettext_lazy("In whole units of the programme's currency."),
    "document": gettext_lazy("The key of a document, like DOC-INC-01."),
}


def _single(word: str, values: frozenset[str], label: str, value: Any) -> forms.Field:
    common = {"required": False, "label": label, "initial": value, "help_text": str(_UNITS.get(word, ""))}
    if word in NUMBERS:
        return forms.IntegerField(min_value=0, max_value=10**15 - 1, **common)
    if word == "date":
        return forms.DateField(widget=forms.DateInput, **common)
    if word == "flag":
        answers = [("", "–"), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]
        common["initial"] = {True: "yes", False: "no"}.get(value, "")
        return forms.ChoiceField(choices=answers, **common)
    if values:
        return forms.ChoiceField(choices=[("", "–"), *((each, each) for each in sorted(values))], **common)
    return forms.CharField(max_length=LONGEST_TEXT, **common)


def _given(shape: Shape, cleaned: Mapping[str, Any], path: str) -> Any:
    many = isinstance(shape, list)
    word = word_of(str(shape[0] if isinstance(shape, list) else shape))[0]
    value = cleaned.get(path)
    if word == "text":
        return _worded(value or "", cleaned.get(path + OTHER) or "", many=many)
    if many:
        return value if isinstance(value, list) else _lines(value or "")
    if isinstance(value, date):
        return value.isoformat()
    return {"yes": True, "no": False}.get(str(value)) if word == "flag" else value


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _worded(english: str, indonesian: str, *, many: bool) -> Any:
    if not many:
        first, second = english.strip(), indonesian.strip()
        if first and second and first != second:
            return {"en": first, "id": second}
        return first or ({"id": second} if second else "")
    pairs = zip_longest(english.splitlines(), indonesian.splitlines(), fillvalue="")  # a blank line keeps its place
    return [_worded(first, second, many=False) for first, second in pairs if first.strip() or second.strip()]
