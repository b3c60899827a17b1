"""Approved versions of a practice's procedure."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.features.practices.models import Practice, Procedure
from milepost.features.practices.policies import APPROVE_PROCEDURES
from milepost.features.practices.services.noting import allow, note
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


@transaction.atomic
def approve_procedure(
    *,
    actor: Actor,
    practice: Practice,
    title: str,
    approved_on: date,
    approved_by: str,
    written_by: str = "",
    redesign: bool = False,
    file: StoredFile | None = None,
) -> Procedure:
    """Record the approval of a version of the procedure. Nobody approves what they wrote (S-16)."""
    allow(actor, APPROVE_PROCEDURES, practice.programme)
    if not title.strip() or not approved_by.strip():
        raise Refused(
            _("A procedure has a title, and somebody approved it."),
            field="title" if not title.strip() else "approved_by",
        )
    if approved_on > today(practice.organisation.timezone):
        raise Refused(_("An approval cannot be dated in the future."), field="approved_on")
    if written_by.strip() and written_by.strip().lower() == approved_by.strip().lower():
        raise Refused(
            _("Nobody approves a document they wrote (S-16)."), field="approved_by", hint=_("Name another approver.")
        )
    Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)  # versions have no gap and no twin
    latest = practice.procedures.aggregate(latest=Max("version"))["latest"] or 0
    procedure = Procedure.objects.create(
        organisation=practice.organisation,
        practice=practice,
        version=latest + 1,
        title=title.strip()[:200],
        written_by=written_by.strip(),
        approved_on=approved_on,
        approved_by=approved_by.strip(),
        redesign=redesign,
        file_id=file.pk if file else None,
        file_sha256=file.sha256 if file else "",
    )
    note(
        actor,
        practice,
        "practices.procedure-approved",
        {"procedure": str(procedure), "approved_on": approved_on, "approved_by": approved_by, "redesign": redesign},
        [procedure],
    )
    return procedure


@transaction.atomic
def withdraw_procedure(*, actor: Actor, practice: Practice, on: date) -> Procedure:
    """Withdraw the procedure in force without a successor: from that day on records do not count."""
    allow(actor, APPROVE_PROCEDURES, practice.programme)
    procedure = practice.procedures.filter(withdrawn_on=None).order_by("-version").first()
    if procedure is None:
        if practice.documented:
            raise Refused(
                _("Its procedure is the controlled document {number}.").format(number=practice.documented[-1].document),
                field="on",
                hint=_("Withdraw the document."),
            )
        raise Refused(_("No procedure of the practice is in force."), field="on")
    if not procedure.approved_on <= on <= today(practice.organisation.timezone):
        raise Refused(_("A procedure is withdrawn after its approval, and not in the future."), field="on")
    others = list(practice.procedures.filter(withdrawn_on=None))
    for version in others:
        version.withdrawn_on = max(on, version.approved_on)
        version.save(update_fields=["withdrawn_on"])
    note(actor, practice, "practices.procedure-withdrawn", {"procedure": str(procedure), "on": on}, others)
    return procedure
