"""What every store keeps to, a folder as well as a bucket; and what a bucket alone has to."""

import hashlib
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.engines.bulk import StoreBroken
from milepost.platform.files.stores import BucketFails, NotAsKept, Store, copies, store
from tests.files.s3 import Service, bucket_store, kept_in_a_bucket


@pytest.fixture(params=["folder", "bucket"])
def kept(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch, home: Path) -> Any:
    if request.param == "folder":
        yield store()
        return
    with kept_in_a_bucket(settings, monkeypatch):
        yield store()


@pytest.fixture
def bucket(service: Service) -> Any:
    return bucket_store()


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def draft(home: Path, content: bytes, name: str = "draft") -> Path:
    path = home / name
    path.write_bytes(content)
    return path


def put(kept: Store, home: Path, name: str, content: bytes) -> Path:
    return kept.put(draft(home, content), kept.root / name, sha(content))


def held(kept: Store, place: Path) -> bytes:
    return b"".join(kept.chunks(place))


# -- every store ------------------------------------------------------------------------------------------------------


def test_what_was_put_is_there_in_every_way_of_reading(kept: Store, home: Path) -> None:
    place = put(kept, home, "evidence/o/record/batch=1/facts-001.parquet", b"facts")
    assert not (home / "draft").exists()
    assert held(kept, place) == b"facts"
    found = kept.look(place)
    assert found is not None
    assert (found.place, found.size) == (place, 5)
    kept.bring({place: sha(b"facts")})
    assert place.read_bytes() == b"facts"
    with kept.lent(place, home) as lying:
        assert lying.read_bytes() == b"facts"


def test_the_same_again_is_done_and_another_content_is_refused(kept: Store, home: Path) -> None:
    place = put(kept, home, "files/o/aa/a", b"one")
    assert put(kept, home, "files/o/aa/a", b"one") == place
    with pytest.raises(StoreBroken, match="another content"):
        put(kept, home, "files/o/aa/a", b"two")
    assert held(kept, place) == b"one"


