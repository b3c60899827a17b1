"""What stands in the addresses of gates."""

from datetime import timedelta
from typing import Any

from milepost.features.gates.pack.queueing import place_of_pack, queue_pack
from milepost.features.gates.services import HandedIn, attest_criterion
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.ledger.clock import today


def _attestation(world: Any) -> Any:
    if "attestation" not in world.made:
        world.made["attestation"] = attest_criterion(
            actor=world.actor("ada"),
            programme=world.programme,
            criterion="G1-GAP",
            proves="the assessment was made on paper",
            until=today("Asia/Jakarta") + timedelta(days=30),
            evidence=HandedIn("assessment.pdf", [b"%PDF-1.7 assessment"]),
        )
    return world.made["attestation"]


def _pack(world: Any) -> object:
    """A job whose pack is there."""
    job = queue_pack(actor=world.actor("ada"), programme=world.programme, language="en")
    Job.objects.filter(pk=job.pk).update(state=JobState.DONE, result={"file": "application.zip", "ledger": 0})
    place_of_pack(job).parent.mkdir(parents=True, exist_ok=True)
    place_of_pack(job).write_bytes(b"PK")
    return job.pk


PLACES = {
    "gates:pack-progress key": _pack,
    "gates:pack-file key": _pack,
    "api:get_application_pack_file job_id": _pack,
    "gates:sign reference": lambda world: _attestation(world).reference,
    "gates:file file_id": lambda world: _attestation(world).file_id,
}
