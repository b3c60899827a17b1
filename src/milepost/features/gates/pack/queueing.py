"""Having a pack made by a worker: it takes longer than a request may, some 25 seconds for 140 documents."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.features.gates.pack.making import MadePack, append_entry, refuse_other_language, write_pack
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.models import Programme
from milepost.features.programmes.selectors import programme_of_job
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.jobs.results import result_place
from milepost.platform.jobs.runs import Run
from milepost.platform.jobs.services import enqueue
from milepost.platform.ledger.models import Stream
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused

PACK = "gates.pack"
UNDER_WAY = (JobState.QUEUED, JobState.RUNNING)


def packs_of(programme: Programme, language: str) -> QuerySet[Job]:
    """The jobs that make, made or could not make a programme's pack in a language, the newest first."""
    jobs = Job.objects.filter(organisation_id=programme.organisation_id, programme_id=programme.pk, kind=PACK)
    return jobs.filter(payload__language=language).select_related("made_by").order_by("-pk")


def place_of_pack(job: Job) -> Path:
    """Where the file that a job made lies."""
    return result_place(job.organisation_id, job.pk, ".zip")


@transaction.atomic
def queue_pack(*, actor: Actor, programme: Programme, language: str) -> Job:
    """Have the pack made in a language; the job that is at it already, where there is one. Raises `Refused`."""
    require(actor, MAKE_PACK, organisation_id=programme.organisation_id, programme_id=programme.pk)
    refuse_other_language(language)
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # two who ask at once get one job
    if (present := packs_of(programme, language).filter(state__in=UNDER_WAY).first()) is not None:
        return present
    return enqueue(
        actor=actor,
        organisation=programme.organisation,
        programme_id=programme.pk,
        kind=PACK,
        label=f"application-{programme.code}-{language}.zip",
        payload={"language": language},
    )


def do_pack(run: Run) -> Mapping[str, Any]:
    """Make the pack as whoever asked for it, with the rights they have now.

    The file has its place before the one transaction that writes the ledger's entry and keeps the result: an attempt
    after a kill begins anew before it, and after it has nothing left to do.
    """
    if run.job.result:
        return run.job.result  # type: ignore[no-any-return]
    actor, programme = run.asker(), programme_of_job(run.job)
    require(actor, MAKE_PACK, organisation_id=programme.organisation_id, programme_id=programme.pk)
    language = str(run.payload["language"])
    _refuse_where_newer(run.job, programme, language)
    seq = head_of(programme)
    run.report("gather")
    parcel = run.folder / "pack.zip"
    with parcel.open("w+b") as file:
        made = write_pack(programme, language, file, tell=lambda done, total: run.report("set", done, total))
    place = place_of_pack(run.job)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    parcel.replace(place)
    facts = _facts(made, seq)
    with transaction.atomic():
        append_entry(actor, made)
        run.settle(facts)
    return facts


def head_of(programme: Programme) -> int:
    """The number of the last entry in the programme's ledger."""
    return Stream.objects.filter(programme_id=programme.pk).values_list("head_seq", flat=True).first() or 0


def _facts(made: MadePack, seq: int) -> dict[str, Any]:
    return {
        "file": made.file_name,
        "language": made.pack.language,
        "on": made.pack.on.isoformat(),
        "whole": made.pack.is_whole,
        "files": len(made.pack.entries),
        "lacking": len(made.pack.lacking),
        "sha256": made.sha256,
        "size": made.size,
        "ledger": seq,
    }


def _refuse_where_newer(job: Job, programme: Programme, language: str) -> None:
    """A failed job that is tried again late must not make a second pack beside the newer one, or hide it."""
    if packs_of(programme, language).filter(pk__gt=job.pk).exclude(state=JobState.FAILED).exists():
        raise Refused(
            _("A newer pack in this language was asked for since."), hint=_("Fetch that one, or have a new one made.")
        )
