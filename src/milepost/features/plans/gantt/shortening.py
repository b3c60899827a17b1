"""How wide words are, nearly, and how much of them fits.

A server has no screen to measure on. The shares are those of the usual faces without serifs, taken generously, so that
what is said to fit does.
"""

from functools import lru_cache

NARROW, WIDE = frozenset("fijlrtI.,:;!|'()[] -"), frozenset("mwMW@%–—…")
SHARES = {"narrow": 0.36, "usual": 0.58, "capital": 0.72, "wide": 0.95}
"""Of the size of the type."""

DOTS = "…"


def width_of(words: str, size: float = 12) -> float:
    """Pixels of one line of words, rather too many than too few."""
    return round(sum(_share(letter) for letter in words) * size, 1)


@lru_cache(8_192)
def shortened(words: str, width: float, size: float = 12) -> str:
    """The words if they fit into so many pixels, else their beginning with dots behind; at least the dots."""
    if width_of(words, size) <= width:
        return words
    room = width - width_of(DOTS, size)
    kept = 0
    for kept, letter in enumerate(words):  # noqa: B007 - what fits is what is before the letter that does not
        room -= _share(letter) * size
        if room < 0:
            break
    return words[:kept].rstrip(" ,;:–-") + DOTS


@lru_cache(1_024)
def _share(letter: str) -> float:
    if letter in NARROW:
        return SHARES["narrow"]
    if letter in WIDE or not letter.isascii():
        return SHARES["wide"]
    return SHARES["capital"] if letter.isupper() else SHARES["usual"]
