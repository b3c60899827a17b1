"""Setting how an organisation's documents look."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.documents.models import HouseStyle
from milepost.features.documents.policies import STYLE_DOCUMENTS
from milepost.features.documents.style import COLOUR, LOGO, PARTS, REFERENCE, style_of
from milepost.features.documents.style_files import check_colour, check_logo, check_reference
from milepost.features.governance.services.putting import HandedIn, assign, keep
from milepost.platform.files.services import Check, keep_file
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

_CHECKS: Mapping[str, Check] = {LOGO: check_logo, REFERENCE: check_reference}


def put_house_style(
    *,
    actor: Actor,
    organisation: Organisation,
    colour: str = "",
    files: Mapping[str, HandedIn] | None = None,
    clear: Collection[str] = (),
    seen: int | None = None,
) -> HouseStyle:
    """Set colour (`#rrggbb`) and files (by `logo`, `reference`), and clear what is named; the rest stays.

    Raises `Refused` naming the part at fault; nothing is changed then. Raises `Superseded` where `seen`, 0 before
    anything was set, is no longer the revision.
    """
    require(actor, STYLE_DOCUMENTS, organisation_id=organisation.pk)
    files = files or {}
    given = {COLOUR, *files} if colour.strip() else set(files)
    _check_parts(given, clear)
    fields: dict[str, Any] = {}
    for part in clear:
        fields |= {COLOUR: ""} if part == COLOUR else _columns(part, None, "", "")
    if colour.strip():
        fields[COLOUR] = check_colour(colour)
    _check_seen(style_of(organisation), seen)
    for part, handed_in in files.items():
        fields |= _kept(actor, organisation, part, handed_in)
    return _written(actor, organisation, fields, seen)


def _check_parts(given: Collection[str], clear: Collection[str]) -> None:
    for part in clear:
        if part not in PARTS:
            raise Refused(
                _("“{part}” is nothing that can be cleared.").format(part=part[:40]),
                field="clear",
                hint=_("Name one of {parts}.").format(parts=", ".join(PARTS)),
            )
        if part in given:
            raise Refused(_("This is given and cleared at once."), field=part, hint=_("Leave one of the two out."))


def _check_seen(present: HouseStyle, seen: int | None) -> None:
    if seen is not None and present.revision != seen:
        raise Superseded(present)


def _kept(actor: Actor, organisation: Organisation, part: str, handed_in: HandedIn) -> dict[str, Any]:
    """A file checked and kept, outside any transaction, for files are slow; the columns that point at it."""
    check = _CHECKS[part]
    try:
        file = keep_file(
            actor=actor, organisation=organisation, name=handed_in.name, chunks=handed_in.chunks, check=check
        )
    except Refused as refused:
        raise Refused(refused.reason, field=part, hint=refused.hint) from None
    return _columns(part, file.pk, file.name, file.sha256)


def _columns(part: str, key: Any, name: str, sha256: str) -> dict[str, Any]:
    return {f"{part}_id": key, f"{part}_name": name, f"{part}_sha256": sha256}


@transaction.atomic
def _written(actor: Actor, organisation: Organisation, fields: Mapping[str, Any], seen: int | None) -> HouseStyle:
    """Write what differs. The organisation's row is held: of two first ones, the second sees the first."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    row = style_of(organisation)
    _check_seen(row, seen)
    is_new = row.revision == 0
    changed = {name: values for name, values in assign(row, fields).items() if not name.endswith("_id")}
    if not changed:  # the same file once more has another key and nothing else
        return style_of(organisation)
    row.revision = max(row.revision, 1)
    keep(row, is_new=is_new)
    entries.append(
        actor=actor,
        organisation_id=organisation.pk,
        kind="documents.style-changed",
        subject=row,
        change=changed,
        touched=[row],
    )
    return row
