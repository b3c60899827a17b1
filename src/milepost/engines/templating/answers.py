"""The shape of a question's answer, as a template's author writes it: `list of {when, decided_by(role)}`."""

import re

from milepost.engines.templating.shapes import REFERENCES, WORDS, Shape

_PART = re.compile(r"^([a-z][a-z0-9_]*)(?:\(([a-z]+)\))?$")
_MANY = {f"{word}s": word for word in REFERENCES}


class BadAnswer(ValueError):
    """A description of an answer that cannot be read."""


def shape_of(answer: str) -> Shape:
    """The shape that the words describe. What a word does not say is a text. Raises `BadAnswer`."""
    words = answer.strip()
    if words.startswith("list of "):
        return [shape_of(words.removeprefix("list of "))]
    if words.startswith("{") and words.endswith("}"):
        return dict(_part(part) for part in words[1:-1].split(","))
    return _word(words)


def _part(part: str) -> tuple[str, Shape]:
    found = _PART.match(part.strip())
    if found is None:
        raise BadAnswer(f"“{part.strip()}” is no part of an answer")
    name, word = found.groups()
    if word is None and (name in REFERENCES or name in _MANY):
        word = name  # `customer` and `services` say what they are
    return name, _word(word) if word else "text"


def _word(word: str) -> Shape:
    if word in _MANY:
        return [_MANY[word]]
    if word not in WORDS:
        raise BadAnswer(f"“{word}” is no kind of answer")
    return word
