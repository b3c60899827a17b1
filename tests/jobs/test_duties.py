"""Daily duties: done once a day between all workers, tried again where that failed, and again the next day."""

import errno
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.utils import timezone

from milepost.platform.gathering import gather
from milepost.platform.jobs import duties
from milepost.platform.jobs.models import Duty
from tests.people import cli

LONG_AGO = timezone.now() - timedelta(days=1)


class Killed(BaseException):
    """The worker ends here."""


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


def try_again() -> int:
    """What the next look does once the pause is over, or the lease of a worker that was killed."""
    Duty.objects.exclude(lease_until=None).update(lease_until=LONG_AGO)
    return duties.do_duties()


def first_raising(error: type[BaseException], calls: list[str]) -> Callable[[], None]:
    """A duty that raises the first time and is done the second."""
    outcomes = iter([error(errno.ENOSPC, "no room")])

    def work() -> None:
        for outcome in outcomes:
            raise outcome
        calls.append("done")

    return work


@pytest.mark.django_db
def test_a_duty_that_failed_is_tried_again_the_same_day(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_duties", {"tests.count": first_raising(OSError, calls)})
    assert (duties.do_duties(), duties.do_duties()) == (1, 0), "tried again without a pause"
    assert Duty.objects.get().error == "OSError: no room"
    assert (try_again(), try_again(), calls) == (1, 0, ["done"])
    assert (Duty.objects.get().error, Duty.objects.get().holder) == ("", "")


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_done_the_same_day(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duties, "_duties", {"tests.count": first_raising(Killed, calls)})
    with pytest.raises(Killed):
        duties.do_duties()
    assert duties.do_duties() == 0, "another worker believes that it is still being done"
    assert (try_again(), calls) == (1, ["done"])


@pytest.mark.django_db
def test_a_duty_that_fails_each_time_waits_for_the_next_day(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    failing = mock.Mock(side_effect=ValueError("broken"))
    monkeypatch.setattr(duties, "_duties", {"tests.broken": failing})
    duties.do_duties()
    assert [try_again() for _ in range(4)] == [1, 1, 0, 0]
    Duty.objects.update(tried_on="2026-01-01")
    assert try_again() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"), [(OSError, "OSError: no room"), (Killed, duties.CUT_OFF)], ids=["failed", "killed"]
)
def test_the_doctor_names_a_duty_that_is_not_done(
    error: type[BaseException], said: str, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duties, "_duties", {"tests.count": first_raising(error, calls)})
    with pytest.raises((Killed, AssertionError)):
        assert duties.do_duties() == 0
    Duty.objects.update(lease_until=LONG_AGO)
    checks = {check["id"]: check for check in cli("doctor", "--json").json["checks"]}
    assert (checks["duties"]["passed"], checks["duties"]["blocks"]) == (False, False)
    assert f"tests.count: {said}" in checks["duties"]["text"]
    try_again()
    checks = {check["id"]: check for check in cli("doctor", "--json").json["checks"]}
    assert checks["duties"]["passed"] is True


@pytest.mark.django_db
def test_a_duty_that_takes_long_is_nobody_elses(calls: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    taken = []
    monkeypatch.setattr(duties, "_duties", {"tests.count": lambda: taken.append(duties.do_duties())})
    assert (duties.do_duties(), taken) == (1, [0])


def test_a_name_is_taken_once(calls: list[str]) -> None:
    with pytest.raises(ValueError, match="twice"):
        duties.daily("tests.count")(lambda: None)
