"""The scale of maturity in words, and the lowest that rolls up."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.gaps.models import Priority


@dataclass(frozen=True, slots=True)
class Level:
    """A step of the scale: its number, a word for a button, and what has to be true."""

    number: int
    word: Promise
    means: Promise


LEVELS = (
    Level(0, _("Nothing"), _("Nothing is there.")),
    Level(1, _("By some"), _("Done by some, not agreed.")),
    Level(2, _("Partly"), _("Written or done, but not both everywhere.")),
    Level(3, _("Conforms"), _("Written, done and evidenced throughout the scope.")),
    Level(4, _("Measured"), _("Conforms, and its results are measured.")),
    Level(5, _("Improved"), _("Measured, and improved from what was measured.")),
)
HIGHEST = LEVELS[-1].number
PRIORITY_WORDS = {Priority.HIGH: _("High"), Priority.MEDIUM: _("Medium"), Priority.LOW: _("Low")}


def lowest(levels: Iterable[int]) -> int | None:
    """What parts roll up to: the weakest service area or site speaks for all; None without parts."""
    return min(levels, default=None)
