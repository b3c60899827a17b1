"""What features above have to say on a document's page, such as where its text comes from.

Documents cannot ask what lies above them: a feature registers functions in a `notices.py` of its own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

from milepost.features.documents.models import Document
from milepost.platform.gathering import gather


@dataclass(frozen=True, slots=True)
class Notice:
    """A line that leads somewhere."""

    text: str | Promise
    url: str


type Ask = Callable[[Document], Notice | None]

_asked: list[Ask] = []


def notice(ask: Ask) -> Ask:
    """Register a function that may have something to say of a document."""
    _asked.append(ask)
    return ask


def notices_of(document: Document) -> Iterator[Notice]:
    """What is said of it."""
    gather("notices")
    for ask in _asked:
        said = ask(document)
        if said is not None:
            yield said
