"""Signing in by SAML: whom it lets in, what is not believed, and how it is set."""

import base64
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree

from milepost.features.governance.services import write_commitment
from milepost.features.governance.signables import commitment_signable
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Member, Organisation, Person, Session
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.models import Method, Signature
from milepost.platform.signin.models import Identity, IdentityProvider, SamlProvider
from milepost.platform.signin.saml import ASSERTION, PROTOCOL
from milepost.platform.signin.services import set_saml_provider
from tests.people import actor_of, cli, client_of
from tests.signin import provider as oidc
from tests.signin.idp import (
    ANSWER_TO,
    ENTITY,
    NAMES,
    OTHER_KEYS,
    SIGN_IN_AT,
    WITH,
    Keys,
    SamlIdp,
    bring,
    come_back,
    set_up,
)
from tests.signin.provider import LocalProvider, is_in

PROGRAMME = "/o/cakrawala/p/sms-1/"
COMMITMENT = f"{PROGRAMME}governance/commitment/"


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


@pytest.fixture
def idp(cakrawala: Organisation, adi: Person) -> SamlIdp:
    there = SamlIdp()
    set_up(there, cakrawala, adi)
    return there


# -- whom it lets in --------------------------------------------------------------------------------------------------


def test_a_member_gets_in_by_a_signed_assertion(idp: SamlIdp, ada: Person, karl: Person) -> None:
    client = Client()
    assert come_back(idp, client, PROGRAMME).url == PROGRAMME
    assert client.get(PROGRAMME).status_code == 200
    assert (Identity.objects.get().person, Identity.objects.get().subject) == (ada, "u-17")
    assert str(Session.objects.get(person=ada).bound_to_id) == str(IdentityProvider.objects.get().organisation_id)


def test_afterwards_the_name_counts_and_not_the_address(idp: SamlIdp, ada: Person, ben: Person) -> None:
    come_back(idp, Client())
    idp.mail = ben.email
    client = Client()
    come_back(idp, client)
    assert Session.objects.get(session_key=client.session.session_key).person == ada


def test_nobody_becomes_a_member_silently(idp: SamlIdp, zoe: Person) -> None:
    idp.mail = zoe.email
    client = Client()
    assert "Nobody invited" in client.get(come_back(idp, client).url).content.decode()
    assert not is_in(client)


def test_an_organisation_can_let_everybody_in_as_a_reader(cakrawala: Organisation, adi: Person) -> None:
    idp = SamlIdp(mail="nia@x.example")
    set_up(idp, cakrawala, adi, makes_accounts=True)
    come_back(idp, Client())
    assert Member.objects.get(person__email="nia@x.example").person.name == "Nia Putri"


@pytest.mark.parametrize(
    ("context", "opens"),
    [("https://refeds.org/profile/mfa", True), ("urn:oasis:names:tc:SAML:2.0:ac:classes:Password", False)],
)
def test_a_wanted_second_factor_is_the_providers_to_ask(
    context: str, opens: bool, idp: SamlIdp, ada: Person, cakrawala: Organisation
) -> None:
    cli("organisation", "sign-in", "cakrawala", "--second-factor", "required")
    idp.context = context
    client = Client()
    come_back(idp, client)
    assert (client.get(PROGRAMME).status_code == 200) is opens


def test_the_request_says_who_asks_and_where_to_answer(idp: SamlIdp) -> None:
    away = Client().get(WITH)
    assert away.url.startswith(f"{SIGN_IN_AT}&SAMLRequest=")
    request = idp.asked(away.url)
    assert request.get("AssertionConsumerServiceURL") == ANSWER_TO
    assert request.get("Destination") == SIGN_IN_AT
    assert request.find("saml:Issuer", NAMES).text == ENTITY
    assert request.get("ForceAuthn") is None


def test_what_a_provider_reads_about_us_tells_nothing_of_the_organisation(db: None) -> None:
    page = Client().get("/sign-in/with/nobody/metadata")
    root = etree.fromstring(page.content)
    assert root.get("entityID") == "http://testserver/sign-in/with/nobody/metadata"
    assert 'WantAssertionsSigned="true"' in page.content.decode()


