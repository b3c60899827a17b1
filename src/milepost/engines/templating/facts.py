"""Facts bound to one language: records whose missing parts know where they are missed.

A book holds the facts of an organisation by root (`org`, `sms`, `roles`, `services`, …), references as keys, texts in
both languages. Binding follows the references when a template asks, so that each role, service or supplier is one
thing with one path, whichever document names it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liquid import Undefined

from milepost.engines.templating.shapes import NUMBERS, REFERENCES, Shape, word_of

type Book = Mapping[str, object]


_NOTHING = re.compile("[\\s\u200b-\u200f\u2060\ufeff\ue000-\ue002]+")
"""What a text may hold and yet say nothing: blanks, letters without width, and our own marks."""


class Missing(Undefined):
    """A fact that nobody has entered, with its path."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path

    def __hash__(self) -> int:
        return hash(self.path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Undefined) or other is None


class Given(str):
    """A text that the catalogue gives, and no register: it is printed, but proves nothing."""

    __slots__ = ()


class GivenText(dict[str, str]):
    """A text of the catalogue in each language."""


@dataclass(slots=True)
class Binding:
    """What facts are bound with: the book, its shapes by root, and the language; and what was noticed on the way.

    `unknown` collects names that no shape has (a mistake of the template), `untranslated` the paths of texts that
    stand in the other language only, `dangling` references to things that are not there, `read` every fact that was
    asked for: its path without the numbers of lists, and the texts found there, each once.
    """

    book: Book
    shapes: Mapping[str, Shape]
    language: str
    unknown: set[str] = field(default_factory=set)
    untranslated: set[str] = field(default_factory=set)
    dangling: set[str] = field(default_factory=set)
    read: dict[str, list[str]] = field(default_factory=dict)

    def root(self, name: str, *, by_key: bool = False) -> object:
        """The facts under one root of the book; `by_key` where it is a table of entries by key."""
        shape, value = self.shapes[name], self.book.get(name)
        return Entries(self, shape, value, name) if by_key else self.bind(shape, value, name)

    def bind(self, shape: Shape, value: object, path: str) -> object:
        """A value as a template sees it; `Missing` where there is none."""
        if isinstance(shape, dict):
            return Record(self, shape, value if isinstance(value, Mapping) else {}, path)
        if isinstance(shape, list) and isinstance(value, Sequence) and not isinstance(value, str):
            return Items([self.bind(shape[0], item, f"{path}.{n}") for n, item in enumerate(value, 1)], path)
        if isinstance(shape, list):
            return Missing(path)
        if value is None or (isinstance(value, str) and not _NOTHING.sub("", value)):
            return Missing(path)
        bound = self._bind_word(shape, value, path)
        if not isinstance(bound, Mapping):
            self._note(path, str(bound))
        return bound

    def _note(self, path: str, text: str) -> None:
        general = ".".join(part for part in path.split(".") if not part.isdecimal())
        texts = self.read.setdefault(general, [])
        if text not in texts:
            texts.append(text)

    def _bind_word(self, shape: str, value: object, path: str) -> object:
        word = word_of(shape)[0]
        if word in REFERENCES:
            return self._follow(REFERENCES[word], str(value), path)
        if word == "text":
            return self._in_language(value, path)
        if word == "date" and not isinstance(value, date):
            return date.fromisoformat(str(value))
        if word in NUMBERS or isinstance(value, bool | date | Given):
            return value
        return str(value)

    def _follow(self, table: str, key: str, path: str) -> object:
        entries, shape = self.book.get(table), self.shapes.get(table)
        if not isinstance(entries, Mapping) or not isinstance(shape, dict) or key not in entries:
            self.dangling.add(path)
            return Missing(path)
        return Record(self, shape, {"key": key, **entries[key]}, f"{table}.{key}")

    def _in_language(self, value: object, path: str) -> object:
        if isinstance(value, GivenText):
            return Given(value.get(self.language, ""))
        if not isinstance(value, Mapping):
            return value if isinstance(value, Given) else str(value)
        text = value.get(self.language)
        if not text:
            self.untranslated.add(path)
            text = next((other for other in value.values() if other), None)
        return Missing(path) if text is None or not _NOTHING.sub("", str(text)) else text


class Record(Mapping[str, object]):
    """A record of facts. What it has no value for is `Missing`; a name that its shape lacks is a `KeyError`."""

    __slots__ = ("_binding", "_shape", "_values", "path")

    def __init__(self, binding: Binding, shape: Mapping[str, Shape], values: Mapping[str, object], path: str) -> None:
        self._binding, self._shape, self._values, self.path = binding, shape, values, path

    def __getitem__(self, key: str) -> object:
        shape = self._shape.get(key)
        if shape is None:
            if key not in {"size", "first", "last"}:  # Liquid tries these on everything
                self._binding.unknown.add(f"{self.path}.{key}")
            raise KeyError(key)
        return self._binding.bind(shape, self._values.get(key), f"{self.path}.{key}")

    def __iter__(self) -> Iterator[str]:
        return iter(self._shape)

    def __len__(self) -> int:
        return len(self._shape)

    def __bool__(self) -> bool:
        return bool(self._values)

    def __liquid__(self) -> object:
        """How Liquid judges it in a condition: a record without a value is false."""
        return bool(self._values)


class Entries(Mapping[str, object]):
    """A table of facts by key. An entry that nobody has made is `Missing`."""

    __slots__ = ("_binding", "_shape", "_values", "path")

    def __init__(self, binding: Binding, shape: Shape, value: object, path: str) -> None:
        self._binding, self._shape, self.path = binding, shape, path
        self._values: Mapping[str, object] = value if isinstance(value, Mapping) else {}

    def __getitem__(self, key: str) -> object:
        if key in {"size", "first", "last"}:
            raise KeyError(key)
        value, path = self._values.get(key), f"{self.path}.{key}"
        if isinstance(value, Mapping):
            value = {"key": key, **value}
        return Missing(path) if value is None else self._binding.bind(self._shape, value, path)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class Items(list[object]):
    """A list of facts that knows its path."""

    __slots__ = ("path",)

    def __init__(self, items: Sequence[object], path: str) -> None:
        super().__init__(items)
        self.path = path
