"""Told with another seed, the demonstration is another organisation, and still shows what it promises."""

from datetime import date
from typing import Any

import pytest

from milepost.doors.cli.commands.demo import _execute
from milepost.doors.cli.main import command_of
from milepost.doors.demo.playing import play
from milepost.doors.demo.script import NAMES, Story, write_story
from milepost.features.drafting.writing.coverage import coverage_of
from milepost.features.drafting.writing.drafts import write_all
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import clock
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.walls.visible import as_installation
from tests.people import cli

TODAY = date(2026, 11, 23)
SEED = 3


def told(story: Story) -> Programme:
    """The whole story, as `milepost demo --seed` plays it."""
    root = command_of("")
    try:
        play(story, lambda args, stdin: _execute(root, args, stdin))
    finally:
        clock.forget()
    return Programme.objects.select_related("organisation").get()


@pytest.mark.one_database
@pytest.mark.django_db
def test_its_gates_and_documents_are_as_promised(home: Any) -> None:
    story = write_story(today=TODAY, seed=SEED)
    assert (story.organisation, SEED) != (NAMES[0], 0)
    with as_installation("the test looks at the one programme there is"):
        programme = told(story)
        assert programme.organisation.name == story.organisation
        status = cli("status", "sms", "--on", TODAY.isoformat(), "--as", story.people[1].email, "--json").json
        holding = sum(gate["holding"] for gate in status["gates"])
        criteria = sum(gate["criteria"] for gate in status["gates"])
        assert (status["phase"], holding >= 8, criteria - holding >= 8) == ("implementation", True, True)
        for language in ("en", "id"):
            covered = coverage_of(write_all(programme, language, on=TODAY))
            assert len(covered.drafted) / len(covered.required) >= 0.95
            assert len(covered.asked) <= 60
            plan = next(each for each in covered.documents if each.kind.key == "DOC-SMP-01")
            assert len({*plan.draft.questions, *(gap.path for gap in plan.draft.gaps)}) <= 15
        assert verify_ledger().breaches == []
