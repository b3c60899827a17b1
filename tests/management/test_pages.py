"""The registers on their pages: lists, forms, conflicts, measurements, files, and who is let in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milepost.features.management.described import LISTED, REGISTERS
from milepost.features.management.forms import shown_values
from milepost.features.management.models import ClimateDecision, Measurement, Party, Risk, RiskMethod
from milepost.features.management.registers import Register
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from tests.management.conftest import Enter
from tests.management.places import enter as enter_sample
from tests.matrix.world import read_out
from tests.people import actor_of, client_of

HERE = "/o/cakrawala/p/sms-1/registers"
every_list = pytest.mark.parametrize("register", LISTED, ids=lambda register: register.key)


@every_list
def test_a_list_teaches_while_it_is_empty_and_then_shows_what_is_kept(
    register: Register, programme: Programme, ada: Person
) -> None:
    client, at = client_of(ada), f"{HERE}/{register.key}/"
    empty = client.get(at).content.decode()
    assert str(register.example) in empty.replace("&#x27;", "'")
    row = enter_sample(actor_of(ada), programme, register.key, title={"en": "An English title", "id": "Judul"})
    page = client.get(at).content.decode()
    assert "An English title" in page
    assert f"{at}of/{row.code}/" in page
    for number in register.clauses.split():
        assert f">{number}</a>" in page


@every_list
def test_each_person_is_let_in_or_refused(
    register: Register, programme: Programme, ada: Person, ben: Person, iris: Person, eka: Person, zoe: Person
) -> None:
    row = enter_sample(actor_of(ada), programme, register.key)
    at = f"{HERE}/{register.key}/"
    for person, reads, writes in ((ben, 200, 200), (iris, 200, 403), (eka, 200, 403), (zoe, 404, 404)):
        client = client_of(person)
        assert client.get(at).status_code == reads
        export = client.get(f"{at}?export=csv")
        read_out(export)
        assert export.status_code == reads
        assert client.get(f"{at}of/{row.code}/").status_code == reads
        assert client.get(f"{at}new/").status_code == writes
        assert client.get(f"{at}import/").status_code == writes
        sent = client.post(f"{at}of/{row.code}/", {"seen": "1"}).status_code
        assert sent == (422 if writes == 200 else writes)
    assert Client().get(at).status_code == 302


@every_list
def test_what_a_page_shows_is_saved_as_it_was(register: Register, programme: Programme, ada: Person) -> None:
    row = enter_sample(actor_of(ada), programme, register.key, title={"en": "A", "id": "B"})
    form = {
        name: value
        for name, value in shown_values(register, row).items()
        if value not in (None, "", []) and value is not False
    }
    answer = client_of(ada).post(f"{HERE}/{register.key}/of/{row.code}/", {**form, "seen": "1"})
    assert answer.status_code == 302
    assert register.model._default_manager.get(pk=row.pk).revision == 1


def test_a_risk_is_entered_by_form_in_both_languages_and_read_in_ones_own(programme: Programme, ada: Person) -> None:
    client = client_of(ada)
    form = {"title": "Flood", "title-id": "Banjir", "kind": "risk", "source": "organisation", "likelihood": "2",
            "impact": "3", "owner": ada.email, "identified_on": "2026-02-01"}  # fmt: skip
    assert client.post(f"{HERE}/risks/new/", form).status_code == 302
    risk = Risk.objects.get()
    assert (risk.code, risk.title, risk.level, risk.owner) == ("R-001", {"en": "Flood", "id": "Banjir"}, 6, ada)
    assert "Flood" in client.get(f"{HERE}/risks/").content.decode()
    ada.language = "id"
    ada.save()
    assert "Banjir" in client.get(f"{HERE}/risks/").content.decode()
    assert verify_ledger().breaches == []


def test_what_is_refused_stays_typed(programme: Programme, ada: Person) -> None:
    page = client_of(ada).post(
        f"{HERE}/objectives/new/",
        {"title": "Happier users", "metric": "Satisfaction", "target": "high", "direction": "at-least"},
    )
    content = page.content.decode()
    assert page.status_code == 422
    assert "cannot be measured" in content
    assert 'value="Satisfaction"' in content


def test_the_second_of_two_people_is_told_and_loses_nothing(
    programme: Programme, ada: Person, ben: Person, enter: Enter
) -> None:
    enter("parties", code="IP-1", title="Retail")
    first, second = client_of(ada), client_of(ben)
    at, kind = f"{HERE}/parties/of/IP-1/", {"kind": "internal"}
    assert first.post(at, {"title": "First", "seen": "1", **kind}).status_code == 302
    page = second.post(at, {"title": "Second", "seen": "1", **kind})
    content = page.content.decode()
    assert page.status_code == 409
    assert "Ada Wibowo" in content
    assert 'value="Second"' in content
    assert 'name="seen" value="2"' in content
    assert second.post(at, {"title": "Second", "seen": "2", **kind}).status_code == 302
    assert Party.objects.get().title == "Second"


def test_how_risks_are_assessed_is_stated_by_who_may_decide(programme: Programme, ada: Person, ben: Person) -> None:
    form = {"likelihoods": "Rare: never\nOften: always", "likelihoods-id": "Jarang: tidak pernah\nSering: selalu",
            "impacts": "Low\nHigh", "acceptable": "2", "stated_on": "2026-02-01", "seen": "0"}  # fmt: skip
    at = f"{HERE}/risks/method/"
    assert client_of(ben).post(at, form).status_code == 403
    assert client_of(ada).post(at, form).status_code == 302
    method = RiskMethod.objects.get()
    assert method.likelihoods[1] == {"en": "Often: always", "id": "Sering: selalu"}
    assert (method.impacts, method.acceptable) == (["Low", "High"], 2)
    assert client_of(ada).post(at, {**form, "acceptable": "3", "seen": "0"}).status_code == 409
    assert client_of(ada).post(at, {**form, "acceptable": "3", "seen": "1"}).status_code == 302
    page = client_of(ben).get(at).content.decode()
    assert "Often: always" in page
    assert '<form method="post" class="sheet' not in page
    assert "2 · Often" in client_of(ben).get(f"{HERE}/risks/new/").content.decode()


def test_climate_is_decided_with_reason_day_and_name(programme: Programme, sari: Person, iris: Person) -> None:
    at = f"{HERE}/issues/climate/"
    assert "Nothing is stated yet." in client_of(iris).get(at).content.decode()
    assert client_of(sari).post(at, {"relevant": "on", "seen": "0"}).status_code == 422
    form = {"reason": "Floods", "decided_on": "2026-02-01", "decided_by": "Sari Dewanti", "seen": "0"}
    assert client_of(sari).post(at, form).status_code == 302
    assert ClimateDecision.objects.get().relevant is False
    assert "Floods" in client_of(iris).get(at).content.decode()


def test_a_measurement_shows_its_trend_and_whether_the_target_is_met(
    programme: Programme, ada: Person, iris: Person, enter: Enter
) -> None:
    enter("objectives", code="O-1", title="Fewer", metric="Failed", target="5", unit="per 10,000",
          direction="at-most", baseline="9")  # fmt: skip
    client, at = client_of(ada), f"{HERE}/objectives/of/O-1/"
    day = today("Asia/Jakarta")
    for days, value in ((2, "7"), (1, "4.5")):
        sent = {"measured_on": (day - timedelta(days=days)).isoformat(), "value": value}
        assert client.post(f"{at}measure/", sent).status_code == 302
    assert client.post(f"{at}measure/", {"measured_on": "soon", "value": "x"}).status_code == 302
    assert client_of(iris).post(f"{at}measure/", {}).status_code == 403
    assert Measurement.objects.count() == 2
    listed = client.get(f"{HERE}/objectives/").content.decode()
    assert "4.5 per 10,000, met" in listed
    assert "better than before" in listed
    assert "at most 5 per 10,000" in listed
    assert "7 per 10,000" in client_of(iris).get(at).content.decode()


def test_a_file_is_checked_before_it_is_taken_in(programme: Programme, ada: Person) -> None:
    client, at = client_of(ada), f"{HERE}/parties/import/"
    sheet = b"code,title,title.id\nIP-1,Retail,Ritel\n"
    page = client.post(at, {"file": SimpleUploadedFile("p.csv", sheet)})
    assert page.context["report"]["created"] == 1
    assert not Party.objects.exists()
    assert client.post(at, {"content": page.context["content"], "file_name": "p.csv"}).status_code == 302
    assert Party.objects.get().title == {"en": "Retail", "id": "Ritel"}
    page = client.post(at, {"file": SimpleUploadedFile("p.csv", b"code,nme\nIP-2,Retail\n")})
    assert "There is no field nme." in page.content.decode()
    toml = b'[[risks]]\ncode = "R-1"\ntitle = "A"\n'
    assert client.post(at, {"file": SimpleUploadedFile("p.toml", toml)}).status_code == 422


@pytest.mark.parametrize("content", ["!!", "", "QQ"])
def test_a_file_that_got_lost_is_asked_for_again(programme: Programme, ada: Person, content: str) -> None:
    page = client_of(ada).post(f"{HERE}/risks/import/", {"content": content, "file_name": "r.csv"})
    assert page.status_code == 422


@pytest.mark.parametrize("path", ["gifts/", "risk-method/new/", "risks/of/none/", "climate-decision/"])
def test_what_is_not_there_is_not_found(programme: Programme, ada: Person, path: str) -> None:
    assert client_of(ada).get(f"{HERE}/{path}").status_code == 404


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("key", ["risks", "objectives", "parties", "party-requirements"])
def test_a_list_costs_the_same_queries_for_two_rows_and_for_forty(
    key: str, programme: Programme, ada: Person, enter: Enter
) -> None:
    enter_sample(actor_of(ada), programme, key, code="FIRST", owner=ada.email)
    client, counts = client_of(ada), []
    for size in (1, 40):
        for number in range(size):
            enter_sample(actor_of(ada), programme, key, code=f"C-{size}-{number}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{HERE}/{key}/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_lists_are_sorted_filtered_and_paged_by_the_address(programme: Programme, ada: Person, enter: Enter) -> None:
    for number in range(30):
        enter("risks", title=f"Risk {number}", likelihood=1 + number % 5, impact=2)
    client = client_of(ada)
    page = client.get(f"{HERE}/risks/?sort=-level&size=25&page=2")
    assert [entry.level for entry, _cells in page.context["rows"]] == [2] * 5
    assert client.get(f"{HERE}/risks/?words=Risk+7").context["listing"].total == 1
    assert client.get(f"{HERE}/risks/?owner=nobody&kind=opportunity").context["listing"].total == 0
    for register in LISTED:
        for name in register.shown:
            assert client.get(f"{HERE}/{register.key}/?sort=-{name}").status_code == 200


def test_the_gate_leads_to_the_register_that_settles_it(programme: Programme, ada: Person, enter: Enter) -> None:
    enter("risks", code="R-1", title="A")
    client, see = client_of(ada), "/o/cakrawala/p/sms-1/see"
    assert client.get(f"{see}/risk/R-1")["Location"].endswith("registers/risks/of/R-1/")
    assert client.get(f"{see}/risk-register/-?fix=G2-RISK.no-criteria")["Location"].endswith("registers/risks/method/")
    assert client.get(f"{see}/objectives/-")["Location"].endswith("registers/objectives/")
    assert REGISTERS["risks"].key in client.get("/o/cakrawala/p/sms-1/gates/design/").content.decode()
