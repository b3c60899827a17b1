"""A SAML identity provider of the tests' own: it describes itself and answers, rightly or wrongly on purpose."""

import base64
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.test import Client
from lxml import etree
from signxml.algorithms import CanonicalizationMethod
from signxml.signer import XMLSigner

from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.signin.models import IdentityProvider
from milepost.platform.signin.saml import ASSERTION, METADATA, POST, PROTOCOL, REDIRECT, SIGNATURE
from milepost.platform.signin.services import set_saml_provider
from tests.people import actor_of

WITH = "/sign-in/with/cakrawala"
ENTITY = f"http://testserver{WITH}/metadata"
ANSWER_TO = f"http://testserver{WITH}/saml"
SIGN_IN_AT = "https://idp.example/sso?tenant=1"
NAMES = {"saml": ASSERTION, "samlp": PROTOCOL, "ds": SIGNATURE}


@dataclass
class Keys:
    """A key and the certificate that shows it."""

    bits: int = 2048
    ends: timedelta = timedelta(days=30)
    key: rsa.RSAPrivateKey = field(init=False)
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(65537, self.bits)
        name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp")]), datetime.now(UTC)
        self.certificate = (
            x509.CertificateBuilder(name, name, self.key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(days=60)).not_valid_after(now + self.ends).sign(self.key, hashes.SHA256())
        )  # fmt: skip

    @property
    def base64(self) -> str:
        return base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()


KEYS, OTHER_KEYS = Keys(), Keys()


@dataclass
class SamlIdp:
    """What it says of the person; each field may be spoilt."""

    issuer: str = "https://idp.example/"
    keys: Keys = field(default_factory=lambda: KEYS)
    name_id: str = "u-17"
    name_format: str = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
    mail: str = "ada@cakrawala.example"
    audience: str = ENTITY
    recipient: str = ANSWER_TO
    destination: str = ANSWER_TO
    status: str = "urn:oasis:names:tc:SAML:2.0:status:Success"
    method: str = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
    in_response_to: str | None = None
    ends_in: int = 300
    confirmed_until: int = 300
    begins_in: int = -5
    signed_in_at: int = 0
    context: str = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"
    conditions: str = ""
    is_signed: bool = True
    signs_response: bool = False
    canonical: CanonicalizationMethod = CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0
    requests: list[Any] = field(default_factory=list)

    def metadata(self, *, certificate: str = "", location: str = SIGN_IN_AT, binding: str = REDIRECT) -> bytes:
        shown = f"<ds:X509Certificate>{certificate or self.keys.base64}</ds:X509Certificate>"
        return (
            f'<md:EntityDescriptor xmlns:md="{METADATA}" xmlns:ds="{SIGNATURE}" entityID="{self.issuer}">'
            f'<md:IDPSSODescriptor protocolSupportEnumeration="{PROTOCOL}"><md:KeyDescriptor use="signing">'
            f"<ds:KeyInfo><ds:X509Data>{shown}</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
            f'<md:SingleSignOnService Binding="{POST}" Location="https://idp.example/post"/>'
            f'<md:SingleSignOnService Binding="{binding}" Location="{location}"/>'
            "</md:IDPSSODescriptor></md:EntityDescriptor>"
        ).encode()

    def asked(self, address: str) -> Any:
        """The request in an address that somebody was sent to."""
        query = parse_qs(urlsplit(address).query)
        text = zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15)
        self.requests.append(etree.fromstring(text))
        return self.requests[-1]

    def answer(self, address: str) -> bytes:
        """The answer to it, as XML."""
        request = self.asked(address)
        return self.respond(self.in_response_to or request.get("ID"))

    def respond(self, request_id: str) -> bytes:
        assertion = self.assertion(request_id)
        if self.is_signed and not self.signs_response:
            assertion = self.sign(assertion, "_assertion")
        else:
            _drop(assertion)
        response = etree.fromstring(
            f'<samlp:Response xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" ID="_response" Version="2.0"'
            f' IssueInstant="{_at(0)}" Destination="{self.destination}" InResponseTo="{request_id}">'
            f'<saml:Issuer>{self.issuer}</saml:Issuer><ds:Signature xmlns:ds="{SIGNATURE}" Id="placeholder"/>'
            f'<samlp:Status><samlp:StatusCode Value="{self.status}"/></samlp:Status></samlp:Response>'
        )
        response.append(assertion)
        if self.signs_response:
            return etree.tostring(self.sign(response, "_response"))
        _drop(response)
        return etree.tostring(response)

    def sign(self, element: Any, reference: str) -> Any:
        signer = XMLSigner(c14n_algorithm=self.canonical)
        return signer.sign(element, key=self.keys.key, cert=[self.keys.certificate], reference_uri=reference)

    def assertion(self, request_id: str) -> Any:
        return etree.fromstring(
            f'<saml:Assertion xmlns:saml="{ASSERTION}" ID="_assertion" Version="2.0" IssueInstant="{_at(0)}">'
            f'<saml:Issuer>{self.issuer}</saml:Issuer><ds:Signature xmlns:ds="{SIGNATURE}" Id="placeholder"/>'
            f'<saml:Subject><saml:NameID Format="{self.name_format}">{self.name_id}</saml:NameID>'
            f'<saml:SubjectConfirmation Method="{self.method}"><saml:SubjectConfirmationData'
            f' Recipient="{self.recipient}" NotOnOrAfter="{_at(self.confirmed_until)}" InResponseTo="{request_id}"/>'
            "</saml:SubjectConfirmation></saml:Subject>"
            f'<saml:Conditions NotBefore="{_at(self.begins_in)}" NotOnOrAfter="{_at(self.ends_in)}">'
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience></saml:AudienceRestriction>"
            f"{self.conditions}</saml:Conditions>"
            f'<saml:AuthnStatement AuthnInstant="{_at(self.signed_in_at)}"><saml:AuthnContext>'
            f"<saml:AuthnContextClassRef>{self.context}</saml:AuthnContextClassRef></saml:AuthnContext>"
            "</saml:AuthnStatement><saml:AttributeStatement>"
            f'<saml:Attribute Name="mail"><saml:AttributeValue>{self.mail}</saml:AttributeValue></saml:Attribute>'
            '<saml:Attribute Name="displayName"><saml:AttributeValue>Nia Putri</saml:AttributeValue></saml:Attribute>'
            "</saml:AttributeStatement></saml:Assertion>"
        )


def _drop(element: Any) -> None:
    for placeholder in element.findall("ds:Signature", NAMES):
        element.remove(placeholder)


def _at(seconds: int) -> str:
    return datetime.fromtimestamp(time.time() + seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def set_up(idp: SamlIdp, organisation: Organisation, by: Person, **more: Any) -> IdentityProvider:
    """The organisation signs in there, as its administrator says."""
    return set_saml_provider(actor=actor_of(by), organisation=organisation, metadata=idp.metadata(), **more)


def bring(client: Client, content: bytes, with_: str = WITH) -> Any:
    """The browser posts an answer from the provider's page, without the session, and follows where that leads."""
    sent = Client().post(f"{with_}/saml", {"SAMLResponse": base64.b64encode(content).decode()})
    assert sent.status_code == 302
    assert not sent.cookies
    return client.get(sent.url)


def come_back(idp: SamlIdp, client: Client, onwards: str = "/") -> Any:
    """Somebody goes to the provider, signs in there, and comes back."""
    away = client.get(WITH, {"next": onwards})
    return bring(client, idp.answer(away.url))
