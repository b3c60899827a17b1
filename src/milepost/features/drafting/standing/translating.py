"""The drafted translation of a version in force: the same facts in the other language, if nobody changed its text."""

from datetime import date

from django.utils.translation import gettext as _

from milepost.catalogue.documents.templates import LANGUAGES
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.templating.drift import drifts
from milepost.features.documents.models import Translation, Version
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.services import put_translation
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.book import sources_of
from milepost.features.drafting.reading.controlled import controlled_documents
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.sheets.things import NotOneDocument
from milepost.features.drafting.standing.drifting import InForce
from milepost.features.drafting.writing.drafts import Drafted, only, write_from
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused


def drafted_translation(standing: InForce, *, on: date) -> Drafted:
    """What the template writes in the other language, if the version is word for word what it writes in its own.

    Raises `Refused` where people changed the text, or where facts or the template would write another one today: what
    is drafted now would then not be a translation of what is in force.
    """
    version, origin = standing.version, standing.origin
    if version.body != origin.body:
        raise Refused(
            _("People wrote in {version}, and no template knows their words.").format(version=version.identification),
            hint=_("Take its draft in the other language, and put what they wrote into it by hand."),
        )
    here, there = _in_both_languages(version, origin, on)
    changed = drifts(origin.read, here.read)
    if changed or here.draft.body != version.body:
        raise Refused(
            _("{version} would be written otherwise today.").format(version=version.identification),
            hint=_("Have its next version approved first, or translate this one by hand."),
        )
    if bool(here.own_version) != bool(there.own_version):
        raise Refused(
            _("Its template is your own in one language only."), hint=_("Change the template in the other one alike.")
        )
    return there


def take_translation(*, actor: Actor, standing: InForce, on: date) -> Translation:
    """Put what is drafted in the other language beside the version in force. Raises `Refused`."""
    document = standing.version.document
    require(actor, WRITE_DOCUMENTS, organisation_id=document.organisation_id, programme_id=document.programme_id)
    drafted = drafted_translation(standing, on=on)
    return put_translation(actor=actor, version=standing.version, language=drafted.language, body=drafted.draft.body)


def _in_both_languages(version: Version, origin: Origin, on: date) -> tuple[Drafted, Drafted]:
    """The draft in the version's own language and in the other one, from one reading of the registers."""
    programme, address = version.document.programme, address_of(origin)
    sources, controlled = sources_of(programme, on=on), controlled_documents(programme, on=on)
    other = next(language for language in LANGUAGES if language != origin.language)
    try:
        here, there = (
            only(address, write_from(sources, programme, [address], language, controlled))
            for language in (origin.language, other)
        )
    except (UnknownEntry, NotOneDocument):
        raise Refused(
            _("{version} is written from nothing that is there today.").format(version=version.identification),
            hint=_("Translate it by hand."),
        ) from None
    return here, there
