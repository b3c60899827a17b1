"""Behind each door, code that forgets to ask whose rows it reads still meets those of one organisation alone."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.jobs import kinds
from milepost.platform.jobs.runs import Run
from milepost.platform.jobs.services import enqueue
from milepost.platform.jobs.worker import work_off
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.services import make_token
from tests.people import actor_of, cli, client_of
from tests.walls import probing
from tests.walls.probing import Seen, is_held, look_around

type Check = Callable[[Seen, Organisation], None]


@pytest.fixture
def with_a_probe(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.walls.addresses"


# -- pages ------------------------------------------------------------------------------------------------------------


def test_a_page_sees_the_organisation_of_its_reader(
    with_a_probe: None, looks: list[Seen], sees_only: Check, ada: Person, zoe: Person, bukit: Organisation
) -> None:
    for reader, own in ((ada, bukit.__class__.objects.get(code="cakrawala")), (zoe, bukit)):
        assert client_of(reader).get("/probe").status_code == 200
        sees_only(looks[-1], own)


def test_a_visitor_sees_no_organisation(with_a_probe: None, looks: list[Seen]) -> None:
    client_of(None).get("/probe")
    assert (looks[-1].organisations == set()) is is_held()
    assert any(looks[-1].inserted.values()) is not is_held()


def test_a_consultant_sees_the_organisations_they_work_for(
    with_a_probe: None, looks: list[Seen], karl: Person, bukit: Organisation, programme: Programme
) -> None:
    client_of(karl).get("/probe")
    assert looks[-1].organisations == {programme.organisation_id, bukit.pk}
    assert all(looks[-1].inserted.values())


def test_a_page_that_breaks_leaves_nothing_to_the_next(
    with_a_probe: None, looks: list[Seen], sees_only: Check, ada: Person, zoe: Person, bukit: Organisation
) -> None:
    broken = client_of(ada)
    broken.raise_request_exception = False
    assert broken.get("/probe?break").status_code == 500
    client_of(zoe).get("/probe")
    sees_only(looks[-1], bukit)
    client_of(None).get("/probe")
    assert (looks[-1].organisations == set()) is is_held()


# -- the API ----------------------------------------------------------------------------------------------------------


def test_an_operation_sees_the_organisation_of_its_token(
    looks: list[Seen],
    sees_only: Check,
    karl: Person,
    zoe: Person,
    bukit: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Karl's token is for Bukit Data, and so are its eyes, though Karl works for both."""
    monkeypatch.setattr("milepost.platform.organisations.api.organisations_visible_to", _organisations)
    _, secret = make_token(
        actor=actor_of(karl), organisation=bukit, person=karl, scope="write", expires_on=date(2099, 1, 1)
    )
    answer = client_of(None).get("/api/v1/organisations", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    sees_only(looks[-1], bukit)
    assert [found["code"] for found in answer.json()] == (["bukit"] if is_held() else ["bukit", "cakrawala"])


def test_a_write_with_a_key_sees_no_more(
    looks: list[Seen],
    sees_only: Check,
    zoe: Person,
    bukit: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def probing_requirement(*_args: object, **_kwargs: object) -> Organisation:
        look_around()
        return bukit

    monkeypatch.setattr("milepost.platform.organisations.api.enter_organisation", probing_requirement)
    _, secret = make_token(
        actor=actor_of(zoe), organisation=bukit, person=zoe, scope="write", expires_on=date(2099, 1, 1)
    )
    answer = client_of(None).patch(
        "/api/v1/organisations/bukit",
        {"name": "Bukit"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "k"},
    )
    assert answer.status_code == 200
    sees_only(looks[-1], bukit)


def _organisations(_actor: object) -> Any:
    look_around()
    return Organisation.objects.order_by("code")


# -- the command line -------------------------------------------------------------------------------------------------


def test_a_command_sees_the_organisation_it_works_in(
    looks: list[Seen], sees_only: Check, ada: Person, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.doors.cli.commands.programme.programme_as_object", _looking)
    assert cli("programme", "show", "sms-1", "--as", ada.email, "--json").exit_code == 0
    sees_only(looks[-1], programme.organisation)


def test_an_operation_called_by_a_command_sees_the_organisations_of_whoever_acts(
    looks: list[Seen], sees_only: Check, zoe: Person, bukit: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.organisations.api.organisations_visible_to", _organisations)
    assert cli("api", "GET", "/organisations", "--as", zoe.email).exit_code == 0
    sees_only(looks[-1], bukit)


def test_a_command_that_is_refused_leaves_the_process_as_it_was(
    looks: list[Seen], programme: Programme, neighbour: Programme
) -> None:
    assert cli("programme", "show", "sms-9", "--json").exit_code == 2
    assert look_around().organisations == {programme.organisation_id, neighbour.organisation_id}


def _looking(_programme: Programme) -> dict[str, object]:
    look_around()
    return {"phases": []}


# -- workers ----------------------------------------------------------------------------------------------------------


def test_a_job_sees_the_organisation_that_asked_for_it(
    looks: list[Seen],
    sees_only: Check,
    ada: Person,
    zoe: Person,
    programme: Programme,
    bukit: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(kinds._registry, "test.look", _work)
    for person, organisation in ((zoe, bukit), (ada, programme.organisation)):
        enqueue(actor=actor_of(person), organisation=organisation, kind="test.look", label="Look", payload={})
    assert work_off() == 2
    sees_only(probing.looks[0], bukit)
    sees_only(probing.looks[1], programme.organisation)


def _work(_run: Run) -> Mapping[str, Any]:
    look_around()
    return {}
