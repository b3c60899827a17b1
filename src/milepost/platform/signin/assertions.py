"""Checking what a SAML identity provider answers (profiles 4.1.4 and core 2.3 to 2.7 of SAML 2.0).

Only the assertion counts, only where it is signed itself by a key of the provider's metadata, and only what the
signature covers is read: the assertion is cut out of the answer, checked as a document of its own, and read from the
bytes that were hashed. So nothing that was wrapped around it, beside it or into it is ever looked at.
"""

import base64
import time
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Safe

from milepost.platform.signin.oidc import LEEWAY, NotVouched
from milepost.platform.signin.saml import ASSERTION, PROTOCOL, SIGNATURE, Place

MOST = 256 * 1024  # characters of an answer
SUCCESS = "urn:oasis:names:tc:SAML:2.0:status:Success"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
MAIL_FORMAT = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
TRANSFORMS = {"http://www.w3.org/2000/09/xmldsig#enveloped-signature", "http://www.w3.org/2001/10/xml-exc-c14n#"}
CONDITIONS = {"AudienceRestriction", "OneTimeUse", "ProxyRestriction"}
METHODS = ("RSA_SHA256", "RSA_SHA384", "RSA_SHA512", "SHA256_RSA_MGF1", "SHA384_RSA_MGF1", "SHA512_RSA_MGF1",
           "ECDSA_SHA256", "ECDSA_SHA384", "ECDSA_SHA512")  # fmt: skip
DIGESTS = ("SHA256", "SHA384", "SHA512")
MAIL_NAMES = {
    "email", "mail", "emailaddress", "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
}  # fmt: skip
NAME_NAMES = {
    "name", "displayname", "cn", "urn:oid:2.16.840.1.113730.3.1.241", "urn:oid:2.5.4.3",
    "http://schemas.microsoft.com/identity/claims/displayname",
}  # fmt: skip
TWO_FACTORS = {"https://refeds.org/profile/mfa", "http://schemas.microsoft.com/claims/multipleauthn"}


def claims_in(answer: str, place: Place, issuer: str, certificates: Sequence[x509.Certificate]) -> dict[str, Any]:
    """What a provider says of the person, in the words of OpenID Connect. Raises `NotVouched`.

    `in_response_to` is what was asked for it: whoever asked compares it, and takes it once.
    """
    content = _decoded(answer)
    assertion = _signed_assertion(_only_assertion(content, place), certificates)
    _check_said_by(assertion, issuer)
    _check_conditions(assertion, place)
    asked = _check_subject(assertion, place)
    return {**_person(assertion), **_sign_in(assertion), "in_response_to": asked}


def _decoded(answer: str) -> bytes:
    if not answer or len(answer) > MOST:
        raise NotVouched("no answer, or too long")
    try:
        content = base64.b64decode("".join(answer.split()), validate=True)
        # Refuses document types, and with them entities of every kind, before any other parser sees them.
        Safe.fromstring(content, forbid_dtd=True)
    except (DefusedXmlException, SyntaxError, ValueError, LookupError) as error:
        raise NotVouched(f"no XML that is read: {type(error).__name__}") from None
    return content


def _only_assertion(content: bytes, place: Place) -> bytes:
    """The one assertion of an answer, as a document of its own."""
    from lxml import etree  # noqa: PLC0415 - installations without SAML do not have it

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.LxmlError as error:
        raise NotVouched(f"no XML: {type(error).__name__}") from None
    if root.tag != _protocol("Response") or root.getroottree().docinfo.doctype:
        raise NotVouched("no answer of the protocol")
    if root.get("Destination", place.answer_to) != place.answer_to:
        raise NotVouched("an answer for another place")
    status = root.find(f"{_protocol('Status')}/{_protocol('StatusCode')}")
    if status is None or status.get("Value") != SUCCESS:
        raise NotVouched("the provider refused")
    everywhere = [one for one in root.iter() if _local(one) in {"Assertion", "EncryptedAssertion"}]
    if len(everywhere) != 1 or everywhere[0].tag != _said("Assertion") or everywhere[0].getparent() is not root:
        raise NotVouched("not exactly one assertion, unencrypted and in its place")
    found: bytes = etree.tostring(everywhere[0], with_tail=False)
    return found


def _signed_assertion(content: bytes, certificates: Sequence[x509.Certificate]) -> Any:
    """The assertion as the signature covers it. Raises `NotVouched` where no certificate fits."""
    # Installations without SAML have none of these.
    from lxml import etree  # noqa: PLC0415
    from signxml.algorithms import DigestAlgorithm, SignatureMethod  # noqa: PLC0415
    from signxml.exceptions import SignXMLException  # noqa: PLC0415
    from signxml.verifier import SignatureConfiguration, XMLVerifier  # noqa: PLC0415

    config = SignatureConfiguration(
        location="./",
        expect_references=1,
        signature_methods=frozenset(SignatureMethod[name] for name in METHODS),
        digest_algorithms=frozenset(DigestAlgorithm[name] for name in DIGESTS),
    )
    broken = (SignXMLException, InvalidSignature, UnsupportedAlgorithm, etree.LxmlError,
              ValueError, TypeError, KeyError, AttributeError, AssertionError)  # fmt: skip
    reasons = []
    for certificate in certificates:
        try:
            result = XMLVerifier().verify(content, x509_cert=certificate, expect_config=config)
        except broken as error:
            reasons.append(f"{type(error).__name__}: {str(error)[:200]}")
            continue
        signed = getattr(result, "signed_xml", None)
        _check_covered(content, signed, getattr(result, "signature_xml", None))
        return signed
    raise NotVouched("; ".join(reasons) or "no certificate to check it by")


