"""What stands in one line: a number, key, date or sum is read as one thing, and no line ends inside it."""

import re

_DAY = r"\d{1,2} (?:Jan|Feb|Mar|Apr|May|Mei|Jun|Jul|Aug|Agu|Sep|Oct|Okt|Nov|Dec|Des)[a-z]{0,6}(?: \d{4})?"
_CLOCK = r"\d{1,2}[.:]\d{2}(?:[–-]\d{1,2}[.:]\d{2})?(?: (?:WIB|WITA|WIT|UTC))?"
_KEY = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+|(?=[\w-]*\d)\w{1,12}(?:-\w{1,16}){1,4}"
_SUM = r"(?:Rp|IDR|USD|EUR) ?\d[\d.,]*(?: (?:million|billion|trillion|juta|miliar|triliun)\b)?"
_SHARE = r"[≥≤<>=±×] ?\d[\d.,]*(?: ?%)?|\d[\d.,]* ?%|\d+ × \d+"
_LINE = r"[Ee]xt\. \d+"
_KEPT = re.compile(rf"(?<![\w-])(?:{_DAY}|{_SUM}|{_KEY}|{_CLOCK}|{_LINE})(?![\w-])|(?<!\w)(?:{_SHARE})(?![\w-])")
_WORTH = re.compile(r"\d|[A-Z]-")  # without one of these nothing is kept
_MAY_END = re.compile(r"[ -]|[\d.:]–\d")  # without one of these a word has no place where a line may end
_LONGEST = 34  # characters; more is no number that anybody reads as one


def kept(text: str) -> list[tuple[str, bool]]:
    """The text in parts, each with whether a line must not end inside it."""
    if not _WORTH.search(text):
        return [(text, False)] if text else []
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in _KEPT.finditer(text):
        if len(match[0]) <= _LONGEST and _MAY_END.search(match[0]):
            if match.start() > end:
                parts.append((text[end : match.start()], False))
            parts.append((match[0], True))
            end = match.end()
    if end < len(text):
        parts.append((text[end:], False))
    return parts


def pieces(text: str) -> list[str]:
    """The text in the pieces that lines are made of: words, and what is kept together with what touches it.

    A blank at either end leaves an empty piece there.
    """
    if not _WORTH.search(text):
        return text.split(" ")
    tied = "".join(part.replace(" ", "\u00a0") if whole else part for part, whole in kept(text))
    return tied.split(" ")
