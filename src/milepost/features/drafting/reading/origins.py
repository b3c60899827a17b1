"""What drafts the versions of documents were written from."""

from collections.abc import Iterable

from milepost.catalogue.documents.kinds import kind
from milepost.features.drafting.models import Origin
from milepost.features.drafting.sheets.things import TABLES, addressed


def address_of(origin: Origin) -> str:
    """The address of the draft that a version was written from."""
    return addressed(origin.template, origin.version.document.about or thing_of(origin.template, origin.read))


def thing_of(key: str, read: Iterable[str]) -> str:
    """The thing that a document is about which was written while there was one of its kind: the only one it read."""
    table = TABLES.get(kind(key).repeats)
    if table is None:
        return ""
    codes = {path.removeprefix(f"{table}.").rpartition(".")[0] for path in read if path.startswith(f"{table}.")}
    return codes.pop() if len(codes) == 1 else ""
