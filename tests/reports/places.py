"""What stands in the addresses of reports."""

from typing import Any

from milepost.platform.checkpoints.models import Reason
from milepost.platform.checkpoints.services import take_checkpoint


def _checkpoint(world: Any) -> object:
    return take_checkpoint(organisation=world.cakrawala, reason=Reason.ASKED).pk


PLACES = {
    "reports:checkpoint key": _checkpoint,
    "api:get_checkpoint checkpoint_id": _checkpoint,
    "api:get_proof seq": 1,
}
