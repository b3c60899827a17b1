"""The portfolio's kinds of rows, for files of an organisation and, through it, of its programmes."""

from collections.abc import Iterable, Sequence

from milepost.features.portfolio.services import put_entries
from milepost.features.portfolio.shelves import SHELVES, Shelf
from milepost.platform.applying.kinds import Did, Fields, Kind
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.refusals import Refused


def _kind(shelf: Shelf) -> Kind[Organisation]:
    def write(actor: Actor, organisation: Organisation, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
        return put_entries(actor=actor, organisation=organisation, shelf=shelf, rows=rows)

    return Kind(shelf.name, shelf.row, shelf.order, write)


KINDS: dict[str, Kind[Organisation]] = {shelf.name: _kind(shelf) for shelf in SHELVES.values()}
