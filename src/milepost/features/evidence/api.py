"""Evidence over the API: imports, batches, values, clocks, and records that appeared later."""

from ninja import Router

from milepost.features.evidence.appearances.api import router as appearances
from milepost.features.evidence.clocks.api import clock_router
from milepost.features.evidence.imports.api import router as imports

router = Router()
router.add_router("", imports)
router.add_router("", clock_router)
router.add_router("", appearances)
