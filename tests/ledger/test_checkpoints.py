"""A checkpoint that somebody kept shows any change of what it signed, even one that the ledger itself agrees with."""

import base64
import json
import stat
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import ImproperlyConfigured

from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.features.programmes.models import Programme
from milepost.platform.checkpoints import keys, services
from milepost.platform.checkpoints.documents import read_back
from milepost.platform.checkpoints.jobs import checkpoint_all, verify_all
from milepost.platform.checkpoints.models import Checkpoint, Reason, StreamTree, VerificationRun
from milepost.platform.checkpoints.services import stamp_checkpoints, take_checkpoint, verify_organisation
from milepost.platform.jobs.worker import work_off
from milepost.platform.ledger import entries
from milepost.platform.ledger.canonical import canonical_json, name_hash
from milepost.platform.ledger.models import Entry, Payload, Stream, SubjectState
from milepost.platform.organisations.models import Organisation, Person
from tests.ledger import authority as authorities
from tests.ledger.authority import Authority
from tests.ledger.raw import Unguarded, execute
from tests.people import actor_of, cli, client_of

pytestmark = pytest.mark.django_db


def note(programme: Programme, ada: Person, count: int = 1) -> None:
    for number in range(count):
        entries.record(
            actor=actor_of(ada),
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="test.noted",
            subject=programme,
            change={"number": number},
        )


@pytest.fixture
def kept(programme: Programme, ada: Person, tmp_path: Path) -> Path:
    """A checkpoint in a file, after which more happened."""
    note(programme, ada, 4)
    file = tmp_path / "kept.json"
    answer = cli("ledger", "checkpoint", "-o", file, "--json")
    assert answer.exit_code == 0, answer.stdout
    note(programme, ada, 3)
    return file


def verify(file: Path, *args: object) -> Any:
    answer = cli("ledger", "verify", *args, "--checkpoint", file, "--json")
    assert answer.exit_code == (0 if answer.json["passed"] else 1), answer.stdout
    return answer.json


def what(answer: Any) -> set[str]:
    return {breach["what"] for breach in answer["breaches"]}


# -- the key ----------------------------------------------------------------------------------------------------------


def test_the_key_is_made_once_and_is_its_owners_alone(home: Path, db: None) -> None:
    first = cli("ledger", "key", "--json").json["key"]
    file = home / "secrets" / "checkpoint-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert cli("ledger", "key", "--json").json["key"] == first
    assert [found.name for found in file.parent.iterdir()] == ["checkpoint-key"]


def test_the_key_may_come_from_the_environment(settings: Any, home: Path, db: None) -> None:
    settings.CHECKPOINT_KEY = base64.b64encode(bytes(32)).decode()
    assert cli("ledger", "key").stdout.strip() == "O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik="
    assert not (home / "secrets").exists()


@pytest.mark.parametrize("written", ["short", base64.b64encode(bytes(31)).decode(), "é"])
def test_what_is_no_key_is_named(written: str, settings: Any, home: Path) -> None:
    settings.CHECKPOINT_KEY = written
    with pytest.raises(ImproperlyConfigured, match="MILEPOST_CHECKPOINT_KEY"):
        keys.signing_key()


# -- verifying against one --------------------------------------------------------------------------------------------


def test_a_ledger_that_only_grew_holds_its_checkpoint(kept: Path) -> None:
    for args in ((), ("sms-1",)):
        answer = verify(kept, *args)
        assert answer["passed"], answer["breaches"]
        (told,) = answer["checkpoint"]["taken"]
        assert (told["signed"], told["own_key"], told["stamp"]) == (True, True, "none")


def _rechain(stream: Stream) -> None:
    """What somebody with the database's password does: an entry rewritten, everything behind it hashed anew."""
    previous = ""
    for entry in Entry.objects.filter(stream=stream).order_by("seq"):
        facts = json.loads(bytes(entry.written))
        facts["previous"] = previous
        if entry.seq == 2:
            facts["actor"]["name"] = name_hash(bytes(entry.actor_salt), "Somebody else")
        written = canonical_json(facts)
        previous = sha256(written).hexdigest()
        execute(
            "UPDATE ledger_entry SET written = %s, hash = %s, actor_label = %s WHERE id = %s",
            [written, previous, "Somebody else" if entry.seq == 2 else entry.actor_label, entry.pk],
        )
    Stream.objects.filter(pk=stream.pk).update(head_hash=previous)


def _truncate(stream: Stream) -> None:
    last = Entry.objects.filter(stream=stream, seq__gt=3)
    Payload.objects.filter(entry__in=last).delete()
    SubjectState.objects.filter(stream=stream, seq__gt=3).update(seq=3)
    last._raw_delete("default")
    head = Entry.objects.get(stream=stream, seq=3)
    Stream.objects.filter(pk=stream.pk).update(head_seq=3, head_hash=head.hash)


