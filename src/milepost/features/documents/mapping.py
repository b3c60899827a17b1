"""Which kind of the catalogue a controlled document is: as its organisation said, or as the rules know it."""

from collections.abc import Mapping
from functools import cache

from milepost.catalogue.documents.kinds import kinds
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.features.documents.facts import asked_kind
from milepost.features.documents.models import Document


def kind_key_of(document: Document) -> str:
    """The key of its kind (`DOC-POL-01`), empty where it is none of ours.

    What the master list says goes first. Else what a gate asks for by name is the kind with that name, and the
    procedure of a practice the kind that the practice's gate asks for.
    """
    if says_its_kind(document):
        return document.catalogue_kind
    asked = asked_kind(document)
    return _procedures().get(document.practice, "") if asked is DocumentKind.PROCEDURE else _named().get(asked, "")


def says_its_kind(document: Document) -> bool:
    """Whether the master list names a kind of the catalogue for it."""
    return document.catalogue_kind in _keys()


@cache
def _keys() -> frozenset[str]:
    return frozenset(found.key for found in kinds())


@cache
def _named() -> Mapping[DocumentKind, str]:
    by_practice_or_none = (DocumentKind.PROCEDURE, DocumentKind.OTHER)
    return {found.rule: found.key for found in kinds() if found.rule not in by_practice_or_none}


@cache
def _procedures() -> Mapping[str, str]:
    return {found.practice: found.key for found in kinds() if found.of_practice}
