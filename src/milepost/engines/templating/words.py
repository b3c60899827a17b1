"""How numbers, days, spans of time and lists read in English and Indonesian: the filters of the template language."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps

from liquid.exceptions import OutputStreamLimitError
from liquid.filter import flatten

from milepost.engines.templating.facts import Missing

type Filter = Callable[..., object]


class Ready(str):
    """A text that is Markdown already: it is printed as it stands."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that filters need."""

    and_: str
    or_: str
    every: str
    minute: str
    hour: str
    plural: str
    thousands: str
    oxford: bool
    months: tuple[str, ...]


WORDS: Mapping[str, Words] = {
    "en": Words(
        and_="and", or_="or", every="every", minute="minute", hour="hour", plural="s", thousands=",", oxford=False,
        months=("January", "February", "March", "April", "May", "June",
                "July", "August", "September", "October", "November", "December"),
    ),
    "id": Words(
        and_="dan", or_="atau", every="setiap", minute="menit", hour="jam", plural="", thousands=".", oxford=True,
        months=("Januari", "Februari", "Maret", "April", "Mei", "Juni",
                "Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
}  # fmt: skip

LONGEST_LISTING = 1_000_000
"""Characters that a list may have when it is printed: one that doubled itself is short until it is."""

_HEAVY = re.compile(r"[,;]| (and|dan|or|atau) ")


def listing(items: Sequence[object], word: str, *, oxford: bool) -> object:
    """“a, b and c”; with semicolons where an item has a comma or an “and” of its own, two such with one comma.

    Missing if an item is.
    """
    for item in items:
        if isinstance(item, Missing):
            return item
    refuse_long(items, "; ")
    texts = [str(item) for item in items]
    if not texts:
        return Missing("")
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2 and not any("," in text or ";" in text for text in texts):
        comma = "," if any(_HEAVY.search(text) for text in texts) else ""
        return f"{texts[0]}{comma} {word} {texts[1]}"
    if any(_HEAVY.search(text) for text in texts):
        return "; ".join(texts[:-1]) + f"; {word} {texts[-1]}"
    comma = "," if oxford and len(texts) > 2 else ""
    return ", ".join(texts[:-1]) + f"{comma} {word} {texts[-1]}"


def duration(minutes: int, words: Words) -> str:
    """Minutes in hours and minutes: 90 is “1 hour 30 minutes”."""
    hours, rest = divmod(minutes, 60)
    parts = [_counted(hours, words.hour, words)] if hours else []
    if rest or not hours:
        parts.append(_counted(rest, words.minute, words))
    return " ".join(parts)


def long_date(day: date, words: Words) -> str:
    """A day as a sentence has it: “12 January 2027”."""
    return f"{day.day} {words.months[day.month - 1]} {day.year}"


def _counted(number: int, unit: str, words: Words) -> str:
    return f"{number} {unit}{words.plural if number != 1 else ''}"


def filters(language: str, titles: Callable[[str], str], currency: str) -> dict[str, Filter]:
    """The filters beside those of Liquid; each answers a missing fact with itself.

    `titles` gives the linked identification of a document by its key, as Markdown.
    """
    words = WORDS[language]

    def a_list(word: str) -> Filter:
        return lambda value: listing(_items(value), word, oxford=words.oxford)

    def interval(value: object) -> str:
        return f"{words.every} " + re.sub(r"^1 ", "", duration(_whole(value), words))

    def grouped(value: object) -> str:
        return f"{_whole(value):,}".replace(",", words.thousands)

    def money(value: object) -> str:
        return f"{currency} {grouped(value)}"

    def as_long_date(value: object) -> str:
        return long_date(value if isinstance(value, date) else date.fromisoformat(str(value)), words)

    return {
        "and_list": unless_missing(a_list(words.and_)),
        "or_list": unless_missing(a_list(words.or_)),
        "grouped": unless_missing(grouped),
        "duration": unless_missing(lambda value: duration(_whole(value), words)),
        "interval": unless_missing(interval),
        "long_date": unless_missing(as_long_date),
        "money": unless_missing(money),
        "ref": unless_missing(lambda value: Ready(titles(str(value)))),
        "map": unless_missing(_map),
    }


def unless_missing(apply: Filter) -> Filter:
    """A filter that answers a missing fact with itself, so that it leaves a hole and no empty word."""

    @wraps(apply)  # what Liquid keeps on a filter, such as that it wants the environment
    def careful(value: object, *arguments: object, **more: object) -> object:
        return value if isinstance(value, Missing) else apply(value, *arguments, **more)

    return careful


def bounded(join: Filter) -> Filter:
    """A filter that puts a list between separators, unless that would become too long."""

    @wraps(join)
    def careful(value: object, separator: object = " ", *arguments: object, **more: object) -> object:
        refuse_long(_items(value), str(separator))
        return join(value, separator, *arguments, **more)

    return careful


def lacking_last(sort: Filter) -> Filter:
    """A filter that sorts rows by a field; those that lack it come last, in the order that they had."""

    @wraps(sort)
    def careful(value: object, key: object = None, *arguments: object, **more: object) -> object:
        rows = list(flatten(_items(value)))
        lacking = [_lacks(row, key) for row in rows]
        having = [row for row, lacks in zip(rows, lacking, strict=True) if not lacks]
        others = [row for row, lacks in zip(rows, lacking, strict=True) if lacks]
        return [*_items(sort(having, key, *arguments, **more)), *others]

    return careful


def _lacks(row: object, key: object) -> bool:
    """Whether a row has nothing to be sorted by: the value of a field, or itself where none is named."""
    value = row.get(str(key)) if key and isinstance(row, Mapping) else None if key else row
    return value is None or isinstance(value, Missing)


def refuse_long(items: Sequence[object], separator: str) -> None:
    """Raise what the language reports with its line, before a list is printed that no page could hold."""
    if sum(len(str(item)) + len(separator) for item in items) > LONGEST_LISTING:
        raise OutputStreamLimitError("a list is too long to be printed: limit reached", token=None)


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else [value]


def _map(value: object, key: object) -> object:
    wanted = str(key)
    return [
        item.get(wanted, Missing(wanted)) if isinstance(item, Mapping) else Missing(wanted) for item in _items(value)
    ]


def _whole(value: object) -> int:
    return int(str(value))
