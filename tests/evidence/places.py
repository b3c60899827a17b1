"""What stands in the addresses of evidence."""

from typing import Any

from milepost.features.evidence.imports.drafting import begin_draft
from milepost.features.evidence.imports.mappings import find_mapping
from milepost.features.evidence.imports.queueing import result_place
from milepost.features.evidence.imports.running import ImportRequest, import_records
from milepost.features.evidence.models import Explanation
from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices
from milepost.platform.batches.models import Batch
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.runs import folder_of
from milepost.platform.jobs.services import enqueue
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.keys import new_key
from tests.evidence.imports import as_csv, incident


def _draft(world: Any) -> object:
    return begin_draft(
        actor=world.actor("ada"),
        programme=world.programme,
        name="desk.csv",
        chunks=[as_csv([incident(1)]).encode()],
        practice="incident",
        mapping="guess",
    ).pk


def _job(world: Any) -> Job:
    return enqueue(
        actor=world.actor("ada"),
        organisation=world.cakrawala,
        programme_id=world.programme.pk,
        kind="records.import",
        label="desk.csv",
        payload={},
    )


def _finished(world: Any) -> object:
    """A job whose verdicts per row are there."""
    job = _job(world)
    place = result_place(job.organisation_id, job.pk)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("row,verdict\n", encoding="utf-8")
    return job.pk


def _batch(world: Any) -> object:
    folder = folder_of(new_key())
    folder.mkdir(parents=True)
    file = folder / "desk.csv"
    file.write_text(as_csv([incident(1)]), encoding="utf-8")
    name, mapping = find_mapping("neutral", world.cakrawala)
    request = ImportRequest(practice="incident", mapping=mapping, mapping_name=name, timezone="UTC")
    import_records(
        actor=world.actor("ada"),
        programme=world.programme,
        file=file,
        file_name=file.name,
        request=request,
        folder=folder,
    )
    return Batch.objects.get(organisation=world.cakrawala).pk


def _explanation(world: Any) -> object:
    """Olga's words about records that a second import brought; no auditor has answered."""
    ada, olga = world.actor("ada"), world.people["olga"] if "olga" in world.people else world.people["ada"]
    batch = Batch.objects.get(pk=_batch(world))
    practice = Practice.objects.filter(programme=world.programme, key="incident").first()
    if practice is None:
        practice = next(row for row in add_practices(actor=ada, programme=world.programme) if row.key == "incident")
    made = Explanation(
        organisation=world.cakrawala, programme=world.programme, practice=practice, number=1,
        source=batch.source.code, received_at=batch.sealed_at, batch_id=batch.pk, file_name=batch.file_name, n=1,
        reason="The export had a filter", made_by=olga, made_at=now(),
    )  # fmt: skip
    made.save()
    entries.record(
        actor=ada, organisation_id=world.cakrawala.pk, programme_id=world.programme.pk,
        kind="evidence.explained", subject=made, touched=[made],
    )  # fmt: skip
    return made.reference


PLACES: dict[str, Any] = {
    "evidence:import-draft key": _draft,
    "evidence:import-job key": lambda world: _job(world).pk,
    "evidence:import-result key": _finished,
    "evidence:import-batch key": _batch,
    "evidence:explain key": _batch,
    "evidence:explanation number": _explanation,
    "api:get_explanation number": _explanation,
    "api:decide_explanation number": _explanation,
    "api:get_import_result job_id": _finished,
    "api:get_batch batch_id": _batch,
}
