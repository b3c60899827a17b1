"""Organisations."""

import re
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author, Channel
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Grant, Member, Organisation, Person, SignInRules
from milepost.platform.organisations.policies import EDIT_ORGANISATION, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services.people import check_language
from milepost.platform.organisations.tables import save_revised

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
COUNTRY = re.compile(r"[A-Z]{2}")


@transaction.atomic
def make_organisation(
    *, author: Author, code: str, name: str, administrator: Person, timezone: str = "Asia/Jakarta", language: str = "en"
) -> Organisation:
    """An organisation with its first administrator. The right to do so is the command line's own: shell access."""
    if not CODE.fullmatch(code) or len(code) > 40:
        raise Refused(
            _("{code} is no code: up to 40 lower-case letters, digits and single hyphens.").format(code=code),
            field="code",
        )
    if Organisation.objects.filter(code=code).exists():
        raise Refused(_("An organisation with the code {code} exists.").format(code=code), field="code")
    _check({"name": name, "timezone": timezone, "language": language})
    organisation = Organisation.objects.create(
        code=code, name=name.strip(), timezone=timezone, language=language, made_at=now()
    )
    member = Member.objects.create(organisation=organisation, person=administrator, joined_at=now())
    grant = Grant.objects.create(organisation=organisation, member=member, role=Role.ADMINISTRATOR)
    entries.append(
        actor=author,
        organisation_id=organisation.pk,
        kind="organisation.made",
        subject=organisation,
        change={"code": code, "name": organisation.name, "administrator": administrator.email},
        touched=[organisation, member, grant],
    )
    return organisation


def _check(fields: dict[str, str]) -> None:
    if not fields.get("name", "-").strip():
        raise Refused(_("An organisation has a name."), field="name")
    if "timezone" in fields and fields["timezone"] not in available_timezones():
        raise Refused(
            _("{zone} is no time zone; write it like Asia/Jakarta.").format(zone=fields["timezone"]), field="timezone"
        )
    if "language" in fields:
        check_language(fields["language"])
    if "country" in fields and not COUNTRY.fullmatch(fields["country"]):
        raise Refused(_("A country is two capital letters, like ID."), field="country")


@transaction.atomic
def change_organisation(*, actor: Actor, organisation: Organisation, seen: int | None, **fields: str) -> Organisation:
    """Change name, time zone, country or language. Raises `Superseded` where `seen` is no longer its revision."""
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    _check(fields)
    before = {name: getattr(organisation, name) for name in fields}
    changed = Organisation.objects.get(pk=organisation.pk)  # the row in hand stays as it was when this is refused
    for name, value in fields.items():
        setattr(changed, name, value.strip())
    save_revised(changed, seen=seen)
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="organisation.changed",
        subject=changed,
        change=entries.difference(before, fields),
        touched=[changed],
    )
    return changed


@transaction.atomic
def change_sign_in_rules(
    *, actor: Actor, organisation: Organisation, second_factor: bool, seen: int | None = None
) -> SignInRules:
    """Say whether the organisation opens with a second factor only. Raises `Superseded` where `seen` is no longer true.

    Whoever asks for it has one, but on the machine itself: else the next page would be closed to them too.
    """
    require(actor, EDIT_ORGANISATION, organisation_id=organisation.pk)
    if second_factor and actor.channel is not Channel.CLI and actor.known_person.second_factor_since is None:
        raise Refused(
            _("Set up a second factor of your own first."),
            field="second_factor",
            hint=_("You find it under My account, Security."),
        )
    rules, made = SignInRules.objects.select_for_update().get_or_create(organisation=organisation)
    before = {"second_factor": rules.second_factor}
    rules.second_factor = second_factor
    save_revised(rules, seen=None if made else seen)
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="organisation.sign-in-changed",
        subject=rules,
        change=entries.difference(before, {"second_factor": second_factor}),
        touched=[rules],
    )
    return rules
