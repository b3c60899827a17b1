"""The columns of the list of practices when it is exported: just those that `apply` takes in again."""

from milepost.features.practices.standing import Standing
from milepost.platform.ui.tables_export import Column

COLUMNS: list[Column[Standing]] = [
    Column("code", lambda row: row.practice.key),
    Column("owner", lambda row: row.practice.owner.email if row.practice.owner else None),
    Column("deputy", lambda row: row.practice.deputy.email if row.practice.deputy else None),
    Column("hours_per_week", lambda row: row.practice.hours_per_week),
    Column("planned_live_on", lambda row: row.practice.planned_live_on),
]
