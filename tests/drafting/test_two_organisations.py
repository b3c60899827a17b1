"""A bank and a hospital, each entered by one file that `milepost apply` takes: their documents share little.

Of the runs of eight words below headings at most 70 % are the same, in either language (issue 4).
"""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from milepost.features.drafting.writing.drafts import write_all
from milepost.features.programmes.models import Programme
from milepost.features.programmes.services import make_programme
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member
from tests.drafting.organisations import rows_of
from tests.people import PASSWORD, PHASES, actor_of, cli

ON = date(2027, 1, 15)
MOST = 0.70
WORDS = 8
HEADING = re.compile(r"(?m)^#{1,6} .*$")

type Runs = set[tuple[str, ...]]


def runs_in(body: str) -> Runs:
    """The runs of eight words below headings; a run does not reach over one."""
    pieces = (piece.split() for piece in HEADING.split(body))
    return {tuple(words[at : at + WORDS]) for words in pieces for at in range(len(words) - WORDS + 1)}


def shared(one: Runs, other: Runs) -> float:
    """The share of the smaller one that the other has too."""
    return len(one & other) / min(len(one), len(other))


def enter_by_file(programme: Programme, person: Person, organisation: str, folder: Path) -> None:
    file = folder / f"{organisation}.json"
    file.write_text(json.dumps(rows_of(organisation)), encoding="utf-8")
    report = cli("apply", programme.code, file, "--as", person.email, "--json")
    assert report.exit_code == 0, report.stdout
    assert report.json["refused"] == []


def runs_of(programme: Programme, language: str) -> Runs:
    documents = write_all(programme, language, on=ON).documents
    assert len(documents) >= 100
    assert all(each.draft.is_drafted for each in documents)
    return set[tuple[str, ...]]().union(*(runs_in(each.draft.body) for each in documents))


@pytest.fixture
def hospital(bukit: Organisation, zoe: Person) -> Programme:
    return make_programme(
        actor=actor_of(zoe), organisation=bukit, code="sms-2", name="SMS-2", starts_on=date(2026, 2, 2),
        certificate_wanted_on=date(2027, 6, 30), phases=PHASES,
    )  # fmt: skip


@pytest.fixture
def vera(hospital: Programme, zoe: Person) -> Person:
    """Who coordinates the programme of the hospital."""
    return add_member(
        actor=actor_of(zoe), organisation=hospital.organisation, email="vera@bukit.example", name="Vera Lubis",
        role=Role.COORDINATOR, programme_id=hospital.pk, password=PASSWORD,
    ).person  # fmt: skip


@pytest.mark.one_database
def test_the_documents_of_a_bank_and_of_a_hospital_share_at_most_seven_runs_of_ten(
    programme: Programme, ada: Person, hospital: Programme, vera: Person, tmp_path: Path
) -> None:
    enter_by_file(programme, ada, "bank", tmp_path)
    enter_by_file(hospital, vera, "hospital", tmp_path)
    for language in ("en", "id"):
        bank, other = runs_of(programme, language), runs_of(hospital, language)
        assert min(len(bank), len(other)) > 50_000
        assert shared(bank, other) <= MOST
        assert shared(bank, bank) > MOST


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("a b c d e f g h", "a b c d e f g h", 1.0),
        ("a b c d e f g h i", "a b c d e f g h x", 0.5),
        ("## T {#t}\n\na b c d\n\n## U\n\ne f g h i j k l", "e f g h i j k l", 1.0),
        ("a b c d e f g h", "i j k l m n o p", 0.0),
    ],
)
def test_a_run_is_eight_words_that_no_heading_parts(one: str, other: str, share: float) -> None:
    assert shared(runs_in(one), runs_in(other)) == share
