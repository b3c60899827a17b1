"""No person stands in facts; persons' columns are gone, or a keyed hash, before anything is sealed."""

import hashlib
import hmac
from typing import Any

import pytest

from tests.bulk.conftest import KEY

HEADER = "number,opened_at,sys_created_on,opened_by,caller_id,assigned_to,short_description,u_email,state"
ROWS = [
    "INC1,2026-01-02 10:00:00,2026-01-02 10:00:05,Ada Lovelace,Ben,Sri,Mail is down,ada@example.org,1",
    "INC2,2026-01-02 11:00:00,2026-01-02 11:00:05,Ada Lovelace,,Budi,,,2",
]
CONTENT = "\n".join([HEADER, *ROWS, ""])
NAMES = ("Ada", "Ben", "Sri", "Budi", "ada@example.org")


def test_persons_are_dropped_before_sealing(desk: Any) -> None:
    outcome = desk.seal(CONTENT, "servicenow")
    assert outcome.personal == ("opened_by", "caller_id", "assigned_to", "u_email")
    assert set(desk.raw_rows()[0]) == {"number", "opened_at", "sys_created_on", "short_description", "state"}
    sealed = b"".join(part.path.read_bytes() for part in [*desk.facts, *desk.raw, *desk.current])
    assert [name for name in NAMES if name.encode() in sealed] == []


def test_facts_hold_presence_likeness_and_a_keyed_hash_of_the_actor(desk: Any) -> None:
    desk.seal(CONTENT, "servicenow")
    first, second = desk.rows()
    expected = hmac.digest(KEY, b"Ada Lovelace", hashlib.sha256).hex()
    assert first["actor"] == second["actor"] == expected
    assert (first["requester_present"], first["text_present"]) == (True, True)
    assert (second["requester_present"], second["text_present"]) == (False, False)
    assert first["likeness"] != second["likeness"]
    assert not any(isinstance(value, str) and "Mail is down" in value for value in first.values())


def test_the_likeness_of_the_same_texts_stays_the_same_from_version_to_version(desk: Any) -> None:
    """It is compared with what was sealed years before: 63 bits of an MD5 over a keyed salt and the texts."""
    desk.seal(CONTENT, "servicenow")
    salt = hmac.digest(KEY, b"likeness", hashlib.sha256).hex()[:8]
    texts = [salt, "Ben", "Sri", "Mail is down"]
    digest = hashlib.md5("\x1f".join(texts).encode(), usedforsecurity=False).digest()
    assert desk.rows()[0]["likeness"] == int.from_bytes(digest[8:], "little") >> 1


def test_a_source_without_the_columns_tells_nothing(desk: Any) -> None:
    desk.seal("number,opened_at\nINC1,2026-01-02 10:00:00\n", "servicenow")
    (row,) = desk.rows()
    assert [row[name] for name in ("actor", "requester_present", "resolution_present", "text_present", "likeness")] == [
        None
    ] * 5


def test_an_empty_actor_is_not_an_unknown_one(desk: Any) -> None:
    desk.seal(CONTENT.replace("Ada Lovelace", ""), "servicenow")
    assert {row["actor"] for row in desk.rows()} == {""}


def test_persons_may_be_pseudonymised_instead(desk: Any) -> None:
    from milepost.catalogue.mappings import mapping_text

    desk.seal(CONTENT, mapping_text("servicenow") + "personal: {treat: pseudonymise, keep: [u_email]}\n")
    first = desk.raw_rows()[0]
    assert first["caller_id"] == hmac.digest(KEY, b"Ben", hashlib.sha256).hex()
    assert first["u_email"] == "ada@example.org"


def test_a_long_key_hashes_as_the_standard_says(desk: Any) -> None:
    from milepost.engines.bulk.importing.writing import keyed_hash_sql

    for key in (b"", b"k" * 64, b"k" * 200):
        found = desk.connection.execute(f"SELECT {keyed_hash_sql('v', key)} FROM (SELECT 'Sri é' AS v) AS t").fetchone()
        assert found == (hmac.digest(key, "Sri é".encode(), hashlib.sha256).hex(),)


def test_refused_values_of_persons_are_not_told(desk: Any) -> None:
    mapping = (
        "mapping: 1\nsource: {system: desk}\nfields:\n  source_id: {from: id}\n  opened_at: {from: opened}\n"
        "  priority: {from: owner, personal: true}\n"
    )
    outcome = desk.look("id,opened,owner\n1,2026-01-02 10:00:00,Ada Lovelace\n", mapping)
    assert [r.code for r in outcome.rejections] == ["not_a_level"]
    assert "Ada" not in str(outcome.rejections[0].reason)


def test_nothing_outside_the_given_folders_can_be_opened(desk: Any) -> None:
    import duckdb

    for statement in (
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1) TO '/tmp/out.csv'",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "ATTACH '/tmp/other.db'",
    ):
        with pytest.raises(duckdb.Error):
            desk.connection.execute(statement)