def test_of_two_writers_of_one_name_one_wins(kept: Store, home: Path) -> None:
    outcomes: list[str] = []

    def write(content: bytes) -> None:
        try:
            kept.put(draft(home, content, content.decode()), kept.root / "files/o/race", sha(content))
            outcomes.append(content.decode())
        except StoreBroken:
            outcomes.append("refused")

    threads = [threading.Thread(target=write, args=(b"writer %d" % number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [outcome for outcome in outcomes if outcome != "refused"]
    assert len(outcomes) == 6
    assert held(kept, kept.root / "files/o/race").decode() == winner


def test_what_an_earlier_run_put_need_not_be_put_again(kept: Store, home: Path) -> None:
    place = put(kept, home, "files/o/a", b"one")
    assert kept.put(home / "gone", place, sha(b"one")) == place
    with pytest.raises(FileNotFoundError):
        kept.put(home / "gone", kept.root / "files/o/never", sha(b"one"))


def test_only_a_replacement_writes_over(kept: Store, home: Path) -> None:
    place = put(kept, home, "files/o/a", b"Sari was here")
    kept.bring({place: sha(b"Sari was here")})
    kept.replace(draft(home, b"[erased] was here"), place)
    assert held(kept, place) == b"[erased] was here"
    kept.bring({place: sha(b"[erased] was here")})
    assert place.read_bytes() == b"[erased] was here"
    assert not (home / "draft").exists()


def test_what_is_removed_is_gone_and_may_be_removed_again(kept: Store, home: Path) -> None:
    place = put(kept, home, "files/o/a", b"one")
    kept.remove(place)
    kept.remove(place)
    assert kept.look(place) is None
    assert not place.exists()
    assert not kept.renew(place)
    with pytest.raises(FileNotFoundError):
        held(kept, place)


def test_a_folder_is_listed_and_lent_with_what_is_below_it_alone(kept: Store, home: Path) -> None:
    wanted = {put(kept, home, f"evidence/o/record/batch=1/{name}", name.encode()) for name in ("a", "b/c")}
    put(kept, home, "evidence/o/record/batch=10/d", b"d")
    folder = kept.root / "evidence/o/record/batch=1"
    assert {file.place for file in kept.listed(folder)} == wanted
    with kept.lent(folder, home) as lying:
        assert (lying / "b/c").read_bytes() == b"b/c"
    with kept.lent(kept.root / "evidence/o/record/batch=2", home) as lying:
        assert not lying.exists()


def test_what_is_renewed_holds_the_same(kept: Store, home: Path) -> None:
    place = put(kept, home, "files/o/a", b"one")
    before = kept.look(place)
    assert kept.renew(place)
    after = kept.look(place)
    assert before is not None
    assert after is not None
    assert after.written_at >= before.written_at
    assert held(kept, place) == b"one"


# -- a bucket ---------------------------------------------------------------------------------------------------------


def test_names_in_the_bucket_are_those_of_the_folder(bucket: Store, home: Path, service: Service) -> None:
    put(bucket, home, "evidence/o/record/current/1/month=2026-03/ab.parquet", b"one")
    asked = service.asked[-1]
    assert asked.endswith("/evidence-of-tests/evidence/o/record/current/1/month=2026-03/ab.parquet")
    assert not (home / "evidence").exists()


def test_a_renewal_gives_way_to_whoever_wrote_meanwhile(
    bucket: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = put(bucket, home, "files/o/a", b"Sari")
    chunks = type(bucket).chunks

    def overtaken(self: Any, where: Path) -> Any:
        read = [*chunks(self, where)]
        monkeypatch.setattr(type(bucket), "chunks", chunks)
        bucket.replace(draft(home, b"[erased]"), place)
        return iter(read)

    monkeypatch.setattr(type(bucket), "chunks", overtaken)
    assert bucket.renew(place)
    assert held(bucket, place) == b"[erased]"


def test_a_copy_is_fetched_once(bucket: Store, home: Path, service: Service) -> None:
    place = put(bucket, home, "files/o/a", b"one")
    place.unlink()
    bucket.bring({place: sha(b"one")})
    service.asked.clear()
    bucket.bring({place: sha(b"one")})
    assert service.asked == []


def test_a_damaged_copy_is_fetched_anew(bucket: Store, home: Path) -> None:
    place = put(bucket, home, "files/o/a", b"one")
    bucket.bring({place: sha(b"one")})
    place.write_bytes(b"0ne")
    os.utime(place, (1, 1))
    bucket.bring({place: sha(b"one")})
    assert place.read_bytes() == b"one"


def test_what_is_damaged_in_the_bucket_is_not_read(bucket: Store, home: Path) -> None:
    place = put(bucket, home, "files/o/a", b"one")
    bucket.replace(draft(home, b"0ne"), place)
    with pytest.raises(NotAsKept, match="not what was kept"):
        bucket.bring({place: sha(b"one")})
    assert not place.exists()


def test_what_is_missing_in_the_bucket_is_named(bucket: Store) -> None:
    with pytest.raises(NotAsKept, match=r"facts-001\.parquet is missing"):
        bucket.bring({bucket.root / "evidence/o/facts-001.parquet": sha(b"one")})


def test_copies_stay_within_their_limit_but_for_those_in_use(bucket: Any, home: Path, settings: Any) -> None:
    settings.BUCKET_COPIES = 2_000
    small = bucket_store()
    places = [put(small, home, f"files/o/{number}", bytes([number]) * 900) for number in range(4)]
    assert all(place.exists() for place in places), "somebody may be reading them"
    for age, place in enumerate(places):
        os.utime(place, (1_000 + age, 1_000 + age))
    put(small, home, "files/o/new", b"n" * 900)
    assert [place.exists() for place in places] == [False, False, False, True]
    assert held(small, places[0]) == bytes([0]) * 900
    assert copies.IN_USE == 3600.0


def test_a_bucket_that_refuses_to_write_over_is_good(bucket: Any, service: Service) -> None:
    assert bucket.keeps_what_is_there()
    assert [*bucket.listed(bucket.root / "probes")] == []


def test_a_bucket_that_overlooks_conditions_is_found_out(bucket: Any, service: Service) -> None:
    service.forgetful = True
    assert not bucket.keeps_what_is_there()


def test_a_bucket_that_does_not_answer_is_said(bucket: Any, home: Path, service: Service) -> None:
    service.refuses = lambda _method, _path: True
    with pytest.raises(BucketFails, match="does not answer") as failure:
        put(bucket, home, "files/o/a", b"one")
    assert "Try again" in failure.value.hint
    assert (home / "draft").exists(), "what could not be sent is still here"
    service.reset()
    assert put(bucket, home, "files/o/a", b"one").exists()


def test_a_bucket_that_is_not_there_is_said(bucket: Any, home: Path, settings: Any) -> None:
    settings.BUCKET = "no-such-bucket-anywhere"
    with pytest.raises(BucketFails, match="no bucket no-such-bucket-anywhere"):
        put(bucket_store(), home, "files/o/a", b"one")


def test_without_the_package_the_way_out_is_said(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("milepost.platform.files.stores.bucket.find_spec", lambda _name: None)
    with pytest.raises(BucketFails) as failure:
        bucket.look(bucket.root / "files/o/a")
    assert "milepost[bucket]" in failure.value.hint


@pytest.mark.parametrize("written", ["evidence", "s3://", "s3:///x", "https://x/y", "s3://Name", "s3://abc/a b"])
def test_a_bucket_that_cannot_be_meant_is_a_wrong_setting(written: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match="MILEPOST_BUCKET"):
        read_environment({"MILEPOST_HOME": str(tmp_path), "MILEPOST_BUCKET": written})


def test_a_bucket_is_read_from_the_environment(tmp_path: Path) -> None:
    plain = read_environment({"MILEPOST_HOME": str(tmp_path)})
    assert (plain.bucket, plain.bucket_plain_http) == ("", False)
    named = {"MILEPOST_BUCKET": "s3://evidence.example/milepost/one/", "AWS_ALLOW_HTTP": "true"}
    told = read_environment({"MILEPOST_HOME": str(tmp_path), "MILEPOST_BUCKET_COPIES_MIB": "64", **named})
    assert (told.bucket, told.bucket_copies, told.bucket_plain_http) == (
        "evidence.example/milepost/one", 64 * 2**20, True,
    )  # fmt: skip
