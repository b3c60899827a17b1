"""Writing evidence: importing, saying what values mean, keeping sources, erasing a person."""

from milepost.platform.batches.services.erasing import Erased, erase_person
from milepost.platform.batches.services.importing import import_file
from milepost.platform.batches.services.rollups import refresh_rollups
from milepost.platform.batches.services.sources import change_source, map_value
from milepost.platform.batches.services.upkeep import rebuild_current, sweep

__all__ = [
    "Erased",
    "change_source",
    "erase_person",
    "import_file",
    "map_value",
    "rebuild_current",
    "refresh_rollups",
    "sweep",
]
