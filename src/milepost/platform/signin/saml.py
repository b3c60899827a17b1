"""SAML 2.0 as a service provider (Web Browser SSO): what is asked by redirect, and what each side says of itself.

`begin` makes the address to go to and what to remember meanwhile, `metadata_of` what a provider reads about us, and
`read_metadata` reads what it says of itself. Answers are checked in `assertions`, with packages that an installation
without SAML need not have (`is_installed`). Nothing here knows of people.
"""

import base64
import secrets
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import quoteattr

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Safe
from django.utils.translation import gettext as _

from milepost.platform.signin.fetching import is_allowed

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
MOST = 512 * 1024  # bytes of metadata
LEAST_BITS = 2048  # of an RSA key


class NotMetadata(Exception):
    """A file does not describe an identity provider that can be used. The text says why, for whoever handed it in."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organisation signs in by SAML: who we are to the provider, and where it answers."""

    entity: str
    answer_to: str


@dataclass(frozen=True, slots=True)
class Described:
    """What a provider says of itself: its name, where it is asked, and the certificates of the keys it signs with."""

    issuer: str
    sign_in_at: str
    certificates: tuple[x509.Certificate, ...]

    @property
    def pem(self) -> str:
        """The certificates as they are kept."""
        return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in self.certificates)


def is_installed() -> bool:
    """Whether the packages are there that check signatures in XML (`pip install milepost[saml]`)."""
    return find_spec("signxml") is not None and find_spec("lxml") is not None


def begin(place: Place, sign_in_at: str, *, anew: bool = False) -> tuple[str, dict[str, Any]]:
    """The address to send somebody to, and what their session remembers until they are back.

    `anew` asks the provider to sign them in whether or not it knows them already.
    """
    request = "_" + secrets.token_hex(20)
    attributes = {
        "ID": request,
        "Version": "2.0",
        "IssueInstant": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Destination": sign_in_at,
        "ProtocolBinding": POST,
        "AssertionConsumerServiceURL": place.answer_to,
        **({"ForceAuthn": "true"} if anew else {}),
    }
    written = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items())
    text = (
        f'<samlp:AuthnRequest xmlns:samlp="{PROTOCOL}" xmlns:saml="{ASSERTION}" {written}>'
        f"<saml:Issuer>{_escaped(place.entity)}</saml:Issuer>"
        f'<samlp:NameIDPolicy Format="{UNSPECIFIED}" AllowCreate="true"/></samlp:AuthnRequest>'
    )
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = deflate.compress(text.encode()) + deflate.flush()
    joined = "&" if "?" in sign_in_at else "?"
    query = urlencode({"SAMLRequest": base64.b64encode(packed).decode()})
    return sign_in_at + joined + query, {"request": request, "at": int(time.time())}


def metadata_of(place: Place) -> str:
    """What a provider wants to know of us, as XML."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="{METADATA}" entityID={quoteattr(place.entity)}>'
        f'<md:SPSSODescriptor protocolSupportEnumeration="{PROTOCOL}" AuthnRequestsSigned="false"'
        ' WantAssertionsSigned="true">'
        f"<md:NameIDFormat>{UNSPECIFIED}</md:NameIDFormat>"
        f'<md:AssertionConsumerService Binding="{POST}" Location={quoteattr(place.answer_to)} index="0"'
        ' isDefault="true"/></md:SPSSODescriptor></md:EntityDescriptor>\n'
    )


def read_metadata(content: bytes) -> Described:
    """What a provider says of itself in its metadata. Raises `NotMetadata`."""
    if len(content) > MOST:
        raise NotMetadata(_("the file is larger than 512 KiB"))
    try:
        root = Safe.fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, SyntaxError, ValueError, LookupError):
        raise NotMetadata(_("the file is no XML, or declares a document type")) from None
    if root.tag != f"{{{METADATA}}}EntityDescriptor":
        raise NotMetadata(_("the file does not describe one entity (EntityDescriptor)"))
    role = root.find(f"{{{METADATA}}}IDPSSODescriptor")
    issuer = root.get("entityID", "")
    if role is None or not issuer or len(issuer) > 300:
        raise NotMetadata(_("the entity is no identity provider, or has no entityID"))
    certificates = tuple(_certificates(role))
    if not certificates:
        raise NotMetadata(_("no certificate for signing stands in it"))
    return Described(issuer, _redirect(role), certificates)


def _redirect(role: Any) -> str:
    for service in role.iter(f"{{{METADATA}}}SingleSignOnService"):
        address = service.get("Location", "")
        if service.get("Binding") == REDIRECT and len(address) <= 500 and is_allowed(address):
            return str(address)
    raise NotMetadata(_("no https address to sign in at by redirect stands in it (HTTP-Redirect)"))


def _certificates(role: Any) -> Iterator[x509.Certificate]:
    for key in role.iter(f"{{{METADATA}}}KeyDescriptor"):
        if key.get("use", "signing") != "signing":
            continue
        for element in key.iter(f"{{{SIGNATURE}}}X509Certificate"):
            try:
                found = x509.load_der_x509_certificate(base64.b64decode("".join((element.text or "").split())))
            except ValueError:
                raise NotMetadata(_("a certificate in it cannot be read")) from None
            _check_key(found)
            yield found


def _check_key(certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey) or (isinstance(key, RSAPublicKey) and key.key_size >= LEAST_BITS):
        return
    raise NotMetadata(_("its key is neither of RSA with 2048 bits nor of an elliptic curve"))


def certificates_in(pem: str) -> list[x509.Certificate]:
    """The certificates as they were kept."""
    return x509.load_pem_x509_certificates(pem.encode())


def fingerprints(pem: str) -> list[str]:
    """SHA-256 of each certificate, as administrators compare them."""
    return [one.fingerprint(hashes.SHA256()).hex() for one in certificates_in(pem)] if pem else []


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
