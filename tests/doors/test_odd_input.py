"""What a clumsy or a hostile hand may send is answered with a refusal, never with a crash or another's rights."""

import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import UploadedFile

from milepost.doors.archive.reading import import_programme
from milepost.engines.rules.facts import Phase
from milepost.features.gates.services import decide_gate, sign_decision
from milepost.features.practices.selectors import get_practice
from milepost.features.practices.services import add_practices, assign_practice
from milepost.features.programmes.models import Programme
from milepost.platform.applying.files import LIMIT
from milepost.platform.files.services import plain_name
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations import services
from milepost.platform.organisations.models import Grant, Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.packing.zips import MANIFEST, NoArchive
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of, cli, client_of

HERE = "/o/cakrawala/p/sms-1"
INTAKES = ["/o/cakrawala/portfolio/services/import", f"{HERE}/actions/import/", f"{HERE}/gaps/import/"]


# -- invitations ------------------------------------------------------------------------------------------------------


def test_an_invitation_gives_nobody_the_password_of_another_organisations_member(
    cakrawala: Organisation, adi: Person, bukit: Organisation, zoe: Person
) -> None:
    """Whoever invites holds the link: in their hands it must not open what the person may see elsewhere."""
    services.add_member(actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia")
    invitation, secret = services.invite(
        actor=actor_of(zoe), organisation=bukit, email="nia@x.example", name="Mallory", role=Role.READER
    )
    with pytest.raises(Refused, match="another organisation"):
        services.accept_invitation(invitation=invitation, name="Mallory", password=PASSWORD)
    nia = Person.objects.get(email="nia@x.example")
    assert (nia.name, nia.has_usable_password()) == ("Nia", False)
    page = client_of(None).post(f"/invitation/{secret}", {"name": "Mallory", "password": PASSWORD})
    assert page.status_code == 422


def test_a_member_without_a_password_gets_one_by_an_invitation_of_their_own_organisation(
    cakrawala: Organisation, adi: Person
) -> None:
    services.add_member(actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia")
    invitation, _ = services.invite(
        actor=actor_of(adi), organisation=cakrawala, email="nia@x.example", name="Nia", role=Role.CONTRIBUTOR
    )
    services.accept_invitation(invitation=invitation, name="Nia", password=PASSWORD)
    assert Person.objects.get(email="nia@x.example").check_password(PASSWORD)


# -- files and addresses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"), [("rows.json", '{"actions": [{"days": %s}]}'), ("rows.toml", "[[actions]]\ndays = %s\n")]
)
def test_a_number_of_five_thousand_digits_is_a_refusal(
    name: str, content: str, programme: Programme, ada: Person, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(content % ("9" * 5_000), encoding="utf-8")
    ran = cli("apply", programme.code, file, "--as", ada.email, "--json")
    assert ran.exit_code == 2, ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("address", INTAKES)
@pytest.mark.parametrize("content", ["no base64!", "é", "AAAAA"])
def test_a_file_that_was_mangled_on_its_way_through_the_form_is_a_refusal(
    address: str, content: str, ada: Person, programme: Programme
) -> None:
    answer = client_of(ada).post(address, {"content": content, "file_name": "rows.csv"})
    assert answer.status_code == 422


@pytest.mark.parametrize("address", INTAKES)
def test_no_more_of_a_file_is_read_into_memory_than_may_be_taken_in(
    address: str, ada: Person, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []

    def counting(uploaded: Any) -> Callable[..., bytes]:
        def read(*wanted: int) -> bytes:
            data: bytes = uploaded.file.read(*wanted)
            sizes.append(len(data))
            return data

        return read

    monkeypatch.setattr(UploadedFile, "read", property(counting))
    file = io.BytesIO(b"x" * (LIMIT + 1_000_000))
    file.name = "rows.csv"
    answer = client_of(ada).post(address, {"file": file})
    assert sizes == [LIMIT + 1]
    assert answer.status_code == 422


@pytest.mark.parametrize("reference", ["A-0000-1", "A-0000-001", "A-9999-999999999", "A-٢٠٢٦-1"])
def test_an_action_of_an_impossible_year_is_not_found(reference: str, ada: Person, programme: Programme) -> None:
    assert client_of(ada).get(f"{HERE}/actions/{reference}/").status_code == 404


@pytest.mark.parametrize("kind", ["clause", "gate", "statement", "practice", "person", "meeting", "obstacle"])
@pytest.mark.parametrize("key", ["a/b", "%00", "%20", "..", "4.1/4.2", "//evil.example/"])
def test_a_subject_that_has_no_page_is_not_found(kind: str, key: str, ada: Person, programme: Programme) -> None:
    answer = client_of(ada).get(f"{HERE}/see/{kind}/{key}")
    assert answer.status_code in ({400} if key == "%00" else {302, 404})
    assert not answer.headers.get("Location", "/o").startswith("//")


@pytest.mark.parametrize("letter", ["a", "é", "漢", "🚦"])
def test_the_name_of_a_file_fits_into_a_folder(letter: str, tmp_path: Path) -> None:
    name = plain_name(letter * 300 + ".csv")
    assert name.endswith(".csv")
    (tmp_path / f"{name}.draft").write_bytes(b"")


# -- what the ledger remembers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [Decimal("1.25"), Decimal("7.449"), Decimal("NaN"), Decimal("Infinity")])
def test_hours_that_the_database_would_round_are_refused(hours: Decimal, programme: Programme, ada: Person) -> None:
    add_practices(actor=actor_of(ada), programme=programme)
    practice = get_practice(programme, "incident")
    with pytest.raises(Refused) as refused:
        assign_practice(actor=actor_of(ada), practice=practice, owner=ada, deputy=None, hours_per_week=hours)
    assert refused.value.field == "hours_per_week"
    assert verify_ledger().breaches == []


# -- archives ---------------------------------------------------------------------------------------------------------


def test_an_archive_brings_no_rows_into_another_organisation(programme: Programme, ada: Person, tmp_path: Path) -> None:
    """A crafted archive must not make its people members of an organisation that is here."""
    target = tmp_path / "one.zip"
    assert cli("programme", "export", programme.code, target, "--as", ada.email).exit_code == 0
    changed = _with_other_manifest(target, tmp_path / "two.zip")
    before = Grant.objects.count()
    with pytest.raises(NoArchive, match="another organisation"):
        import_programme(author=system(Channel.CLI), file=changed, allow_altered=True)
    assert Grant.objects.count() == before


def _with_other_manifest(source: Path, target: Path) -> Path:
    """The archive as if it were of an organisation that is not here; its rows are still of the one that is."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        manifest = json.loads(old.read(MANIFEST))
        for field in ("organisation", "programme"):
            manifest[field]["id"] = str(uuid4())
        manifest["organisation"]["code"] = "elsewhere"
        for name in old.namelist():
            new.writestr(name, json.dumps(manifest) if name == MANIFEST else old.read(name))
    return target


# -- signatures -------------------------------------------------------------------------------------------------------


def test_who_signed_as_coordinator_and_becomes_the_sponsor_can_sign_as_the_sponsor(
    programme: Programme, adi: Person, ada: Person
) -> None:
    """Else the decision could never stand: the sponsor's own signature would be taken for the earlier one."""
    actor = actor_of(ada)
    decided = decide_gate(actor=actor, programme=programme, gate=Phase.FOUNDATION, outcome="no-go", note="")
    first = sign_decision(actor=actor, decision=decided, signing=Signing(PASSWORD))
    services.add_member(
        actor=actor_of(adi), organisation=programme.organisation, email=ada.email, name=ada.name, role=Role.SPONSOR
    )
    again = [sign_decision(actor=actor_of(ada), decision=decided, signing=Signing(PASSWORD)) for _time in range(2)]
    assert [first.role, *(one.role for one in again)] == ["coordinator", "sponsor", "sponsor"]
    assert again[0] == again[1]
    assert verify_ledger().breaches == []
