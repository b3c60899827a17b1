"""The pages of the operation clocks, and the API."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.features.evidence.clocks import reading, recounting
from milepost.features.evidence.clocks.reading import read_clocks
from milepost.features.programmes.models import Programme
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.worker import work_off
from milepost.platform.organisations.models import Person
from tests.evidence import operation
from tests.evidence.operation import apply_text, daily, import_rows, row
from tests.people import cli, client_of

CLOCKS = "/o/cakrawala/p/sms-1/clocks/"
INCIDENT = f"{CLOCKS}incident/?on=2026-11-23"


@pytest.fixture
def operating(programme: Programme, ada: Person, olga: Person, ben: Person, iris: Person, tmp_path: Path) -> Path:
    """All twenty live, incidents imported: one unmapped, one from before the go-live."""
    assert apply_text(tmp_path, operation.design()).json["refused"] == []
    rows = [*daily("incident"), row("incident", 9001, date(2026, 8, 12), service="<b>Mainframe</b>")]
    import_rows(tmp_path, [*rows, row("incident", 9002, date(2026, 5, 20))], first="2026-05-01")
    return tmp_path


def test_a_programme_without_practices_is_taught_what_to_do(programme: Programme, iris: Person) -> None:
    assert "nothing to count yet" in client_of(iris).get(CLOCKS).content.decode()


def test_the_list_says_how_many_clocks_show_their_months(operating: Path, iris: Person) -> None:
    page = client_of(iris).get(f"{CLOCKS}?on=2026-11-23").content.decode()
    assert "0 of 20 clocks show 3 months" in page
    assert "20 Nov 2026" in page
    assert page.count("our own register") == 12


def test_a_clock_shows_its_run_its_horizon_and_what_does_not_count(operating: Path, iris: Person) -> None:
    page = client_of(iris).get(INCIDENT).content.decode()
    assert "Incident management has run 3 months and more" in page
    assert 'href="?ground=unmapped#records">1</a>' in page
    assert 'href="?ground=outside_live_dates#records">1</a>' in page
    assert "stated, not computed" in page[page.index('id="runs-heading"') :], "they went live before Milepost"
    assert 'aria-label="12 Aug: 1 counted"' in client_of(iris).get(f"{INCIDENT}&strip=1").content.decode()


def test_each_ground_day_and_week_opens_its_records_with_their_verdict(operating: Path, iris: Person) -> None:
    client = client_of(iris)
    unmapped = client.get(f"{INCIDENT}&ground=unmapped").content.decode()
    assert "incident-0812-9001" in unmapped
    assert "1 of 1" in unmapped
    assert "<b>Mainframe</b>" not in unmapped
    assert "&lt;b&gt;Mainframe" in unmapped
    week = client.get(f"{INCIDENT}&week=2026-08-10").content.decode()
    assert "Week of 10 August 2026" in week
    assert "6 of 6" in week
    assert "No record fits" in client.get(f"{INCIDENT}&day=2026-01-01").content.decode()
    assert client.get(f"{INCIDENT}&day=yesterday&ground=none&page=x&strip=-1").status_code == 200


def test_the_records_behind_a_number_are_taken_along(operating: Path, iris: Person) -> None:
    got = client_of(iris).get(f"{INCIDENT}&ground=all&export=csv")
    lines = b"".join(got).decode().splitlines()  # type: ignore[arg-type]
    assert len(lines) == 1 + len(daily("incident")) + 2
    assert lines[0].startswith("\ufeffref,source,source_id,day")


@pytest.mark.parametrize("practice", ["supplier", "problem", "incident", "continuity", "design-transition"])
def test_every_kind_of_rhythm_has_its_page(operating: Path, iris: Person, practice: str) -> None:
    assert client_of(iris).get(f"{CLOCKS}{practice}/").status_code == 200


def test_a_second_rhythm_has_its_own_tab(operating: Path, iris: Person) -> None:
    page = client_of(iris).get(f"{INCIDENT}&rhythm=major").content.decode()
    assert "waits for its first evidence" in page


def test_a_stranger_finds_no_clock_and_an_unknown_practice_has_none(operating: Path, zoe: Person, iris: Person) -> None:
    assert client_of(zoe).get(CLOCKS).status_code == 404
    assert client_of(zoe).get(INCIDENT).status_code == 404
    assert client_of(iris).get(f"{CLOCKS}juggling/").status_code == 404


def test_the_clocks_cost_the_same_however_many_records_there_are(operating: Path, programme: Programme) -> None:
    read_clocks(programme, on=date(2026, 11, 20))  # the first reading of a process reads the installation too
    few = queries(programme, date(2026, 11, 21))
    import_rows(operating, [row("change", n, date(2026, 9, 1 + n % 28)) for n in range(300)])
    read_clocks(programme, on=date(2026, 11, 20))  # what was written since is looked through once
    assert queries(programme, date(2026, 11, 22)) == few
    assert few <= 28
    with CaptureQueriesContext(connection) as warm:
        read_clocks(programme, on=date(2026, 11, 22))
    assert len(warm) == 2


def queries(programme: Programme, on: date) -> int:
    with CaptureQueriesContext(connection) as cold:
        read_clocks(programme, on=on)
    return len(cold)


def test_many_records_are_recounted_by_a_job_and_never_shown_with_old_numbers(
    operating: Path, iris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recounting, "AT_ONCE", 10)
    moved = '[[tools]]\npractice = "incident"\nsource = "desk"\nfrom_on = 2026-02-02\nuntil_on = 2026-07-31\n'
    assert apply_text(operating, moved).json["refused"] == []
    for _time in range(2):
        page = client_of(iris).get(INCIDENT).content.decode()
        assert "is being recounted" in page
    assert Job.objects.filter(kind="evidence.recount").count() == 1
    rows = operation.clock_of("incident")
    assert {found["state"] for found in rows} == {"recounting"}
    assert not any(found["passed"] for found in rows)
    assert work_off() == 1
    assert operation.clock_of("incident")[0]["discounted"]["other_tool"] > 50  # type: ignore[index]


def test_few_records_are_recounted_at_once(operating: Path, iris: Person) -> None:
    assert apply_text(operating, '[[scope]]\nkind = "service"\ncode = "x"\nstate = "in"\n').json["refused"]
    reading.kept_clocks.clear()
    assert operation.clock_of("incident")[0]["passed"] is True
    assert not Job.objects.exists()


def test_the_api_answers_like_the_command(operating: Path, iris: Person) -> None:
    path = "/api/v1/organisations/cakrawala/programmes/sms-1/clocks"
    asked = ("--as", "iris@cakrawala.example", "--json")
    answer = cli("api", "GET", f"{path}/incident?on=2026-11-23", *asked).json["body"]
    command = cli("records", "clock", "sms-1", "--practice", "incident", "--on", "2026-11-23", *asked).json
    assert [found["complete_on"] for found in answer["clocks"]] == [found["complete_on"] for found in command["clocks"]]
    assert len(cli("api", "GET", f"{path}?on=2026-11-23", *asked).json["body"]["clocks"]) == 24


def test_many_records_of_one_ground_are_paged_and_taken_along_whole(operating: Path, iris: Person) -> None:
    days = [date(2026, 6, 1) + timedelta(days=offset) for offset in range(30)]
    cancelled = [row("change", number, days[number % 30], state="Cancelled") for number in range(120)]
    import_rows(operating, cancelled, first="")
    client = client_of(iris)
    ground = f"{CLOCKS}change/?ground=cancelled"
    first, last, beyond = (client.get(f"{ground}&page={page}").content.decode() for page in (1, 3, 9999))
    assert "50 of 120" in first
    assert 'rel="next"' in first
    assert "20 of 120" in last
    assert "20 of 120" in beyond, "there is nothing beyond the last page"
    assert 'rel="next"' not in beyond
    lines = b"".join(client.get(f"{ground}&export=csv")).decode().splitlines()  # type: ignore[arg-type]
    assert len(lines) == 121
    assert len({line.split(",")[2] for line in lines[1:]}) == 120
    assert {line.rsplit(",", 1)[1] for line in lines[1:]} == {"cancelled"}


def test_a_sheet_that_cannot_hold_the_records_leads_back_with_a_way_out(
    operating: Path, iris: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.ui.tables_export.MOST_ROWS", 5)
    answer = client_of(iris).get(f"{INCIDENT}&ground=all&export=xlsx", follow=True)
    assert answer.redirect_chain[0][0].endswith("ground=all#records")
    assert "Take them as CSV" in answer.content.decode()


@pytest.mark.parametrize("practice", ["problem", "supplier"])
def test_a_practice_without_records_has_an_empty_list_and_an_empty_file(
    operating: Path, iris: Person, practice: str
) -> None:
    client = client_of(iris)
    assert "No record fits" in client.get(f"{CLOCKS}{practice}/?ground=all").content.decode()
    lines = b"".join(client.get(f"{CLOCKS}{practice}/?ground=all&export=csv")).decode().splitlines()  # type: ignore[arg-type]
    assert len(lines) == 1
    sheet = b"".join(client.get(f"{CLOCKS}{practice}/?ground=late&export=xlsx"))  # type: ignore[arg-type]
    assert sheet.startswith(b"PK")
