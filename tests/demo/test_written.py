"""The documents of the demonstration: written whole in both languages from what its people entered."""

import json
import re
from datetime import date

import pytest

from milepost.catalogue.documents.templates import template_keys
from milepost.doors.cli.commands.demo import _execute
from milepost.doors.cli.main import command_of
from milepost.doors.demo.calendar import with_days
from milepost.doors.demo.playing import play
from milepost.doors.demo.script import Story, write_story
from milepost.features.documents.models import Version, VersionState
from milepost.features.drafting.standing.consistency import contradictions_of
from milepost.features.drafting.standing.drifting import compared
from milepost.features.drafting.writing.coverage import coverage_of
from milepost.features.drafting.writing.drafts import write_all
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.walls.visible import as_installation
from tests.demo.wording import faults_of

ON = date(2026, 11, 23)
LEFT_OPEN = {
    "given_up",
    "unwritten_helpers",
    "sms.exclusions.2.passed_to",
    "risks.2.due_on",
    "practice-continuity.live_from",
    "practice-knowledge.live_from",
    "risk_register.2.level_after",
    "risk_register.10.level_after",
}
PLACEHOLDER = re.compile(
    r"\{[{%]|%\}|\}\}|@-?\d|\{domain\}|\bTBD\b|\bTODO\b|to be (?:determined|defined)|lorem|akan ditentukan"
    r"|(?-i:\bNone\b(?! [a-z]))|person_[0-9a-f]",
    re.IGNORECASE,
)


def played() -> Programme:
    """The story without the imports of tickets, which no document is written from."""
    story = write_story(today=ON, seed=0)
    without = Story(
        story.organisation,
        story.code,
        story.people,
        tuple(step for step in story.steps if step.args[0] != "records" and step.at.date() < date(2026, 11, 1)),
        story.files,
    )
    root = command_of("")
    try:
        play(without, lambda args, stdin: _execute(root, args, stdin))
    finally:
        clock.forget()
    return Programme.objects.select_related("organisation").get()


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_the_story_has_facts_for_is_written_whole_in_both_languages_and_little_is_left_to_ask() -> None:
    with as_installation("the test looks at the one programme there is"):
        programme = played()
        for language in ("en", "id"):
            covered = coverage_of(write_all(programme, language, on=ON))
            undrafted = {each.kind.key for each in covered.documents if not each.draft.is_drafted}
            assert undrafted == set()
            assert {each.kind.key for each in covered.documents} == set(template_keys())
            assert {asked.code for asked in covered.asked} == LEFT_OPEN
            for each in covered.documents:
                found = PLACEHOLDER.search(each.draft.body)
                assert found is None, f"{each.kind.key} {language}: {each.draft.body[found.start() - 60 : found.end()]}"
            ill = {each.kind.key: list(faults_of(each.draft.body, language)) for each in covered.documents}
            assert {key: faults for key, faults in ill.items() if faults} == {}, language
        shows_a_version_in_force_its_drift_and_the_next_draft(programme)


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("en", "The hub was built by one person..", "two full stops"),
        ("en", "Who leads?. The board.", "two full stops"),
        ("id", "Bukti dibaca;, lalu disimpan.", "two marks"),
        ("en", "It stands under .", "a space before a mark"),
        ("en", "The board decides.Then it acts.", "no space after a full stop"),
        ("id", "Layanan () tersedia.", "brackets around nothing"),
        ("en", "The the board decides.", "a word twice"),
        ("id", "Rapat selesai. keputusan dicatat.", "a sentence that begins small"),
        ("en", 'It is "in force".', "straight quotes"),
        ("en", "Due on 2027-01-22.", "a day of machines"),
        ("en", "| Role | By mail and. |", "a word that joins to nothing"),
        ("en", "Within a hour of an report.", "an article that does not fit"),
        ("en", "Kept for 1 months.", "many of one"),
        ("en", "Kept from 22 Januari 2027.", "Indonesian"),
        ("id", "Disimpan by the Owner.", "English"),
        ("id", '```flow\nstate a "Ditutup the day"\na -> b : ok\n```', "English"),
    ],
)
def test_a_fault_of_wording_is_seen(language: str, text: str, fault: str) -> None:
    assert {each.split(":")[0] for each in faults_of(text, language)} == {fault}


def shows_a_version_in_force_its_drift_and_the_next_draft(programme: Programme) -> None:
    """One plan was put under control from its template; since it came into force the registers know better."""
    first, second = Version.objects.filter(document__number="DOC-COM-01").order_by("number")
    assert (first.is_in_force(ON), second.state) == (True, VersionState.DRAFT)
    first.document.programme = programme
    standing = compared(first, ON)
    assert standing is not None
    assert {drift.path: (drift.gone, drift.come) for drift in standing.open_ones} == {
        "communications.occasion": (("Within 30 minutes, then every hour",), ("Within 15 minutes, then every hour",))
    }
    assert "Within 15 minutes, then every hour" in second.body


def test_no_audit_falls_into_a_closed_week() -> None:
    for day in (ON, date(2028, 2, 29), date(2027, 1, 2), date(2027, 1, 3)):
        files = write_story(today=day, seed=0).files
        facts = {
            row["code"]: row["facts"]
            for name, text in files.items()
            if name.startswith("facts-")
            for row in json.loads(text)["facts"]
        }
        closed = [(row["from"], row["to"]) for row in (*facts["freezes"], *facts["quotation"]["not_on"])]
        audits = [
            (row["from"], row["to"]) for row in (*facts["auditing"]["audits"], facts["audit"], facts["audit_day"])
        ]
        audits += [(row["day"], row["day"]) for row in facts["audit_plan"]["sessions"]]
        audits += [(row["on_day"], row["on_day"]) for row in facts["quotation"]["wanted"]]
        assert closed
        for begins, ends in audits:
            assert all(ends < shut or opened < begins for shut, opened in closed), (day, begins, ends)
        assert all(facts["audit"]["from"] <= begins <= ends <= facts["audit"]["to"] for begins, ends in audits[:4])


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_the_story_holds_does_not_contradict_itself() -> None:
    with as_installation("the test looks at the one programme there is"):
        programme = played()
        assert [str(found.result.text) for found in contradictions_of(programme, on=ON)] == []
        stated: dict[str, set[str]] = {}
        for each in write_all(programme, "en", on=ON).documents:
            for claim in each.claims:
                stated.setdefault(claim.code, set()).add(claim.says["en"])
        assert len(stated) > 50
        assert {code: words for code, words in stated.items() if len(words) > 1} == {}


def test_each_file_of_facts_holds_the_story_s_own_days() -> None:
    story = write_story(today=ON, seed=0)
    files = {name: json.loads(text) for name, text in story.files.items() if name.endswith(".json")}
    budget = next(row["facts"]["budget"] for row in files["facts-plan.json"]["facts"] if row["code"] == "resources")
    assert budget["year"] == 2027
    assert {kind for rows in files.values() for kind in rows} == {"facts", "answers"}


def test_a_year_and_a_month_are_written_as_such() -> None:
    assert with_days("@60y @60m @60", ON) == "2027 2027-01 2027-01-22"


def test_a_day_is_written_as_a_sentence_has_it_in_both_languages() -> None:
    assert with_days("@60en @60id", ON) == "22 January 2027 22 Januari 2027"
