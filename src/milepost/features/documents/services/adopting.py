"""Adopting a version that was approved before Milepost: stated with its minutes, not computed."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.engines.rules.months import add_months
from milepost.features.documents.contents import details_of, hash_of
from milepost.features.documents.models import Document, Version, VersionAuthor, VersionState
from milepost.features.documents.policies import CONTROL_DOCUMENTS
from milepost.features.documents.services.approving import supersede_others
from milepost.features.documents.services.keeping import (
    BODY,
    WORDS,
    allow,
    check_past,
    check_text,
    lock,
    note,
    say_day,
    today_of,
)
from milepost.features.documents.uploads import keep_document
from milepost.features.governance.services.putting import HandedIn, file_columns, keep_handed_in
from milepost.platform.files.models import StoredFile
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused

STATED = (
    "label", "body", "summary", "redesign", "approved_on", "approved_by", "by_top_management", "effective_on",
    "review_due_on", "communicated_on", "ended_on", "reason",
)  # fmt: skip

DAYS = ("approved_on", "effective_on", "review_due_on", "communicated_on", "ended_on")
EARLIEST = date(1990, 1, 1)
"""The first day that a version can have: no document of a service management system is older."""
AHEAD = 24
"""Months from today within which a version comes into force."""
LONGEST_REVIEW = 120
"""Months from today within which a version is reviewed."""


def adopt_version(
    *,
    actor: Actor,
    document: Document,
    fields: dict[str, Any],
    written_by: tuple[str, ...] = (),
    file: HandedIn | None = None,
    minutes: HandedIn | None = None,
) -> Version:
    """Take in a version with its approval from before: who, when, and where that is written (`reason`, `minutes`).

    It comes after those that are there, and supersedes the one in force unless `ended_on` says that it ended. Raises
    `Refused`.
    """
    allow(actor, CONTROL_DOCUMENTS, document.programme)
    _check(document, fields, written_by, has_minutes=minutes is not None)
    stored = keep_document(actor, document.programme, file) if file else None
    kept = keep_handed_in(actor, document.programme, minutes) if minutes else None
    with transaction.atomic():
        version, touched = _write(lock(document), fields, stored, kept, written_by)
        _note(actor, version, touched)
    return version


def _write(
    row: Document,
    fields: dict[str, Any],
    stored: StoredFile | None,
    kept: StoredFile | None,
    written_by: tuple[str, ...],
) -> tuple[Version, list[Any]]:
    """The version with its authors; answers with every row that was written, those it supersedes among them."""
    latest = Version.objects.filter(document=row).aggregate(latest=Max("number"))["latest"] or 0
    version = Version(
        organisation_id=row.organisation_id,
        document=row,
        number=latest + 1,
        state=VersionState.APPROVED,
        before=True,
        started_on=fields["approved_on"],
        submitted_on=fields["approved_on"],
        **{name: fields[name] for name in STATED if fields.get(name) is not None},
    )
    _check_place(row, version)
    version.effective_on = version.effective_on or version.approved_on
    version.ended_on = version.ended_on or _followed_on(row, version)
    if version.review_due_on is None and row.review_months and version.ended_on is None:
        version.review_due_on = add_months(version.effective_on or fields["approved_on"], row.review_months)
    if stored:
        for name, value in file_columns(stored).items():
            setattr(version, name, value)
    if kept:
        version.minutes_id, version.minutes_name, version.minutes_sha256 = kept.pk, kept.name, kept.sha256
    version.save(force_insert=True)
    authors = VersionAuthor.objects.bulk_create(
        VersionAuthor(organisation_id=row.organisation_id, version=version, name=name.strip())
        for name in dict.fromkeys(written_by)
        if name.strip()
    )
    version.details, version.content_hash = details_of(row), hash_of(version)
    version.save(update_fields=["details", "content_hash"])
    superseded = supersede_others(version) if version.ended_on is None else []
    return version, [version, *authors, *superseded]


def _note(actor: Actor, version: Version, touched: list[Any]) -> None:
    change = {
        "version": version.identification,
        "approved_on": say_day(version.approved_on),
        "approved_by": version.approved_by,
        "reason": version.reason,
        "minutes": version.minutes_sha256,
        "content_hash": version.content_hash,
    }
    note(actor, version.document, "documents.adopted", change, touched)


def _check(document: Document, fields: dict[str, Any], written_by: tuple[str, ...], *, has_minutes: bool) -> None:
    if unknown := set(fields) - set(STATED):
        raise Refused(_("A version has no {field}.").format(field=min(unknown)), field=min(unknown))
    for name, most in (("body", BODY), ("summary", WORDS), ("reason", WORDS), ("label", 20), ("approved_by", 300)):
        check_text(name, fields.get(name) or "", most=most)
    if document.withdrawn_on is not None:
        raise Refused(
            _("{number} was withdrawn.").format(number=document.number), hint=_("Enter a new document instead.")
        )
    if fields.get("approved_on") is None or not (fields.get("approved_by") or "").strip():
        missing = "approved_on" if fields.get("approved_on") is None else "approved_by"
        raise Refused(_("Say who approved it, and when."), field=missing)
    if not (fields.get("reason") or "").strip() and not has_minutes:
        raise Refused(
            _("An approval from before Milepost is stated, not computed: say where it is written."),
            field="reason",
            hint=_("Like “minutes of the board, 12 March 2026, item 4”, or hand in the minutes."),
        )
    _check_days(fields, today_of(document))
    if any(name.strip().lower() == fields["approved_by"].strip().lower() for name in written_by):
        raise Refused(
            _("Nobody approves a document they wrote (S-16)."), field="approved_by", hint=_("Name another approver.")
        )


def _check_days(fields: dict[str, Any], today: date) -> None:
    """Days that a version can have: none before `EARLIEST`, in force soon, and reviewed after it came into force."""
    for name in DAYS:
        day: date | None = fields.get(name)
        if day is not None and day < EARLIEST:
            raise Refused(
                _("{day} is too long ago: nothing approved before {earliest} is taken in.").format(
                    day=day, earliest=EARLIEST
                ),
                field=name,
                hint=_("Check the year; of an older document take in the version that was last approved."),
            )
    for name in ("approved_on", "communicated_on", "ended_on"):
        check_past(name, fields.get(name), today)
    _check_order(fields)
    effective_on = fields.get("effective_on")
    if effective_on is not None and effective_on > add_months(today, AHEAD):
        raise Refused(
            _("It comes into force more than {months} months from today.").format(months=AHEAD),
            field="effective_on",
            hint=_("Check the year, or take it in when the day is nearer."),
        )
    review_due_on = fields.get("review_due_on")
    if review_due_on is not None and review_due_on > add_months(today, LONGEST_REVIEW):
        raise Refused(
            _("Its review is due more than {years} years from today.").format(years=LONGEST_REVIEW // 12),
            field="review_due_on",
            hint=_("Check the year."),
        )


def _check_order(fields: dict[str, Any]) -> None:
    approved_on: date = fields["approved_on"]
    for name in ("effective_on", "review_due_on", "communicated_on", "ended_on"):
        if fields.get(name) is not None and fields[name] < approved_on:
            raise Refused(
                _("This day lies before the approval."),
                field=name,
                hint=_("It was approved on {day}.").format(day=approved_on),
            )
    effective_on = fields.get("effective_on")
    for name in ("review_due_on", "ended_on"):
        if effective_on is not None and fields.get(name) is not None and fields[name] < effective_on:
            raise Refused(
                _("This day lies before the one from which it is in force."),
                field=name,
                hint=_("It is in force from {day}.").format(day=effective_on),
            )


def _check_place(document: Document, version: Version) -> None:
    others = Version.objects.filter(document=document)
    if version.label and others.filter(label=version.label).exists():
        raise Refused(_("There is a version {label} already.").format(label=version.label), field="label")
    latest = others.filter(state=VersionState.APPROVED, before=False).order_by("-approved_on").first()
    if latest is not None and latest.approved_on and version.approved_on and version.approved_on <= latest.approved_on:
        raise Refused(
            _("{version} was approved here on {day}; what came before it is history of its own.").format(
                version=latest.identification, day=latest.approved_on
            ),
            field="approved_on",
        )


def _followed_on(document: Document, version: Version) -> date | None:
    """The day from which a version held that was approved later, for one that is taken in after its successor."""
    later = Version.objects.filter(
        document=document, state=VersionState.APPROVED, approved_on__gt=version.approved_on
    ).order_by("effective_on")
    return next((other.effective_on for other in later), None)
