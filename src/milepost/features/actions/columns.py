"""The columns of an export of actions: just those that an import takes in again."""

from milepost.features.actions.rows import FIELDS
from milepost.features.actions.selectors import fields_of
from milepost.platform.ui.tables_export import columns_of

COLUMNS = columns_of(FIELDS, fields_of)
