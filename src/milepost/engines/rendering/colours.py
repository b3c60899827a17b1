"""An organisation's colour, dark enough for words and lines on white."""

import re

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rules.texts import as_written, say

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
ENOUGH = 4.5  # WCAG 2.2, 1.4.3


def readable(colour: str) -> str:
    """The colour `#rrggbb`, darkened until it stands out from white by 4.5:1. Raises `BadDocument`."""
    if not _HEX.fullmatch(colour):
        raise BadDocument(
            say("“{colour}” is no colour.", colour=as_written(colour[:20])),
            say("Write it as {form}.", form=as_written("#2147a6")),
            code="colour",
        )
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    while contrast_with_white(red, green, blue) < ENOUGH:
        red, green, blue = red * 9 // 10, green * 9 // 10, blue * 9 // 10
    return f"#{red:02x}{green:02x}{blue:02x}"


def contrast_with_white(red: int, green: int, blue: int) -> float:
    """By WCAG's formula, 1 to 21; each part from 0 to 255."""
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
