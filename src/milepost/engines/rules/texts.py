"""Sentences that rules say, kept as a template and its values until somebody reads them.

A rule cannot translate: it knows no language. It returns a `Text`; the door that shows it formats it in the
reader's language (`milepost.platform.ui.texts.say`). `say()` and `say_many()` mark the templates for the
translation catalogue, so the first argument is always a literal.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from milepost.engines.rules.months import Month

type Value = str | int | Decimal | date | Month | Text


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence with named `{values}`; `plural` is used when `count` asks for it."""

    template: str
    values: tuple[tuple[str, Value], ...] = field(default=())
    plural: str = ""
    count: int = 1

    def __str__(self) -> str:
        """The sentence in English, dates and months in ISO form."""
        template = self.plural if self.plural and self.count != 1 else self.template
        return template.format_map({name: str(value) for name, value in self.values})


def say(template: str, /, **values: Value) -> Text:
    """A sentence: `say("{name} has no owner.", name=practice)`."""
    return Text(template, tuple(sorted(values.items())))


def say_many(singular: str, plural: str, count: int, /, **values: Value) -> Text:
    """A sentence with a number in it; `{count}` is available to both forms."""
    return Text(singular, tuple(sorted({**values, "count": count}.items())), plural, count)


def as_written(words: str) -> Text:
    """Words that a person typed (a title, a name): shown as they are in every language."""
    return Text("{words}", (("words", words),))
