"""Making a template one's own, and giving the shipped one back: each is a version, and none is ever changed."""

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.templating.copying import check_text
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.drafting.models import OwnTemplate
from milepost.features.drafting.own.checking import FaultyTemplate, check_own
from milepost.features.drafting.writing.own_templates import Standing, digest_of, standing_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

LONGEST_REASON = 1_000


def save_template(
    *,
    actor: Actor,
    programme: Programme,
    key: str,
    language: str,
    text: str,
    reason: str,
    rests_on: str = "",
    seen: int | None = None,
) -> OwnTemplate:
    """Keep a template's file as the next version, from which documents are written from now on.

    `seen` is the number of the newest version when the change was begun, 0 for none. The same file on the same edition
    is no new version. Raises `Hidden` for a key or language without a template, `FaultyTemplate`, `Refused`, or
    `Superseded` where somebody else saved meanwhile.
    """
    _allow(actor, programme)
    reason = _reason(reason)
    standing = standing_of(programme, key, language)
    checked = check_own(programme, standing, text, on=today(programme.organisation.timezone), rests_on=rests_on)
    if checked.faults:
        raise FaultyTemplate(checked.faults)
    row = OwnTemplate(edition=checked.edition, text=checked.text, shipped_text=checked.shipped_text, reason=reason)
    with transaction.atomic():
        present = _locked(programme, key, language, seen)
        newest = present.in_use
        if newest is not None and (newest.text, newest.shipped_text) == (row.text, row.shipped_text):
            return newest
        return _keep(actor, present, programme, row, "drafting.template-saved")


def reset_template(
    *, actor: Actor, programme: Programme, key: str, language: str, reason: str, seen: int | None = None
) -> OwnTemplate:
    """Go back to the shipped template; the organisation's versions stay in the history.

    Raises `Hidden`, `Refused` where the shipped one is used already, or `Superseded`.
    """
    _allow(actor, programme)
    reason = _reason(reason)
    with transaction.atomic():
        present = _locked(programme, key, language, seen)
        if present.in_use is None:
            raise Refused(
                _("{key} is written from the shipped template already.").format(key=key),
                hint=_("Nothing is to be done."),
            )
        row = OwnTemplate(edition=present.shipped.edition, reason=reason)
        return _keep(actor, present, programme, row, "drafting.template-reset")


def _allow(actor: Actor, programme: Programme) -> None:
    require(actor, WRITE_DOCUMENTS, organisation_id=programme.organisation_id, programme_id=programme.pk)


def _reason(words: str) -> str:
    words = words.strip()
    if not words:
        raise Refused(_("Say why: whoever reads the history wants to know."), field="reason")
    if len(words) > LONGEST_REASON:
        raise Refused(_("This has at most {count} characters.").format(count=LONGEST_REASON), field="reason")
    if check_text(words):
        raise Refused(_("This holds a character that cannot be kept."), field="reason")
    return words


def _locked(programme: Programme, key: str, language: str, seen: int | None) -> Standing:
    """The versions as they are now, until the transaction ends: the first has no row of its own to lock."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    standing = standing_of(programme, key, language)
    newest = standing.newest
    if seen is not None and newest is not None and seen != newest.number:
        raise Superseded(newest)
    return standing


def _keep(actor: Actor, standing: Standing, programme: Programme, row: OwnTemplate, kind: str) -> OwnTemplate:
    before = standing.newest
    row.organisation_id, row.programme = programme.organisation_id, programme
    row.template, row.language = standing.key, standing.language
    row.number = row.revision = before.number + 1 if before else 1
    row.saved_by_id, row.saved_on = actor.person_id, today(programme.organisation.timezone)
    row.save(force_insert=True)
    change: dict[str, object] = {
        "template": row.template,
        "language": row.language,
        "own_version": [before.number if before else None, row.number],
        "edition": row.edition,
        "reason": row.reason,
    }
    if row.is_copy:
        change |= {"characters": len(row.text), "content_hash": digest_of(row.text)}
    entries.append_row(actor, row, kind, change)
    return row