def _forget(stream: Stream) -> None:
    Payload.objects.filter(entry__stream=stream).delete()
    SubjectState.objects.filter(stream=stream).delete()
    Entry.objects.filter(stream=stream)._raw_delete("default")
    Stream.objects.filter(pk=stream.pk).delete()


@pytest.mark.parametrize(
    ("tamper", "code", "unseen"),
    [(_rechain, "ledger-rewritten", True), (_truncate, "ledger-truncated", True), (_forget, "stream-missing", False)],
)
def test_a_ledger_that_agrees_with_itself_is_found_against_it(
    tamper: Callable[[Stream], None], code: str, unseen: bool, kept: Path, programme: Programme
) -> None:
    with Unguarded():
        tamper(Stream.objects.get(programme_id=programme.pk))
    assert cli("ledger", "verify", "--json").json["passed"] is unseen
    assert code in what(verify(kept))


def test_a_checkpoint_that_was_edited_is_found(kept: Path) -> None:
    whole = json.loads(kept.read_text())
    whole["checkpoints"][0]["signed"] = whole["checkpoints"][0]["signed"].replace('"size":', '"size": ')
    kept.write_text(json.dumps(whole))
    assert what(verify(kept)) == {"checkpoint-altered"}


def test_a_checkpoint_of_another_key_is_told(kept: Path, settings: Any) -> None:
    settings.CHECKPOINT_KEY = base64.b64encode(bytes(32)).decode()
    (told,) = verify(kept)["checkpoint"]["taken"]
    assert (told["signed"], told["own_key"]) == (True, False)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "milepost/checkpoint/1"}', '{"schema": "x"}', "no json"])
def test_a_file_that_is_no_checkpoint_is_named(text: str, tmp_path: Path, db: None) -> None:
    file = tmp_path / "file.json"
    file.write_text(text)
    answer = cli("ledger", "verify", "--checkpoint", file, "--json")
    assert (answer.exit_code, answer.json["code"], answer.json["where"]["file"]) == (2, "no-checkpoint", str(file))


def test_a_checkpoint_of_another_organisation_proves_nothing_here(
    kept: Path, bukit: Organisation, tmp_path: Path
) -> None:
    whole = json.loads(cli("ledger", "checkpoint", "--json").stdout)["checkpoints"]
    other = [one for one in whole if str(bukit.pk) in one["signed"]]
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"schema": "milepost/checkpoint/1", "checkpoints": other}))
    assert cli("ledger", "verify", "sms-1", "--checkpoint", file, "--json").json["code"] == "no-proof"


# -- how it is made ---------------------------------------------------------------------------------------------------


def test_a_checkpoint_reads_only_what_is_new(programme: Programme, ada: Person, monkeypatch: Any) -> None:
    note(programme, ada, 5)
    first = take_checkpoint(organisation=programme.organisation, reason=Reason.ASKED)
    note(programme, ada, 2)
    tree = StreamTree.objects.get(stream_id=Stream.objects.get(programme_id=programme.pk).pk)
    assert tree.size == read_back(first).streams[str(tree.stream_id)][0]
    second = read_back(take_checkpoint(organisation=programme.organisation, reason=Reason.ASKED))
    StreamTree.objects.all().delete()
    anew = read_back(take_checkpoint(organisation=programme.organisation, reason=Reason.ASKED))
    assert second.streams == anew.streams
    assert second.is_signed


def test_each_gate_decision_brings_one(programme: Programme, ada: Person) -> None:
    cli("gate", "decide", "sms-1", "foundation", "no-go", "--note", "Later", "--as", ada.email)
    (taken,) = Checkpoint.objects.all()
    assert taken.reason == Reason.DECISION
    decided = Entry.objects.get(kind="gates.decided")
    assert read_back(taken).streams[str(decided.stream_id)][0] >= decided.seq


def test_a_decision_stands_without_one(programme: Programme, ada: Person, settings: Any) -> None:
    settings.CHECKPOINT_KEY = "no key"
    answer = cli("gate", "decide", "sms-1", "foundation", "no-go", "--note", "Later", "--as", ada.email, "--json")
    assert answer.exit_code == 0, answer.stdout
    assert Entry.objects.filter(kind="gates.decided").exists()
    assert not Checkpoint.objects.exists()


def test_every_day_brings_one_of_each_organisation(programme: Programme, bukit: Organisation) -> None:
    assert checkpoint_all() == 2
    assert {taken.organisation_id for taken in Checkpoint.objects.all()} == {programme.organisation_id, bukit.pk}


