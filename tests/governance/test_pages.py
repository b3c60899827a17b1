"""Governance on screen."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.features.actions.models import Action
from milepost.features.governance.models import BoardDecision, Commitment, Meeting, Obstacle, Rhythm, RoleHolder
from milepost.features.governance.selectors import get_charter
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Person
from milepost.platform.signatures.models import Signature
from tests.doing import Apply
from tests.people import PASSWORD, cli, client_of

HERE = "/o/cakrawala/p/sms-1/governance/"
NASTY = "<img src=x onerror=alert(1)> 🚀 Ünïcode"


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


def _words(client: Client, address: str = "") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(HERE + address).text.partition("<main")[2]).split())


def test_an_empty_overview_teaches(programme: Programme, ada: Person) -> None:
    words = _words(client_of(ada))
    assert "Nobody carries the programme yet" in words
    assert "Name the sponsor" in words
    assert "A service area is a unit that delivers services in scope." in words


def test_the_overview_says_who_carries_the_programme_and_links_each_fix(
    apply: Apply, area: None, ada: Person, sari: Person
) -> None:
    apply(
        roles=[
            {"code": "sari", "role": "sponsor", "person": sari.email, "authority": 5},
            {"code": "ada", "role": "coordinator", "person": ada.email},
        ],
        steering=[{"starts_on": _day(-3).isoformat(), "every_weeks": 2}],
        obstacles=[{"code": "OB-01", "title": NASTY}],
    )
    client = client_of(ada)
    words = _words(client)
    assert "Sari Dewanti carries the programme, Ada Wibowo runs it;" in words
    assert "was not held" in words
    page = client.get(HERE).text
    assert NASTY not in page
    for link in (
        "people/of/ada/",
        "people/new/implementation-team/?area=workplace",
        f"meetings/new/?due={_day(-3)}",
        "obstacles/of/OB-01/",
        "commitment/",
    ):
        assert f'class="go" href="{HERE}{link}"' in page, link


def test_every_link_of_the_overview_leads_somewhere(apply: Apply, area: None, ada: Person, sari: Person) -> None:
    apply(
        roles=[{"code": "sari", "role": "sponsor", "person": sari.email}],
        meetings=[{"code": "SC-1", "due_on": _day(-9).isoformat()}],
        obstacles=[{"code": "OB-01", "title": "Wall"}],
        board_decisions=[{"code": "BD-1", "decided_on": _day(-9).isoformat(), "amount": 1}],
    )
    client = client_of(ada)
    for page in (HERE, HERE + "meetings/", HERE + "obstacles/", HERE + "commitment/", HERE + "rhythm/"):
        links = set(re.findall(rf'href="({HERE}[^"]*)"', client.get(page).text))
        assert links
        for link in links:
            assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_administrators_naming_gives_the_role_too(programme: Programme, adi: Person, mira: Person) -> None:
    answer = client_of(adi).post(f"{HERE}people/new/sponsor/", {"person": mira.email, "since": _day().isoformat()})
    assert answer.status_code == 302
    assert Grant.objects.filter(member__person=mira, role="sponsor", programme_id=programme.pk).exists()
    assert "needs the role" not in _words(client_of(adi))
    assert verify_ledger().breaches == []


def test_the_coordinators_naming_says_what_to_ask_for(programme: Programme, ada: Person, mira: Person) -> None:
    client_of(ada).post(f"{HERE}people/new/sponsor/", {"person": mira.email})
    assert not Grant.objects.filter(member__person=mira).exists()
    assert "Mira Salim needs the role Executive sponsor in SMS-1 to act here." in _words(client_of(ada))


def test_somebody_who_never_signs_in_is_named_with_their_office(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    named = {"name": NASTY, "office": "President Director", "authority": "1000000.50", "since": "2026-02-02"}
    assert client.post(f"{HERE}people/new/sponsor/", named).status_code == 302
    row = RoleHolder.objects.get()
    assert (row.person, row.called, row.office) == (None, NASTY, "President Director")
    assert NASTY not in client.get(HERE).text
    assert "may commit IDR 1,000,000.5" in _words(client)
    assert verify_ledger().breaches == []


def test_a_refused_name_keeps_what_was_typed(programme: Programme, ada: Person) -> None:
    answer = client_of(ada).post(f"{HERE}people/new/coordinator/", {"office": "Head of IT", "share_percent": "100"})
    assert answer.status_code == 422
    assert "Say who it is." in answer.text
    assert 'value="Head of IT"' in answer.text


def test_two_sponsors_at_a_time_are_refused_with_the_way_out(apply: Apply, ada: Person, sari: Person) -> None:
    apply(roles=[{"code": "sari", "role": "sponsor", "person": sari.email, "since": "2026-02-02"}])
    answer = client_of(ada).post(f"{HERE}people/new/sponsor/", {"name": "Rudi Hartanto", "since": "2026-06-01"})
    assert answer.status_code == 422
    assert "Enter 2026-05-31 as the last day of Sari Dewanti first." in answer.text


def test_two_people_editing_a_role_lose_nothing(apply: Apply, ada: Person, adi: Person, sari: Person) -> None:
    apply(roles=[{"code": "sari", "role": "sponsor", "person": sari.email}])
    address = f"{HERE}people/of/sari/"
    client_of(ada).post(address, {"person": sari.email, "office": "COO", "seen": 1})
    second = client_of(adi).post(address, {"person": sari.email, "office": "CFO", "seen": 1})
    assert second.status_code == 409
    assert 'value="CFO"' in second.text
    assert "COO" in second.text
    assert RoleHolder.objects.get().office == "COO"


def test_a_meeting_is_planned_held_and_printed(apply: Apply, area: None, ada: Person, sari: Person) -> None:
    apply(
        roles=[
            {"code": "sari", "role": "sponsor", "person": sari.email},
            {"code": "rudi", "role": "steering-member", "name": "Rudi Hartanto", "office": "President Director"},
        ],
        steering=[{"starts_on": _day(-1).isoformat(), "every_weeks": 4}],
        obstacles=[{"code": "OB-01", "title": "Wall", "raised_on": _day(-1).isoformat()}],
    )
    client = client_of(ada)
    assert f'value="{_day(-1)}"' in client.get(f"{HERE}meetings/new/").text
    assert client.post(f"{HERE}meetings/new/", {"due_on": _day(-1).isoformat()}).status_code == 302
    meeting = Meeting.objects.get()
    assert meeting.code == f"SC-{_day(-1).year}-01"
    address = f"{HERE}meetings/of/{meeting.code}/"
    held = {
        "due_on": _day(-1).isoformat(), "held_on": _day().isoformat(), "agenda": NASTY,
        "decisions": "Go on\r\n\r\nHire",
        "at_0": "excused", "at_1": "present", "guests": "Ninik, auditor", "minutes": "x" * 100_000, "seen": 1,
        "file": SimpleUploadedFile("minutes.pdf", b"%PDF minutes"),
    }  # fmt: skip
    assert client.post(address + "edit/", held).status_code == 302
    assert client.post(address + "action/", {"title": "Write to the supplier", "owner": ada.pk}).status_code == 302
    words = _words(client, f"meetings/of/{meeting.code}/")
    for said in ("Go on", "Hire", "Sari Dewanti", "Excused", "Ninik, auditor guest", "Wall",
                 "Write to the supplier", "minutes.pdf"):  # fmt: skip
        assert said in words, said
    assert "Held one day after it was due" in words
    assert NASTY not in client.get(address).text
    action = Action.objects.get()
    assert (action.source_kind, action.source_key, action.source_label) == ("meeting", str(meeting.pk), meeting.code)
    meeting.refresh_from_db()
    file = client.get(f"{HERE}files/{meeting.file_id}")
    assert b"".join(file.streaming_content) == b"%PDF minutes"
    assert file["Content-Disposition"].startswith("attachment")
    assert verify_ledger().breaches == []


def test_a_results_subject_leads_to_its_page(apply: Apply, ada: Person, programme: Programme) -> None:
    apply(
        roles=[
            {"code": "ada", "role": "coordinator", "person": ada.email},
            {"code": "rudi", "role": "sponsor", "name": "Rudi"},
        ],
        meetings=[{"code": "SC-1", "due_on": "2026-03-02"}],
        obstacles=[{"code": "OB-1", "title": "Wall"}],
    )
    rudi = RoleHolder.objects.get(code="rudi")
    for kind, key, page in (
        ("person", ada.pk, "people/of/ada/"),
        ("person", rudi.pk, "people/of/rudi/"),
        ("person", programme.pk, ""),
        ("meeting", Meeting.objects.get().pk, "meetings/of/SC-1/"),
        ("meeting", f"{programme.pk}/2026-03-16", "meetings/"),
        ("obstacle", Obstacle.objects.get().pk, "obstacles/of/OB-1/"),
    ):
        answer = client_of(ada).get(f"/o/cakrawala/p/sms-1/see/{kind}/{key}", follow=True)
        assert answer.redirect_chain[-1][0] == HERE + page, kind


def test_moving_a_meeting_takes_a_reason(apply: Apply, programme: Programme, ada: Person) -> None:
    apply(meetings=[{"code": "SC-1", "due_on": _day(5).isoformat()}])
    client, address = client_of(ada), f"{HERE}meetings/of/SC-1/edit/"
    moved = {"due_on": _day(9).isoformat(), "seen": 1}
    refused = client.post(address, moved)
    assert refused.status_code == 422
    assert "Name the decision that moved it." in refused.text
    assert client.post(address, {**moved, "reason": "The board sits on that day"}).status_code == 302
    assert "The board sits on that day" in _words(client, "meetings/of/SC-1/")


def test_the_rhythm_is_set_and_taken_back_with_a_reason(programme: Programme, ada: Person, iris: Person) -> None:
    client = client_of(ada)
    set_ = {"every": 2, "unit": "weeks", "starts_on": _day(3).isoformat()}
    assert client.post(f"{HERE}rhythm/", set_).status_code == 302
    rhythm = Rhythm.objects.get()
    assert rhythm.every_days == 14
    assert "every 2 weeks" in _words(client_of(iris))
    assert client_of(iris).post(f"{HERE}rhythm/", set_).status_code == 403
    assert client.post(f"{HERE}rhythm/{rhythm.pk}/remove/", {"reason": ""}).status_code == 422
    assert client.post(f"{HERE}rhythm/{rhythm.pk}/remove/", {"reason": "Typed wrongly"}).status_code == 302
    assert not Rhythm.objects.exists()
    assert verify_ledger().breaches == []


def test_an_obstacle_is_raised_by_the_team_and_decided_by_the_committee(
    apply: Apply, programme: Programme, ada: Person, ben: Person
) -> None:
    apply(meetings=[{"code": "SC-1", "due_on": _day().isoformat(), "held_on": _day().isoformat()}])
    raised = {"title": "No export", "raised_on": _day(-2).isoformat(), "owner_name": "Head of networks", "note": NASTY}
    assert client_of(ben).post(f"{HERE}obstacles/new/", raised).status_code == 302
    address = f"{HERE}obstacles/of/OB-01/"
    decided = {**raised, "decision": "Buy it", "meeting": "SC-1", "seen": 1}
    assert "What was decided" not in client_of(ben).get(address).text
    assert client_of(ben).post(address, decided).status_code == 302
    assert Obstacle.objects.get().decided_on is None
    assert client_of(ada).post(address, {**decided, "seen": Obstacle.objects.get().revision}).status_code == 302
    row = Obstacle.objects.get()
    assert (row.decision, row.decided_on, row.decided_in.code) == ("Buy it", _day(), "SC-1")
    assert "No obstacle waits for a decision" in _words(client_of(ada), "obstacles/")
    assert verify_ledger().breaches == []


def test_a_board_decision_keeps_its_file(programme: Programme, ada: Person, iris: Person, zoe: Person) -> None:
    file = SimpleUploadedFile("../decision<b>.pdf", b"%PDF decision")
    form = {"decided_on": "2026-02-10", "amount": "250000000", "title": NASTY, "file": file}
    assert client_of(ada).post(f"{HERE}board/new/", form).status_code == 302
    row = BoardDecision.objects.get()
    assert (row.code, row.file_name) == ("BD-2026-01", "decisionb.pdf")
    served = client_of(iris).get(f"{HERE}files/{row.file_id}")
    assert b"".join(served.streaming_content) == b"%PDF decision"
    assert client_of(zoe).get(f"{HERE}files/{row.file_id}").status_code == 404
    assert client_of(iris).get(f"{HERE}board/of/{row.code}/").status_code == 403
    assert client_of(ada).post(f"{HERE}board/new/", {**form, "amount": "1e30", "file": ""}).status_code == 422


def _written(client: Client) -> Commitment:
    covers = ["programme", "resources", "timeline"]
    assert client.post(f"{HERE}commitment/new/", {"text": NASTY, "covers": covers}).status_code == 302
    return Commitment.objects.get()


def test_the_sponsor_signs_what_the_page_shows(programme: Programme, ada: Person, sari: Person) -> None:
    row = _written(client_of(ada))
    client = client_of(sari)
    page = client.get(f"{HERE}commitment/")
    assert NASTY not in page.text
    digest = page.context["what"].content_hash
    assert digest in page.text
    wrong = client.post(f"{HERE}commitment/", {"digest": digest, "password": "wrong"})
    assert wrong.status_code == 422
    assert "That is not your password. Nothing was signed." in wrong.text
    other = client.post(f"{HERE}commitment/", {"digest": "0" * 64, "password": PASSWORD})
    assert "What you read was changed meanwhile." in other.text
    assert not Signature.objects.exists()
    assert client.post(f"{HERE}commitment/", {"digest": digest, "password": PASSWORD}).status_code == 302
    signature = Signature.objects.get()
    assert (signature.person, signature.role, signature.content_hash) == (sari, "sponsor", digest)
    assert signature.sentence.startswith(
        f"For top management I sign leadership commitment {row.code} for the programme"
    )
    assert "Top management stands by the programme" in _words(client, "commitment/")
    changed = client_of(ada).post(f"{HERE}commitment/of/{row.code}/words/", {"text": "Less", "covers": ["programme"]})
    assert changed.status_code == 422
    assert verify_ledger().breaches == []


def test_the_coordinator_cannot_sign_for_top_management(programme: Programme, ada: Person) -> None:
    _written(client_of(ada))
    page = client_of(ada).get(f"{HERE}commitment/")
    assert "Your password" not in page.text
    form = {"digest": page.context["what"].content_hash, "password": PASSWORD}
    assert client_of(ada).post(f"{HERE}commitment/", form).status_code == 403
    assert not Signature.objects.exists()


def test_a_changed_budget_asks_for_the_words_again(programme: Programme, ada: Person, sari: Person) -> None:
    _written(client_of(ada))
    programme.budget = 7
    programme.save()
    page = client_of(sari).get(f"{HERE}commitment/")
    assert "Budget or dates changed since it was written" in page.text
    assert "Your password" not in page.text


def test_a_paper_needs_a_second_pair_of_eyes(programme: Programme, ada: Person, otto: Person) -> None:
    row = _written(client_of(ada))
    address = f"{HERE}commitment/of/{row.code}/"
    form = {
        "method": "certified",
        "signatory": NASTY,
        "office": "President Director",
        "signed_on": _day(-1).isoformat(),
    }
    assert client_of(ada).post(address + "paper/", form).status_code == 422  # no file
    file = SimpleUploadedFile("signed.pdf", b"%PDF signed")
    assert client_of(ada).post(address + "paper/", {**form, "file": file}).status_code == 302
    signature = Signature.objects.get()
    check = f"{address}check/{signature.pk}/"
    assert "Waits to be checked by somebody else" in _words(client_of(ada), f"commitment/of/{row.code}/")
    client_of(ada).post(check)
    signature.refresh_from_db()
    assert not signature.counts
    assert "It is what the file shows" in _words(client_of(otto), f"commitment/of/{row.code}/")
    client_of(otto).post(check)
    signature.refresh_from_db()
    assert (signature.counts, signature.checked_by) == (True, otto)
    why = {"why": "The board was replaced"}
    assert client_of(ada).post(address + "withdraw/", why).status_code == 302
    assert "Top management took its commitment back" in _words(client_of(ada), "commitment/")
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    "address",
    ["", "people/new/sponsor/", "people/of/sari/", "rhythm/", "meetings/", "meetings/new/", "meetings/of/SC-1/",
     "meetings/of/SC-1/edit/", "obstacles/", "obstacles/new/", "obstacles/of/OB-01/", "board/new/", "commitment/",
     "commitment/new/"],
)  # fmt: skip
def test_strangers_find_nothing_and_visitors_are_asked_to_sign_in(
    apply: Apply, sari: Person, zoe: Person, address: str
) -> None:
    apply(
        roles=[{"code": "sari", "role": "sponsor", "person": sari.email}],
        meetings=[{"code": "SC-1", "due_on": "2026-03-02"}],
        obstacles=[{"code": "OB-01", "title": "Wall"}],
    )
    assert client_of(zoe).get(HERE + address).status_code == 404
    assert client_of(None).get(HERE + address).status_code == 302


def test_lists_are_exported_and_imported_again(apply: Apply, ada: Person, sari: Person, tmp_path: Any) -> None:
    apply(
        roles=[{"code": "sari", "role": "sponsor", "person": sari.email}],
        meetings=[
            {"code": "SC-1", "due_on": "2026-03-02", "held_on": "2026-03-02", "present": ["sari", "Ninik"],
             "decisions": ["Go on; at once", "=1+1"], "agenda": "a\nb"},
        ],
        obstacles=[{"code": "OB-01", "title": "-Wall", "owner": "ada@cakrawala.example", "raised_on": "2026-03-01"}],
    )  # fmt: skip
    for kind in ("meetings", "obstacles"):
        for ending in ("csv", "xlsx"):
            exported = b"".join(client_of(ada).get(f"{HERE}{kind}/?export={ending}").streaming_content)
            file = tmp_path / f"list.{ending}"
            file.write_bytes(exported)
            ran = cli("apply", "sms-1", file, "--kind", kind, "--as", "ada@cakrawala.example", "--json")
            assert (ran.json["unchanged"], ran.json["refused"]) == (1, []), (kind, ending)


def test_pages_cost_the_same_however_long_the_programme_runs(
    apply: Apply, area: None, programme: Programme, ada: Person, sari: Person
) -> None:
    client = client_of(ada)

    def fill(start: int, stop: int) -> None:
        units = [{"code": f"u{n}", "name": f"Unit {n}"} for n in range(start, stop)]
        services = [{"code": f"s{n}", "name": f"Service {n}", "delivered_by": f"u{n}"} for n in range(start, stop)]
        apply(
            units=units,
            services=services,
            team=[{"code": f"t{n}", "name": f"Member {n}", "areas": [f"u{n}"]} for n in range(start, stop)],
            meetings=[
                {"code": f"SC-{n}", "due_on": _day(-n).isoformat(), "held_on": _day(-n).isoformat(), "present": ["x"]}
                for n in range(start, stop)
            ],
            obstacles=[{"code": f"OB-{n}", "title": f"Wall {n}", "owner": ada.email} for n in range(start, stop)],
        )

    counts: dict[str, list[int]] = {}
    for start, stop in ((1, 3), (3, 30)):
        fill(start, stop)
        for page in ("", "meetings/", "obstacles/", "meetings/of/SC-1/", "commitment/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(HERE + page).status_code == 200
            counts.setdefault(page, []).append(len(queries))
    assert all(few == many for few, many in counts.values()), counts


def test_the_charter_shows_weeks_that_were_logged(apply: Apply, programme: Programme, ada: Person) -> None:
    apply(roles=[{"code": "ada", "role": "coordinator", "person": ada.email, "share_percent": 100}])
    monday = _day(-_day().weekday())
    client = client_of(ada)
    for week in range(1, 5):
        form = {"week_of": (monday - timedelta(weeks=week) + timedelta(days=2)).isoformat(), "percent": 40}
        assert client.post(f"{HERE}people/of/ada/week/", form).status_code == 302
    assert int(get_charter(programme, on=_day()).coordinator.logged) == 40
    assert "logged 40 % over four weeks" in _words(client)
    assert client.post(f"{HERE}people/of/ada/week/", {"week_of": _day(30).isoformat(), "percent": 1}).status_code == 422
    assert verify_ledger().breaches == []