# -- what is not believed ---------------------------------------------------------------------------------------------

SPOILT: dict[str, dict[str, Any]] = {
    "unsigned": {"is_signed": False},
    "signed around it only": {"signs_response": True},
    "by another key": {"keys": OTHER_KEYS},
    "for another audience": {"audience": "https://other.example"},
    "for another place": {"recipient": "https://other.example/saml"},
    "sent to another place": {"destination": "https://other.example/saml"},
    "of another issuer": {"issuer": "https://evil.example/"},
    "in answer to another question": {"in_response_to": "_another"},
    "expired": {"ends_in": -120},
    "confirmed too long ago": {"confirmed_until": -120},
    "not yet valid": {"begins_in": 300},
    "not for whoever brings it": {"method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"},
    "refused": {"status": "urn:oasis:names:tc:SAML:2.0:status:Responder"},
    "with a name that changes": {"name_format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"},
    "without a name": {"name_id": ""},
    "with an element in the name": {"name_id": "u<b>x</b>"},
    "under an unknown condition": {"conditions": "<saml:Condition/>"},
    "for a second audience too": {
        "conditions": "<saml:AudienceRestriction><saml:Audience>x</saml:Audience></saml:AudienceRestriction>"
    },
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT)
def test_an_answer_that_is_not_quite_ours_lets_nobody_in(
    spoilt: dict[str, Any], cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    set_up(SamlIdp(), cakrawala, adi)
    client = Client()
    page = come_back(SamlIdp(**spoilt), client)
    assert page.url == "/sign-in"
    assert not is_in(client)
    assert "did not vouch for you" in client.get(page.url).content.decode()
    assert Identity.objects.count() == 0


def test_a_certificate_that_ended_vouches_for_nobody(cakrawala: Organisation, adi: Person, ada: Person) -> None:
    idp = SamlIdp(keys=Keys(ends=timedelta(days=-1)))
    set_up(idp, cakrawala, adi)
    client = Client()
    come_back(idp, client)
    assert not is_in(client)


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(idp: SamlIdp, ada: Person) -> None:
    asker, thief = Client(), Client()
    content = idp.answer(asker.get(WITH).url)
    bring(thief, content)
    assert not is_in(thief)
    bring(asker, content)
    assert is_in(asker)
    asker.post("/sign-out")
    bring(asker, content)
    assert not is_in(asker)
    asker.get(WITH)
    bring(asker, content)
    assert not is_in(asker)


def test_an_unasked_answer_lets_nobody_in(idp: SamlIdp, ada: Person) -> None:
    client = Client()
    bring(client, idp.respond("_never-asked"))
    assert not is_in(client)


def test_what_was_sealed_on_the_way_is_good_for_two_minutes(idp: SamlIdp, ada: Person) -> None:
    client = Client()
    content = idp.answer(client.get(WITH).url)
    with mock.patch("milepost.platform.signin.saml_answers.SECONDS", -1):  # as if they had passed
        bring(client, content)
    assert not is_in(client)


@pytest.mark.parametrize("sealed", ["", "x", "gAAAAA=="])
def test_nothing_but_our_own_seal_is_opened(sealed: str, idp: SamlIdp, ada: Person) -> None:
    client = Client()
    client.get(WITH)
    client.get(f"{WITH}/answer", {"sealed": sealed})
    assert not is_in(client)


def test_a_provider_of_another_organisation_opens_nothing_here(
    idp: SamlIdp, ada: Person, bukit: Organisation, zoe: Person
) -> None:
    """Bukit's provider answers Cakrawala's question: with its own key, and by way of its own address."""
    theirs = SamlIdp(keys=OTHER_KEYS, issuer="https://bukit.example/")
    set_up(theirs, bukit, zoe)
    client = Client()
    bring(client, SamlIdp(keys=OTHER_KEYS).answer(client.get(WITH).url))
    assert not is_in(client)
    asked = idp.asked(client.get(WITH).url).get("ID")
    elsewhere = "/sign-in/with/bukit"
    theirs.audience, theirs.recipient = f"http://testserver{elsewhere}/metadata", f"http://testserver{elsewhere}/saml"
    theirs.destination = theirs.recipient
    sent = Client().post(f"{elsewhere}/saml", {"SAMLResponse": _base64(theirs.respond(asked))})
    assert "sealed=" in sent.url
    client.get(f"{WITH}/answer?{sent.url.partition('?')[2]}")
    assert not is_in(client)


# -- wrapping, comments, entities -------------------------------------------------------------------------------------


def _evil(idp: SamlIdp, request: str, ben: Person) -> Any:
    """What an attacker would like to be read: unsigned, of somebody else."""
    evil = SamlIdp(name_id="u-evil", mail=ben.email).assertion(request)
    evil.remove(evil.find("ds:Signature", NAMES))
    evil.set("ID", "_evil")
    return evil


def _beside(root: Any, evil: Any, _signed: Any) -> None:
    root.append(evil)


def _before(root: Any, evil: Any, signed: Any) -> None:
    signed.addprevious(evil)


def _around(root: Any, evil: Any, signed: Any) -> None:
    """The signature moves into the evil assertion and carries what it signs with it."""
    signature = signed.find("ds:Signature", NAMES)
    root.replace(signed, evil)
    signed.remove(signature)
    etree.SubElement(signature, f"{{{NAMES['ds']}}}Object").append(signed)
    evil.insert(1, signature)


def _within(root: Any, evil: Any, signed: Any) -> None:
    """The evil one has the signed one in an extension, with its signature."""
    root.replace(signed, evil)
    etree.SubElement(evil, f"{{{ASSERTION}}}Advice").append(signed)


def _same_id(root: Any, evil: Any, signed: Any) -> None:
    evil.set("ID", signed.get("ID"))
    evil.insert(1, signed.find("ds:Signature", NAMES))
    root.replace(signed, evil)


def _in_extensions(root: Any, evil: Any, signed: Any) -> None:
    holder = etree.SubElement(root, f"{{{PROTOCOL}}}Extensions")
    root.replace(signed, evil)
    holder.append(signed)


@pytest.mark.parametrize("wrap", [_beside, _before, _around, _within, _same_id, _in_extensions])
def test_nothing_that_is_wrapped_around_a_signed_assertion_is_read(
    wrap: Any, idp: SamlIdp, ada: Person, ben: Person
) -> None:
    client = Client()
    away = client.get(WITH).url
    root = etree.fromstring(idp.answer(away))
    wrap(root, _evil(idp, root.get("InResponseTo"), ben), root.find("saml:Assertion", NAMES))
    bring(client, etree.tostring(root))
    assert not is_in(client)
    assert Identity.objects.count() == 0


def test_a_changed_assertion_lets_nobody_in(idp: SamlIdp, ada: Person, ben: Person) -> None:
    client = Client()
    bring(client, idp.answer(client.get(WITH).url).replace(ada.email.encode(), ben.email.encode()))
    assert not is_in(client)


@pytest.mark.parametrize("inserted", ["<!-- x -->", "<?x y?>"])
def test_a_comment_does_not_cut_a_name_short(inserted: str, cakrawala: Organisation, adi: Person, ada: Person) -> None:
    """Signed is ada@cakrawala.example.evil.example; read up to a comment, it would be Ada."""
    idp = SamlIdp(name_id="ada@cakrawala.example.evil.example", mail="ada@cakrawala.example.evil.example")
    set_up(idp, cakrawala, adi)
    client = Client()
    content = idp.answer(client.get(WITH).url).replace(b".evil", f"{inserted}.evil".encode())
    bring(client, content)
    assert not is_in(client)
    assert Identity.objects.count() == 0


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [LAUGHS, OUTSIDE, b"<!DOCTYPE x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_unread(head: bytes, encoding: str, idp: SamlIdp, ada: Person) -> None:
    client = Client()
    text = (head + idp.answer(client.get(WITH).url)).decode().encode(encoding)
    with mock.patch("lxml.etree.XMLParser", side_effect=AssertionError("the second parser was asked")):
        bring(client, text)
    assert not is_in(client)


@pytest.mark.parametrize("content", [b"", b"x", b"<a/>", b"\xff\xfe", b"<a>" * 5000, b"<a/>" + b" " * 300_000])
def test_anything_else_is_refused_too(content: bytes, idp: SamlIdp, ada: Person) -> None:
    client = Client()
    client.get(WITH)
    bring(client, content)
    assert not is_in(client)


def test_wrong_answers_are_counted_by_network_address(idp: SamlIdp, ada: Person) -> None:
    for _time in range(50):
        Client().post(f"{WITH}/saml", {"SAMLResponse": "x"})
    assert Client().post(f"{WITH}/saml", {"SAMLResponse": "x"}).status_code == 429


# -- signing again ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("signed_in_at", "signs"), [(0, True), (-600, False)])
def test_somebody_without_a_password_signs_by_signing_in_anew(
    signed_in_at: int, signs: bool, idp: SamlIdp, programme: Programme, ada: Person, sari: Person
) -> None:
    commitment = write_commitment(
        actor=actor_of(ada), programme=programme, text="We do.", covers=["programme", "resources", "timeline"]
    )
    sari.set_unusable_password()
    sari.save(update_fields=["password"])
    idp.name_id, idp.mail = "u-sari", sari.email
    client = Client()
    come_back(idp, client)
    link = re.search(r'href="(/sign-in/again\?ask=[^"]+)"', client.get(COMMITMENT).content.decode())
    assert link is not None
    idp.signed_in_at = signed_in_at
    back = bring(client, idp.answer(client.get(link.group(1)).url))
    assert idp.requests[-1].get("ForceAuthn") == "true"
    assert back.url == COMMITMENT
    client.post(COMMITMENT, {"digest": commitment_signable(commitment).content_hash, "provider": "confirmed"})
    assert [signature.method for signature in Signature.objects.all()] == ([Method.PROVIDER] if signs else [])


# -- setting it -------------------------------------------------------------------------------------------------------


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


@pytest.mark.parametrize(
    ("metadata", "said"),
    [
        (b"no xml", "no XML"),
        (LAUGHS + b"<x>&b;</x>", "no XML"),
        (b"<x/>", "EntityDescriptor"),
        (SamlIdp(issuer="").metadata(), "no entityID"),
        (SamlIdp().metadata(location="http://idp.example"), "no https address"),
        (SamlIdp().metadata(binding="urn:other"), "no https address"),
        (SamlIdp().metadata(certificate="AAAA"), "cannot be read"),
        (SamlIdp(keys=Keys(bits=1024)).metadata(), "2048 bits"),
        (SamlIdp().metadata().replace(b"signing", b"encryption"), "no certificate"),
        (b" " * 600_000, "larger than"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_metadata_that_cannot_be_used_say_why(metadata: bytes, said: str, cakrawala: Organisation, adi: Person) -> None:
    with pytest.raises(Refused, match=said):
        set_saml_provider(actor=actor_of(adi), organisation=cakrawala, metadata=metadata)


def test_setting_it_is_an_administrators(cakrawala: Organisation, ada: Person) -> None:
    with pytest.raises(NotAllowed):
        set_up(SamlIdp(), cakrawala, ada)


def test_page_sets_shows_keeps_and_removes_it(cakrawala: Organisation, adi: Person) -> None:
    client, address = client_of(adi), "/o/cakrawala/sign-in/saml"
    assert client.post(address, {"revision": "0"}).status_code == 422
    file = SimpleUploadedFile("metadata.xml", SamlIdp().metadata())
    assert client.post(address, {"revision": "0", "metadata": file}).status_code == 302
    page = client.get("/o/cakrawala/sign-in").content.decode()
    assert ENTITY in page
    assert SIGN_IN_AT.replace("&", "&amp;") in page
    assert client.post(address, {"revision": "0", "makes_accounts": "on"}).status_code == 409
    kept = client.post(address, {"revision": "1", "makes_accounts": "on"})
    assert kept.status_code == 302
    assert (SamlProvider.objects.get().sign_in_at, IdentityProvider.objects.get().makes_accounts) == (SIGN_IN_AT, True)
    assert client.post("/o/cakrawala/sign-in/provider/remove").status_code == 302
    assert SamlProvider.objects.count() == 0


def test_the_command_line_sets_shows_and_removes_it(cakrawala: Organisation, adi: Person, tmp_path: Path) -> None:
    file = tmp_path / "metadata.xml"
    file.write_bytes(SamlIdp().metadata())
    shown = cli("organisation", "identity-provider", "cakrawala", "--saml-metadata", file, "--json").json["provider"]
    assert (shown["issuer"], shown["sign_in_at"], len(shown["certificates"])) == ("https://idp.example/", SIGN_IN_AT, 1)
    both = cli(
        "organisation", "identity-provider", "cakrawala", "--saml-metadata", file, "--issuer", "https://x.example"
    )
    assert both.exit_code == 2
    gone = cli("organisation", "identity-provider", "cakrawala", "--saml-metadata", tmp_path / "none.xml")
    assert "none.xml" in gone.stderr
    assert cli("organisation", "identity-provider", "cakrawala", "--remove", "--json").json["provider"] is None


def test_the_ledger_tells_certificates_by_their_fingerprint(idp: SamlIdp) -> None:
    told = json.loads(bytes(Entry.objects.get(kind="provider.set").payload.body))["change"]
    assert told["sign_in_at"] == [None, SIGN_IN_AT]
    assert len(told["certificates"][1][0]) == 64


def test_openid_connect_takes_its_place_and_forgets_who_was_linked(
    idp: SamlIdp, there: LocalProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    come_back(idp, Client())
    oidc.set_up(there, cakrawala, adi)
    assert (SamlProvider.objects.count(), Identity.objects.count()) == (0, 0)
    client = Client()
    oidc.come_back(there, client)
    assert is_in(client)
    set_up(idp, cakrawala, adi)
    assert Identity.objects.count() == 0
    assert not is_in(Client())


def test_an_answer_of_the_earlier_protocol_lets_nobody_in(
    idp: SamlIdp, there: LocalProvider, cakrawala: Organisation, adi: Person, ada: Person
) -> None:
    """The provider was changed while somebody was on their way."""
    client = Client()
    content = idp.answer(client.get(WITH).url)
    oidc.set_up(there, cakrawala, adi)
    bring(client, content)
    client.get(f"{WITH}/answer", {"code": "x", "state": "y"})
    assert not is_in(client)


# -- without the extra ------------------------------------------------------------------------------------------------


def test_without_the_extra_page_sign_in_and_doctor_say_so(
    idp: SamlIdp, cakrawala: Organisation, adi: Person, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("milepost.platform.signin.saml.find_spec", lambda _name: None)
    page = client_of(adi).get("/o/cakrawala/sign-in").content.decode()
    assert "SAML is not installed here" in page
    refused = client_of(adi).post("/o/cakrawala/sign-in/saml", {"revision": "1"})
    assert refused.status_code == 422
    assert "milepost[saml]" in refused.content.decode()
    client = Client()
    away = client.get(WITH)
    assert away.url == "/sign-in"
    assert "cannot check what SAML providers answer" in client.get(away.url).content.decode()
    assert Client().post(f"{WITH}/saml", {"SAMLResponse": "x"}).url == f"{WITH}/answer"
    checks = {check["id"]: check for check in cli("doctor", "--json").json["checks"]}
    assert checks["saml"]["passed"] is False
    assert "milepost[saml]" in checks["saml"]["fix"]


def test_nothing_loads_what_saml_needs_before_an_answer_comes() -> None:
    """In a process of its own: neither lxml nor signxml costs an installation without SAML any memory."""
    looked = (
        "import django, sys; django.setup(); import milepost.doors.config.urls;"
        "print(sorted({'lxml', 'signxml'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", looked], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