def test_every_day_brings_a_verification_of_each(programme: Programme, bukit: Organisation, zoe: Person) -> None:
    assert verify_all() == 0
    Organisation.objects.filter(pk=bukit.pk).update(name="Edited")
    assert verify_all() == 1
    run = VerificationRun.objects.filter(organisation=bukit).first()
    assert run is not None
    assert (run.passed, run.breaches[0]["what"]) == (False, "row-edited")


def test_only_the_last_verifications_are_kept(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "RUNS_KEPT", 2)
    for _ in range(4):
        last = verify_organisation(programme.organisation)
    assert VerificationRun.objects.count() == 2
    assert VerificationRun.objects.first() == last


# -- proofs -----------------------------------------------------------------------------------------------------------


def test_an_entry_is_proved_to_be_in_a_checkpoint(kept: Path) -> None:
    answer = cli("ledger", "proof", "sms-1", "2", "--checkpoint", kept, "--json")
    assert answer.exit_code == 0, answer.stdout
    found = sha256(b"\x00" + bytes.fromhex(answer.json["hash"])).digest()
    place, size = answer.json["seq"] - 1, answer.json["size"]
    # As somebody checks it who has nothing but the proof: RFC 9162, section 2.1.3.2.
    last = size - 1
    for step in (bytes.fromhex(one) for one in answer.json["path"]):
        if place & 1 or place == last:
            found = sha256(b"\x01" + step + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = sha256(b"\x01" + found + step).digest()
        place, last = place >> 1, last >> 1
    assert found.hex() == answer.json["root"]
    assert answer.json["root"] in kept.read_text()


def test_an_entry_that_came_later_is_in_none(kept: Path, programme: Programme) -> None:
    last = Stream.objects.get(programme_id=programme.pk).head_seq
    for args in ((last, "--checkpoint", kept), (last + 1,)):
        answer = cli("ledger", "proof", "sms-1", *args, "--json")
        assert (answer.exit_code, answer.json["code"]) == (2, "no-proof")
    assert cli("ledger", "proof", "sms-1", last, "--json").json["passed"]


def test_a_later_checkpoint_is_proved_to_continue_an_earlier_one(
    kept: Path, tmp_path: Path, programme: Programme
) -> None:
    later = tmp_path / "later.json"
    cli("ledger", "checkpoint", "-o", later)
    answer = cli("ledger", "consistency", kept, later, "--json")
    assert answer.exit_code == 0, answer.stdout
    assert all(found["passed"] for found in answer.json["streams"])
    with Unguarded():
        _rechain(Stream.objects.get(programme_id=programme.pk))
    StreamTree.objects.all().delete()
    cli("ledger", "checkpoint", "-o", later)
    answer = cli("ledger", "consistency", kept, later, "--json")
    assert (answer.exit_code, answer.json["passed"]) == (1, False)


# -- time stamps ------------------------------------------------------------------------------------------------------


@pytest.fixture
def authority(settings: Any) -> Iterator[Authority]:
    with authorities.running() as running:
        settings.TIMESTAMP_AUTHORITY = running.address
        settings.TIMESTAMP_CERTIFICATES = (running.certificate,)
        yield running


def test_an_authority_stamps_each_checkpoint(authority: Authority, programme: Programme, tmp_path: Path) -> None:
    file = tmp_path / "stamped.json"
    cli("ledger", "checkpoint", "-o", file)
    (told,) = verify(file)["checkpoint"]["taken"]
    assert (told["stamp"], told["stamped_at"]) == ("right", "2026-11-29T12:00:00+00:00")


def test_at_a_decision_the_worker_asks_for_it(authority: Authority, programme: Programme, ada: Person) -> None:
    cli("gate", "decide", "sms-1", "foundation", "no-go", "--note", "Later", "--as", ada.email)
    assert authority.asked == 0
    work_off()
    assert authority.asked == 1
    assert Checkpoint.objects.get().stamped_at is not None


@pytest.mark.parametrize("trouble", ["is_down", "refuses", "stamps_another"])
def test_an_authority_in_trouble_is_asked_again(trouble: str, authority: Authority, programme: Programme) -> None:
    setattr(authority, trouble, True)
    answer = cli("ledger", "checkpoint", "--json")
    assert answer.exit_code == 0
    assert Checkpoint.objects.get().stamp_error
    setattr(authority, trouble, False)
    assert stamp_checkpoints(programme.organisation) == 1
    taken = Checkpoint.objects.get()
    assert (taken.stamp_error, bool(taken.time_stamp)) == ("", True)
    assert stamp_checkpoints(programme.organisation) == 0


def test_one_that_is_gone_for_good_is_let_be(authority: Authority, programme: Programme) -> None:
    authority.is_down = True
    cli("ledger", "checkpoint")
    taken = Checkpoint.objects.get()
    Checkpoint.objects.update(at=taken.at - timedelta(days=31))
    authority.is_down = False
    assert stamp_checkpoints(programme.organisation) == 0


def test_an_answer_that_our_reader_refuses_is_kept_as_it_came(
    authority: Authority, programme: Programme, tmp_path: Path
) -> None:
    authority.answers_unreadably = True
    file = tmp_path / "stamped.json"
    cli("ledger", "checkpoint", "-o", file)
    answer = verify(file)
    assert answer["passed"], answer["breaches"]
    assert answer["checkpoint"]["taken"][0]["stamp"] == "unread"


def test_a_stamp_of_something_else_is_found(authority: Authority, programme: Programme, tmp_path: Path) -> None:
    files = [tmp_path / "one.json", tmp_path / "two.json"]
    for file in files:
        cli("ledger", "checkpoint", "-o", file)
    one, two = (json.loads(file.read_text()) for file in files)
    one["checkpoints"][0]["time_stamp"] = two["checkpoints"][0]["time_stamp"]
    files[0].write_text(json.dumps(one))
    assert what(verify(files[0])) == {"stamp-differs"}


def test_without_a_certificate_it_is_said_that_the_signature_is_not_checked(
    authority: Authority, programme: Programme, ada: Person, settings: Any, tmp_path: Path
) -> None:
    settings.TIMESTAMP_CERTIFICATES = ()
    authority.forges = True
    file = tmp_path / "stamped.json"
    cli("ledger", "checkpoint", "-o", file)
    (told,) = verify(file)["checkpoint"]["taken"]
    assert (told["stamp"], told["stamped_at"]) == ("unchecked", "2026-11-29T12:00:00+00:00")
    said = cli("ledger", "verify", "--checkpoint", file).stdout
    assert "signature not checked here" in said
    assert "openssl ts -verify" in said
    page = client_of(ada).get("/o/cakrawala/p/sms-1/trust/").content.decode()
    assert "signature not checked here" in page
    assert "openssl ts -verify" in page


def test_the_page_says_that_the_signature_was_checked(authority: Authority, programme: Programme, ada: Person) -> None:
    cli("ledger", "checkpoint")
    page = client_of(ada).get("/o/cakrawala/p/sms-1/trust/").content.decode()
    assert "signature checked" in page
    assert "openssl" not in page


def test_an_answer_with_a_forged_signature_is_not_kept(authority: Authority, programme: Programme) -> None:
    authority.forges = True
    cli("ledger", "checkpoint")
    taken = Checkpoint.objects.get()
    assert (taken.stamped_at, bytes(taken.time_stamp)) == (None, b"")
    assert "not signed by the authority" in taken.stamp_error


@pytest.mark.parametrize("how", ["forged", "of another authority", "expired"])
def test_a_stamp_that_the_authority_did_not_sign_is_found_later(
    how: str, authority: Authority, programme: Programme, ada: Person, settings: Any, tmp_path: Path
) -> None:
    """It came while no certificate was configured; its text and its time look right."""
    settings.TIMESTAMP_CERTIFICATES = ()
    authority.forges = how == "forged"
    if how == "expired":
        authority.now += timedelta(days=4000)  # stamped when its certificate was valid no more
    file = tmp_path / "stamped.json"
    cli("ledger", "checkpoint", "-o", file)
    other = Authority("elsewhere")
    settings.TIMESTAMP_CERTIFICATES = ((other if how == "of another authority" else authority).certificate,)
    answer = verify(file)
    assert what(answer) == {"stamp-forged"}
    (told,) = answer["checkpoint"]["taken"]
    assert (told["stamp"], told["stamped_at"]) == ("forged", None)
    page = client_of(ada).get("/o/cakrawala/p/sms-1/trust/").content.decode()
    assert "not signed by the authority" in page


def test_certificates_are_read_at_start(authority: Authority, tmp_path: Path) -> None:
    file = tmp_path / "authority.pem"
    for data in (b"", b"none"):
        file.write_bytes(data)
        with pytest.raises(WrongSetting, match="MILEPOST_TIMESTAMP_CERTIFICATES"):
            read_environment({"MILEPOST_TIMESTAMP_CERTIFICATES": str(file)})
    file.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    read = read_environment({"MILEPOST_HOME": str(tmp_path), "MILEPOST_TIMESTAMP_CERTIFICATES": str(file)})
    assert read.timestamp_certificates == (authority.certificate,)
    with pytest.raises(WrongSetting, match="MILEPOST_TIMESTAMP_CERTIFICATES"):
        read_environment({"MILEPOST_TIMESTAMP_CERTIFICATES": str(tmp_path / "gone.pem")})


def test_an_address_that_is_none_is_named(settings: Any, programme: Programme) -> None:
    settings.TIMESTAMP_AUTHORITY = "file:///etc/passwd"
    cli("ledger", "checkpoint")
    assert "MILEPOST_TIMESTAMP_AUTHORITY" in Checkpoint.objects.get().stamp_error
