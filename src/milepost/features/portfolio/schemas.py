"""What the API takes and gives of the portfolio: the fields of each shelf, with the revision on the way out."""

from typing import Any

from pydantic import BaseModel, create_model

from milepost.features.portfolio.shelves import SHELVES, Shelf
from milepost.platform.applying.kinds import Row
from milepost.platform.organisations.cursors import Page


def _model(shelf: Shelf, suffix: str, *, base: type[BaseModel], without: str = "", **more: Any) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (declared.annotation, declared) for name, declared in shelf.row.model_fields.items() if name != without
    }
    name = shelf.row.__name__.removesuffix("Row") + suffix
    return create_model(name, __base__=base, __doc__=shelf.row.__doc__, **fields, **more)


IN = {shelf.name: _model(shelf, "In", base=Row, without="code") for shelf in SHELVES.values()}
OUT = {shelf.name: _model(shelf, "Out", base=BaseModel, revision=(int, ...)) for shelf in SHELVES.values()}
PAGE: dict[str, Any] = {name: Page[out] for name, out in OUT.items()}  # type: ignore[valid-type]
