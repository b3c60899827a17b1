"""An organisation's colour, dark enough for words and lines on white."""

import re

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rules.texts import as_written, say

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
ACCENT = "#2147a6"  # where an organisation has chosen none
ENOUGH = 4.5  # WCAG 2.2, 1.4.3


def as_colour(colour: str) -> str:
    """The colour `#rrggbb` in small letters, if it can be read on white as it is. Raises `BadDocument`."""
    darker = readable(colour)
    if darker != colour.lower():
        raise BadDocument(
            say("“{colour}” is too pale to be read on white.", colour=as_written(colour)),
            say("Take a darker one, like {darker}.", darker=as_written(darker)),
            code="colour_pale",
        )
    return darker


def readable(colour: str) -> str:
    """The colour `#rrggbb`, darkened until it stands out from white by 4.5:1. Raises `BadDocument`."""
    red, green, blue = _parts(colour)
    while contrast_with_white(red, green, blue) < ENOUGH:
        red, green, blue = red * 9 // 10, green * 9 // 10, blue * 9 // 10
    return f"#{red:02x}{green:02x}{blue:02x}"


def _parts(colour: str) -> tuple[int, int, int]:
    if not _HEX.fullmatch(colour):
        raise BadDocument(
            say("“{colour}” is no colour.", colour=as_written(colour[:20])),
            say("Write it as {form}.", form=as_written(ACCENT)),
            code="colour",
        )
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def contrast_with_white(red: int, green: int, blue: int) -> float:
    """By WCAG's formula, 1 to 21; each part from 0 to 255."""
    linear = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
