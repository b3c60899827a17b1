"""Writing evidence: importing, saying what values mean, keeping sources, erasing a person."""

from milepost.platform.batches.services.importing import import_file
from milepost.platform.batches.services.rollups import refresh_rollups
from milepost.platform.batches.services.sources import change_source, map_value

__all__ = ["change_source", "import_file", "map_value", "refresh_rollups"]
