"""The joins between a template's words and a datum: what somebody entered ends, and begins, as its sentence does.

Whoever fills a register writes “The hub was built by one person.” with its full stop or without, and begins it small or
large; a template can know neither. A doubled mark, a small letter at the start of a sentence, a doubled article and “1
working days” are mended here, while the marks around a datum still tell it from the words of the template.
"""

import re

from milepost.engines.templating.language import CLOSE, OPEN

_FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
_OWN_STOP = re.compile(rf"(?:(?<=[\w)”’%]{{2}})|(?<=\d))\.({CLOSE}+)(?=[.:;])")
_ASKED = re.compile(rf"([?!]{CLOSE}+)\.")
_ARTICLE = re.compile(rf"\b([Tt]he {OPEN}+)[Tt]he ")
_ONE = re.compile(rf"({OPEN}1{CLOSE} (?:(?:working )?day|month|hour|minute|service|incident|risk|complaint))s\b")
_BEGUN = re.compile(rf"^((?:(?:[-*]|\d+\.) )?(?:\*\*)?{OPEN}+)([a-z])(?=.*[.!?:…][{CLOSE}*]*$)", re.MULTILINE)
_NEXT = re.compile(rf"((?:[a-z]{{3}}|[)”’%{CLOSE}])[.!?] {OPEN}+)([a-z])")


def joined(marked: str) -> str:
    """A text, its data still marked, with each join mended; a drawn flow, whose words are keys, stays as it is."""
    return "".join(part if part.startswith("```") else _joined(part) for part in _FENCED.split(marked))


def _joined(text: str) -> str:
    text = _OWN_STOP.sub(r"\1", text)
    text = _ASKED.sub(r"\1", text)
    text = _ONE.sub(r"\1", _ARTICLE.sub(r"\1", text))
    return _NEXT.sub(_capital, _BEGUN.sub(_capital, text))


def _capital(start: re.Match[str]) -> str:
    return start.group(1) + start.group(2).upper()
