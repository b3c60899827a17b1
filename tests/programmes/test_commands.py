"""The scope on the command line."""

from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.organisations.models import Person
from tests.people import PASSWORD, actor_of, cli
from tests.programmes.test_scope import PORTFOLIO, SCOPE, SENTENCE

ADA, SARI, ZOE = "ada@cakrawala.example", "sari@cakrawala.example", "zoe@bukit.example"


def test_the_scope_is_shown(programme: Programme, ada: Person) -> None:
    apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})
    shown = cli("scope", "show", "sms-1", "--as", ADA, "--json").json
    assert (shown["schema"], shown["sentence"]["en"], shown["drifted"]) == ("milepost/scope/1", SENTENCE, False)
    assert {element["code"]: element["state"] for element in shown["elements"]}["fax"] == "out"
    assert SENTENCE in cli("scope", "show", "sms-1", "--as", ADA).stdout


def test_the_sponsor_approves_by_password(programme: Programme, ada: Person, sari: Person) -> None:
    apply_rows(actor_of(ada), programme, {**PORTFOLIO, "scope": SCOPE})
    assert cli("scope", "approve", "sms-1", "--as", SARI, "--json").exit_code == 2
    wrong = cli("scope", "approve", "sms-1", "--as", SARI, "--password-stdin", "--json", stdin="wrong\n")
    assert wrong.exit_code == 2
    assert not ScopeVersion.objects.exists()
    ran = cli("scope", "approve", "sms-1", "--as", SARI, "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert (ran.exit_code, ran.json["number"], ran.json["counts"]) == (0, 1, True)


def test_an_incomplete_statement_is_refused_by_rule(programme: Programme, sari: Person) -> None:
    ran = cli("scope", "approve", "sms-1", "--as", SARI, "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
    assert ran.exit_code == 1
    assert "G1-SCOPE.no-service" in [result["id"] for result in ran.json["results"]]


def test_a_stranger_is_told_nothing(programme: Programme, zoe: Person) -> None:
    ran = cli("scope", "show", "cakrawala/sms-1", "--as", ZOE, "--json")
    assert (ran.exit_code, ran.json["code"]) == (2, "unknown-programme")
