"""Settling what a practice owes from one form: each filled part is one call of its service, refused beside its field.

Statements come first: a wrong password must be counted by the sign-in limits, so nothing may stand around it.
"""

from collections.abc import Callable

from milepost.features.practices.duties import Duty, DutyKind
from milepost.features.practices.forms import SettleForm
from milepost.features.practices.models import Practice
from milepost.features.practices.services import (
    make_nil_statement,
    record_case,
    record_occurrence,
    sign_nil_statement,
)
from milepost.features.practices.uploads import kept_file
from milepost.features.programmes.web import ProgrammeRequest
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.services import Signing

type Settler = Callable[[ProgrammeRequest, Practice, SettleForm, Duty, Signing | None], None]


def settle(request: ProgrammeRequest, practice: Practice, form: SettleForm) -> int:
    """Save each part that was filled in. Returns how many were; refusals stand in the form."""
    done = 0
    # One for all statements of the form: a code is taken only once.
    signs = any(form.cleaned_data.get(name) for name in ("password", "provider", "passkey"))
    signing = Signing.of(form, request) if signs else None
    for duty in sorted(form.duties, key=lambda duty: duty.kind is not DutyKind.NIL):
        if not form.cleaned_data.get(duty.name):
            continue
        try:
            SETTLERS[duty.kind](request, practice, form, duty, signing)
        except Refused as refused:
            field = _FIELDS.get(refused.field, "").format(name=duty.name) or duty.name
            form.add_error(field if field in form.fields else None, f"{refused.reason} {refused.hint}".strip())
        else:
            done += 1
    return done


_FIELDS = {
    "password": "password",
    "code": "code",
    "provider": "provider",
    "passkey": "passkey",
    "note": "{name}-note",
    "title": "{name}-title",
    "outcome": "{name}-outcome",
}


def _nil(request: ProgrammeRequest, practice: Practice, form: SettleForm, duty: Duty, signing: Signing | None) -> None:
    if duty.month is None:
        return
    words = form.cleaned_data[duty.name]
    make_nil_statement(actor=request.actor, practice=practice, month=duty.month, looked_at=words)
    if signing is not None:
        sign_nil_statement(actor=request.actor, practice=practice, month=duty.month, signing=signing)


def _occurrence(
    request: ProgrammeRequest, practice: Practice, form: SettleForm, duty: Duty, _signing: Signing | None
) -> None:
    if duty.occurrence is None:
        return
    record_occurrence(
        actor=request.actor,
        practice=practice,
        occurrence=duty.occurrence,
        done_on=form.cleaned_data[duty.name],
        note_on_it=form.cleaned_data.get(f"{duty.name}-note", ""),
        file=kept_file(request.actor, practice, form.cleaned_data.get(f"{duty.name}-file")),
    )


def _rehearsal(
    request: ProgrammeRequest, practice: Practice, form: SettleForm, duty: Duty, _signing: Signing | None
) -> None:
    record_case(
        actor=request.actor,
        practice=practice,
        happened_on=form.cleaned_data[duty.name],
        title=form.cleaned_data.get(f"{duty.name}-title", ""),
        outcome=form.cleaned_data.get(f"{duty.name}-outcome", ""),
        rehearsal=True,
    )


SETTLERS: dict[DutyKind, Settler] = {
    DutyKind.NIL: _nil,
    DutyKind.OCCURRENCE: _occurrence,
    DutyKind.REHEARSAL: _rehearsal,
}
