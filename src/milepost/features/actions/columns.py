"""The columns of an export of actions: just those that an import takes in again."""

from milepost.features.actions.models import Action
from milepost.features.actions.rows import FIELDS
from milepost.features.actions.selectors import fields_of
from milepost.platform.ui.tables_export import Column


def _column(name: str) -> Column[Action]:
    return Column(name, lambda action: fields_of(action)[name])


COLUMNS = [_column(name) for name in FIELDS]