def _check_covered(content: bytes, signed: Any, signature: Any) -> None:
    """What was signed must be the whole assertion, by nothing but the two transforms that leave it as it is."""
    whole = Safe.fromstring(content, forbid_dtd=True)
    if signed is None or signed.tag != _said("Assertion") or not signed.get("ID"):
        raise NotVouched("something else than the assertion is signed")
    if signed.get("ID") != whole.get("ID") or signed.get("Version") != "2.0":
        raise NotVouched("another assertion is signed")
    used = {one.get("Algorithm") for one in signature.iter(f"{{{SIGNATURE}}}Transform")}
    if not used <= TRANSFORMS:
        raise NotVouched("the signature transforms what it covers")


def _check_said_by(assertion: Any, issuer: str) -> None:
    if _text(assertion.find(_said("Issuer"))) != issuer:
        raise NotVouched("another issuer")


def _check_conditions(assertion: Any, place: Place) -> None:
    found = assertion.findall(_said("Conditions"))
    if len(found) != 1:
        raise NotVouched("no conditions")
    _check_times(found[0])
    if not {_local(one) for one in found[0]} <= CONDITIONS:
        raise NotVouched("a condition that is not known")
    restrictions = found[0].findall(_said("AudienceRestriction"))
    if not restrictions or not all(place.entity in _texts(one, "Audience") for one in restrictions):
        raise NotVouched("for another audience")


def _check_subject(assertion: Any, place: Place) -> str:
    """What was asked for it: the assertion is for whoever brings it, here, now, and in answer to that."""
    subject = assertion.find(_said("Subject"))
    for confirmation in subject.findall(_said("SubjectConfirmation")) if subject is not None else ():
        data = confirmation.find(_said("SubjectConfirmationData"))
        if confirmation.get("Method") != BEARER or data is None or data.get("NotBefore"):
            continue
        if data.get("Recipient") != place.answer_to or not data.get("InResponseTo"):
            continue
        if not data.get("NotOnOrAfter"):
            continue
        _check_times(data)
        return str(data.get("InResponseTo"))
    raise NotVouched("not for whoever brings it here, in answer to a question")


def _person(assertion: Any) -> dict[str, Any]:
    subject = assertion.find(_said("Subject"))
    name_id: Any = subject.find(_said("NameID")) if subject is not None else None
    known = _text(name_id)
    if not known or len(known) > 255 or name_id.get("Format") == TRANSIENT:
        raise NotVouched("no name that stays the same")
    attributes: dict[str, set[str]] = {}
    for attribute in assertion.iter(_said("Attribute")):
        values = _texts(attribute, "AttributeValue")
        for name in (attribute.get("Name", ""), attribute.get("FriendlyName", "")):
            attributes.setdefault(name.lower(), values)
    mail = _first(attributes, MAIL_NAMES) or (known if name_id.get("Format") == MAIL_FORMAT else "")
    return {"sub": known, "email": mail, "email_verified": True, "name": _first(attributes, NAME_NAMES)}


def _sign_in(assertion: Any) -> dict[str, Any]:
    """When the provider signed the person in, and whether it says that it asked for two factors."""
    statement = assertion.find(_said("AuthnStatement"))
    if statement is None:
        raise NotVouched("it does not say that anybody signed in")
    if statement.get("SessionNotOnOrAfter") and _moment(statement.get("SessionNotOnOrAfter")) <= time.time() - LEEWAY:
        raise NotVouched("the session there is over")
    how = {*_texts(statement, "AuthnContext/AuthnContextClassRef")}
    for attribute in assertion.iter(_said("Attribute")):
        if attribute.get("Name") == "http://schemas.microsoft.com/claims/authnmethodsreferences":
            how |= _texts(attribute, "AttributeValue")
    return {"auth_time": _moment(statement.get("AuthnInstant")), "amr": ["mfa"] if how & TWO_FACTORS else []}


def _check_times(element: Any) -> None:
    now = time.time()
    if element.get("NotBefore") and _moment(element.get("NotBefore")) > now + LEEWAY:
        raise NotVouched("not yet")
    if element.get("NotOnOrAfter") and _moment(element.get("NotOnOrAfter")) <= now - LEEWAY:
        raise NotVouched("no longer")


def _moment(written: str | None) -> int:
    try:
        found = datetime.fromisoformat(written or "")
    except ValueError:
        raise NotVouched("a time that is none") from None
    if found.tzinfo is None:
        raise NotVouched("a time without a zone")
    return int(found.timestamp())


def _first(attributes: dict[str, set[str]], names: Iterable[str]) -> str:
    """The only value of the first attribute that has one; several values name nobody."""
    return next((next(iter(attributes[name])) for name in sorted(names) if len(attributes.get(name, ())) == 1), "")


def _texts(element: Any, path: str) -> set[str]:
    steps = "/".join(_said(step) for step in path.split("/"))
    return {_text(one) for one in element.findall(steps)} - {""}


def _text(element: Any) -> str:
    """The whole text of an element, which may hold nothing but text: a comment must not cut a name short."""
    if element is None or len(element):
        return ""
    return "".join(element.itertext()).strip()


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _said(name: str) -> str:
    return f"{{{ASSERTION}}}{name}"


def _protocol(name: str) -> str:
    return f"{{{PROTOCOL}}}{name}"
