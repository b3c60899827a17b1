"""Daily duties: done once a day between all workers, and again the next day."""

from unittest import mock

import pytest

from milepost.platform.gathering import gather
from milepost.platform.jobs import duties
from milepost.platform.jobs.models import Duty


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    gather("jobs")  # the product's own duties register themselves first
    called: list[str] = []
    monkeypatch.setattr(duties, "_duties", {"tests.count": lambda: called.append("done")})
    return called


@pytest.mark.django_db
def test_a_duty_is_done_once_a_day(calls: list[str]) -> None:
    assert duties.do_duties() == 1
    assert duties.do_duties() == 0
    assert calls == ["done"]


@pytest.mark.django_db
def test_a_duty_is_done_again_the_next_day(calls: list[str]) -> None:
    duties.do_duties()
    Duty.objects.update(done_on="2026-01-01")
    duties.do_duties()
    assert calls == ["done", "done"]


@pytest.mark.django_db
def test_a_duty_that_fails_takes_no_other_down(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    failing = mock.Mock(side_effect=ValueError("broken"))
    monkeypatch.setattr(duties, "_duties", {"tests.a-broken": failing, "tests.b-count": lambda: calls.append("done")})
    assert duties.do_duties() == 2
    assert calls == ["done"]


def test_a_name_is_taken_once(calls: list[str]) -> None:
    with pytest.raises(ValueError, match="twice"):
        duties.daily("tests.count")(lambda: None)
