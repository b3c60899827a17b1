"""Things of the moment go when their time is over, and the ledger says how many."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from milepost.catalogue.retention import periods
from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.models import Programme
from milepost.platform.checkpoints.models import VerificationRun
from milepost.platform.gathering import gather
from milepost.platform.jobs.duties import do_duties
from milepost.platform.jobs.models import Job, JobState
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Failures, Invitation, KeptAnswer, Person, Session
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import invite
from milepost.platform.privacy import retention
from tests.people import actor_of, cli, client_of

LONG_AGO = timedelta(days=1_000)


@pytest.fixture
def full(programme: Programme, adi: Person, home: Any) -> dict[str, type]:
    """Of each kind one that is over for long, and one that is not."""
    organisation = programme.organisation
    for age, number in ((LONG_AGO, 0), (timedelta(), 1)):
        Failures.objects.create(limit="account", subject=str(number), since=timezone.now() - age)
        KeptAnswer.objects.create(caller="c", key=str(number), fingerprint="f", at=now() - age)
        client_of(adi)
        invite(actor=actor_of(adi), organisation=organisation, email=f"n{number}@x.example", name="N", role=Role.READER)
        job = Job.objects.create(
            organisation=organisation, kind="k", label="l", state=JobState.DONE, queued_at=now() - age,
            ended_at=timezone.now() - age, channel="web",
        )  # fmt: skip
        Job.objects.create(organisation=organisation, kind="k", label="waits", queued_at=now() - age, channel="web")
        results = home / "results" / str(organisation.pk)
        results.mkdir(parents=True, exist_ok=True)
        (results / f"{job.pk}.csv").write_text("1234567")
        ImportDraft.objects.create(
            organisation=organisation, programme=programme, made_at=now() - age, file_name="f.csv", size=5,
            practice="incident", mapping_name="m", mapping="",
        )  # fmt: skip
        VerificationRun.objects.create(
            organisation=organisation, at=now() - age, passed=True, entries=1, rows=1, breaches_total=0
        )
    old = Session.objects.order_by("began_at").first()
    assert old is not None
    Session.objects.filter(pk=old.pk).update(expire_date=timezone.now() - LONG_AGO)
    return {
        "sign-in-failures": Failures,
        "sessions": Session,
        "kept-answers": KeptAnswer,
        "invitations": Invitation,
        "jobs": Job,
        "import-drafts": ImportDraft,
        "verification-runs": VerificationRun,
    }


def due(answer: Any) -> dict[str, int]:
    return {kind["kind"]: kind["due"] for kind in answer.json["kinds"] if kind["due"]}


def age_invitation() -> None:
    """The ledger knows when an invitation expires; that it was used it does not."""
    Invitation.objects.filter(email="n0@x.example").update(used_at=now() - LONG_AGO)


def test_a_dry_run_names_what_is_due_and_touches_nothing(full: dict[str, type]) -> None:
    age_invitation()
    before = {key: model.objects.count() for key, model in full.items()}  # type: ignore[attr-defined]
    ran = cli("retention", "--dry-run", "--json")
    assert due(ran) == dict.fromkeys(full, 1)
    assert {kind["kind"]: kind["bytes"] for kind in ran.json["kinds"]}["jobs"] == 7
    assert {key: model.objects.count() for key, model in full.items()} == before  # type: ignore[attr-defined]
    assert not Entry.objects.filter(kind="retention.kept").exists()


def test_what_is_over_goes_and_the_rest_stays(full: dict[str, type], home: Any, programme: Programme) -> None:
    age_invitation()
    before = {key: model.objects.count() for key, model in full.items()}  # type: ignore[attr-defined]
    told = due(cli("retention", "--dry-run", "--json"))
    assert due(cli("retention", "--json")) == told
    after = {key: model.objects.count() for key, model in full.items()}  # type: ignore[attr-defined]
    assert after == {key: count - 1 for key, count in before.items()}
    assert len(list((home / "results" / str(programme.organisation_id)).iterdir())) == 1
    assert Entry.objects.filter(kind="retention.kept").count() == 1
    assert verify_ledger().breaches == []
    assert due(cli("retention", "--json")) == {}
    assert Entry.objects.filter(kind="retention.kept").count() == 1


def test_the_worker_sees_to_it_every_day(full: dict[str, type]) -> None:
    do_duties()
    assert not KeptAnswer.objects.filter(at__lt=now() - timedelta(days=31)).exists()


def test_every_period_has_somebody_who_keeps_it() -> None:
    gather("jobs")
    registered = {*retention._everywhere, *retention._in_organisations}
    assert registered == {period.key for period in periods()}


def test_a_kind_without_a_period_is_refused() -> None:
    with pytest.raises(ValueError, match="no period"):
        retention.retained("unheard-of")(lambda *_args, **_more: retention.Due())
    gather("jobs")
    with pytest.raises(ValueError, match="twice"):
        retention.retained("jobs")(lambda *_args, **_more: retention.Due())
