"""What stands in the addresses of jobs."""

from typing import Any

from milepost.platform.jobs.services import enqueue


def _job(world: Any) -> object:
    return enqueue(actor=world.actor("ada"), organisation=world.cakrawala, kind="nothing", label="A job", payload={}).pk


PLACES = {"job_id": _job}
