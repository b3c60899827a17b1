"""Characters that may be printed. What a file cannot carry, or what turns words around, is taken out."""

import re
from functools import partial

# C0 and C1 controls but tab and line end; what overrides the direction of words; what is no character in XML.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_HALVES = re.compile("[\ud800-\udfff]")

_without_controls = partial(_UNPRINTABLE.sub, "")
_one_kind_of_line_end = partial(_LINE_ENDS.sub, "\n")
_whole = partial(_HALVES.sub, "\ufffd")


def printable(text: str) -> str:
    """The text without control characters and overrides of direction, with one kind of line end."""
    return _whole(_without_controls(_one_kind_of_line_end(text)))


def on_one_line(text: str) -> str:
    """The same with every run of blanks as one space, for titles and cells."""
    return " ".join(printable(text).split())
