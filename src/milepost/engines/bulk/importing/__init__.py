"""One import, set-wise: parse → fold → compare → write. `run_import` is the whole of it."""

from milepost.engines.bulk.importing.plan import Cover, ImportOutcome, ImportPlan, OnReject, Period, Rejection
from milepost.engines.bulk.importing.run import run_import

__all__ = ["Cover", "ImportOutcome", "ImportPlan", "OnReject", "Period", "Rejection", "run_import"]
