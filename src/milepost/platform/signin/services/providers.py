"""An organisation's identity provider: set, changed, removed; and who the person behind its claims is here."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person, SignedInBy
from milepost.platform.organisations.policies import EDIT_ORGANISATION, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import accept_invitation, make_person
from milepost.platform.organisations.services.members import join
from milepost.platform.organisations.tables import save_revised
from milepost.platform.provisioning.services import is_awaited, let_in, settle_signed_in
from milepost.platform.signin.fetching import NoAnswer, is_allowed
from milepost.platform.signin.models import Identity, IdentityProvider, SamlProvider
from milepost.platform.signin.oidc import discover
from milepost.platform.signin.saml import Described, fingerprints

FIELDS = ("issuer", "client_id", "secret_variable", "asks_second_factor", "makes_accounts")


def set_provider(
    *, actor: Actor, organisation: Organisation, seen: int | None = None, **fields: Any
) -> IdentityProvider:
    """Name the organisation's provider, or change what is said of it. It is asked once, to see that it answers.

    Another issuer is another place: whoever was linked at the earlier one is linked anew by their address.
    """
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    given = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    _check(organisation, given)
    return keep_provider(actor, organisation, given, seen=seen)


def keep_provider(
    actor: Actor,
    organisation: Organisation,
    given: Mapping[str, Any],
    *,
    seen: int | None,
    saml: Described | None = None,
) -> IdentityProvider:
    """Write a provider that was checked, with what its metadata say where it speaks SAML."""
    with transaction.atomic():
        row = IdentityProvider.objects.select_for_update().filter(organisation=organisation).first()
        made = row is None
        row = row or IdentityProvider(organisation=organisation)
        before = {name: getattr(row, name) for name in FIELDS}
        known = SamlProvider.objects.filter(provider=row).first() if not made else None
        elsewhere = given["issuer"] != row.issuer or (known is None) is not (saml is None)
        gone: list[Model] = list(row.identities.all()) if not made and elsewhere else []
        for name, value in given.items():
            setattr(row, name, value)
        if made:
            row.save()
        else:
            save_revised(row, seen=seen)
        kept = _keep_saml(row, known, saml)
        entries.append(
            actor=actor,
            organisation_id=organisation.pk,
            kind="provider.set",
            subject=row,
            change=entries.difference(before, given) | _saml_change(known, saml),
            touched=[row, *([kept] if kept else [])],
            removed=gone + ([known] if known and saml is None else []),
        )
        Identity.objects.filter(pk__in=[identity.pk for identity in gone]).delete()
        if known and saml is None:
            SamlProvider.objects.filter(pk=known.pk).delete()
    return row


def _keep_saml(row: IdentityProvider, known: SamlProvider | None, saml: Described | None) -> SamlProvider | None:
    if saml is None:
        return None
    kept = known or SamlProvider(organisation=row.organisation, provider=row)
    kept.sign_in_at, kept.certificates = saml.sign_in_at, saml.pem
    kept.save()
    return kept


def _saml_change(known: SamlProvider | None, saml: Described | None) -> dict[str, object]:
    """What changed of the metadata; certificates as administrators compare them."""
    before = {"sign_in_at": known.sign_in_at, "certificates": fingerprints(known.certificates)} if known else {}
    after = {"sign_in_at": saml.sign_in_at, "certificates": fingerprints(saml.pem)} if saml else {}
    names = ("sign_in_at", "certificates")
    return {name: [before.get(name), after.get(name)] for name in names if before.get(name) != after.get(name)}


def _check(organisation: Organisation, given: Mapping[str, Any]) -> None:
    if not given["client_id"] or len(given["client_id"]) > 200:
        raise Refused(_("Say what the provider knows Milepost by."), field="client_id")
    wanted = variable_of(organisation)
    named = given["secret_variable"]
    if named and named != wanted and not named.startswith(f"{wanted}__"):
        # Else the setting could have any secret of this server sent to an issuer of its choice.
        raise Refused(
            _("The variable is called {name}, or begins with {name}__.").format(name=wanted), field="secret_variable"
        )
    if named and not settings.PROVIDER_SECRETS.get(named):
        raise Refused(
            _("This server's environment has no {name}.").format(name=named),
            field="secret_variable",
            hint=_("Whoever runs the installation sets it and starts Milepost again."),
        )
    if len(given["issuer"]) > 300 or not is_allowed(given["issuer"]):
        raise Refused(_("The issuer is an address that begins with https://."), field="issuer")
    try:
        discover(given["issuer"])
    except NoAnswer:
        raise Refused(
            _("No identity provider describes itself there."),
            field="issuer",
            hint=_("Write the issuer as the provider does, often without a slash at the end."),
        ) from None


def variable_of(organisation: Organisation) -> str:
    """The name of the environment's variable that holds the secret; one organisation cannot name another's."""
    return "MILEPOST_OIDC_" + organisation.code.upper().replace("-", "_")


@transaction.atomic
def remove_provider(*, actor: Actor, organisation: Organisation) -> None:
    """Sign in by password again. Whoever never had one is given one by the machine's administrator."""
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    row = IdentityProvider.objects.select_for_update().filter(organisation=organisation).first()
    if row is None:
        raise Refused(_("No identity provider is set."))
    gone: list[Model] = [*row.identities.all(), *SamlProvider.objects.filter(provider=row)]
    entries.append(
        actor=actor, organisation_id=organisation.pk, kind="provider.removed", subject=row,
        change={"issuer": row.issuer}, removed=[row, *gone],
    )  # fmt: skip
    row.delete()


