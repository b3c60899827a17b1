"""What workers do for trust: a checkpoint and a verification a day, and time stamps until they are there."""

from collections.abc import Mapping
from typing import Any

from milepost.platform.checkpoints.models import Reason
from milepost.platform.checkpoints.services import STAMP, stamp_checkpoints, take_checkpoint, verify_organisation
from milepost.platform.jobs.duties import daily
from milepost.platform.jobs.kinds import job
from milepost.platform.jobs.runs import Run
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.selectors import in_each_organisation


@job(STAMP)
def stamp(run: Run) -> Mapping[str, Any]:
    """Have the organisation's checkpoints stamped; what fails now is tried again by the daily duty."""
    return {"stamped": stamp_checkpoints(run.job.organisation)}


@daily("ledger.checkpoint")
def checkpoint_all() -> int:
    """A checkpoint of each organisation; answers with how many."""
    return len(in_each_organisation(_checkpoint))


@daily("ledger.verify")
def verify_all() -> int:
    """A verification of each organisation; answers with how many did not pass."""
    return sum(not run.passed for run in in_each_organisation(verify_organisation))


def _checkpoint(organisation: Organisation) -> None:
    take_checkpoint(organisation=organisation, reason=Reason.DAILY)
    stamp_checkpoints(organisation)