def signed_in_with(provider: IdentityProvider, claims: Mapping[str, Any]) -> SignedInBy:
    """Whether the provider asked for a second factor: it always does, or its token says so (RFC 8176)."""
    methods = claims.get("amr")
    has_two = provider.asks_second_factor or (isinstance(methods, list) and "mfa" in methods)
    return SignedInBy.PROVIDER if has_two else SignedInBy.PROVIDER_ALONE


@transaction.atomic
def person_behind_claims(provider: IdentityProvider, claims: Mapping[str, Any]) -> Person:
    """Who this is here: the person linked to the subject, else the invited one whose verified address it is.

    Raises `Refused`. Nobody becomes a member silently unless the organisation switched that on, or its provider brings
    people in by SCIM and waits for this one.
    """
    here = provider.organisation
    linked = Identity.objects.select_related("person").filter(provider=provider, subject=claims["sub"]).first()
    person = linked.person if linked else _person_at(provider, claims)
    if not person.is_active or not _is_member(here, person):
        raise Refused(
            _("You are not a member of {organisation}.").format(organisation=here),
            hint=_("An administrator there invites you."),
        )
    if linked is None:
        _link(provider, person, claims["sub"])
    settle_signed_in(here, person)
    return person


def _person_at(provider: IdentityProvider, claims: Mapping[str, Any]) -> Person:
    address, verified = claims.get("email"), claims.get("email_verified")
    if not isinstance(address, str) or not (verified is True or verified == "true"):
        raise Refused(
            _("The identity provider does not say that your address is verified."),
            hint=_("Ask whoever runs it to send a verified e-mail address."),
        )
    email, here = address.strip().lower(), provider.organisation
    member = Member.objects.select_related("person").filter(organisation=here, removed_at=None, person__email=email)
    if found := member.first():
        return found.person
    name = claims.get("name") if isinstance(claims.get("name"), str) else ""
    invitation = Invitation.objects.select_related("organisation").filter(
        organisation=here, email=email, used_at=None, withdrawn_at=None, expires_at__gt=now()
    )
    if invited := invitation.order_by("-pk").first():
        person = make_person(email=email, name=str(name or invited.name), language=here.language)
        accept_invitation(invitation=invited, person=person)
        return person
    if is_awaited(here, email):
        return let_in(here, email=email, name=str(name or email)[:200])
    if provider.makes_accounts and not Member.objects.filter(organisation=here, person__email=email).exists():
        # Whoever was removed is not let in again without an invitation.
        person = make_person(email=email, name=str(name or email)[:200], language=here.language)
        join(_author(person), here, person, Role.READER, None, None)
        return person
    raise Refused(
        _("Nobody invited {email} to {organisation}.").format(email=email, organisation=here),
        hint=_("An administrator there invites you."),
    )


def _link(provider: IdentityProvider, person: Person, subject: str) -> None:
    if Identity.objects.filter(provider=provider, person=person).exists():
        raise Refused(
            _("Your address belongs to another account at the identity provider."),
            hint=_("Ask an administrator of your organisation."),
        )
    identity = Identity.objects.create(
        organisation=provider.organisation, provider=provider, person=person, subject=subject, linked_at=now()
    )
    entries.append(
        actor=_author(person), organisation_id=provider.organisation_id, kind="person.identity-linked",
        subject=identity, change={"email": person.email, "issuer": provider.issuer}, touched=[identity],
    )  # fmt: skip


def _is_member(organisation: Organisation, person: Person) -> bool:
    return Member.objects.filter(organisation=organisation, person=person, removed_at=None).exists()


def _author(person: Person) -> Author:
    return Author(person_id=person.pk, name=person.name, email=person.email, channel=Channel.WEB)
