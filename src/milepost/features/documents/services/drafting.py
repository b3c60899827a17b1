"""Writing a version while it is a draft, and putting one into the other language."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.features.documents.labels import next_label
from milepost.features.documents.models import (
    Document,
    Language,
    Translation,
    Version,
    VersionAuthor,
    VersionState,
)
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.querysets import AT_WORK
from milepost.features.documents.services.keeping import (
    BODY,
    WORDS,
    allow,
    assign,
    check_text,
    keep,
    lock,
    note,
    today_of,
)
from milepost.features.documents.uploads import keep_document
from milepost.features.governance.services.putting import HandedIn, file_columns
from milepost.platform.files.models import StoredFile
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded

WRITTEN = ("body", "label", "summary", "redesign", "wanted_from")
COPIED = ("body", "file_id", "file_name", "file_sha256")


def save_draft(
    *,
    actor: Actor,
    document: Document,
    fields: dict[str, Any],
    authors: Sequence[str] | None = None,
    file: HandedIn | None = None,
    seen: int | None = None,
) -> Version:
    """Write the draft of the next version; a new one starts from the text of the last. `authors` are further names.

    Where the last has a version number of the organisation's own, the new one goes on counting by it.

    Whoever writes is among its authors, and does not approve it (S-16). `seen` 0 says that no draft was there. Raises
    `Refused`, or `Superseded` where somebody else wrote meanwhile.
    """
    allow(actor, WRITE_DOCUMENTS, document.programme)
    _check_written(fields)
    _check_open(document)
    stored = keep_document(actor, document.programme, file) if file else None
    with transaction.atomic():
        row = lock(document)
        _check_open(row)
        draft = _draft_of(row, seen)
        is_new = draft is None
        if draft is None:
            draft = _new_draft(row)
        given = {name: fields[name] for name in WRITTEN if name in fields}
        if "label" in given:
            _check_label(row, draft, given["label"])
        changed = assign(draft, {**given, **(file_columns(stored) if stored else {})})
        if not is_new and not changed and not authors:
            return draft
        keep(draft, is_new=is_new)
        added = _add_authors(actor, draft, authors or ())
        _note_draft(actor, draft, is_new=is_new, changed=changed, stored=stored, added=added)
    return draft


def _check_written(fields: dict[str, Any]) -> None:
    for name, most in (("body", BODY), ("summary", WORDS), ("label", 20)):
        check_text(name, fields.get(name) or "", most=most)
    if unknown := set(fields) - set(WRITTEN):
        raise Refused(_("A version has no {field}.").format(field=min(unknown)), field=min(unknown))


def _check_open(document: Document) -> None:
    if document.withdrawn_on is not None:
        raise Refused(
            _("{number} was withdrawn.").format(number=document.number), hint=_("Enter a new document instead.")
        )


def _check_label(document: Document, draft: Version, label: str) -> None:
    others = Version.objects.filter(document=document, label=label).exclude(pk=draft.pk)
    if label and others.exists():
        raise Refused(_("There is a version {label} already.").format(label=label), field="label")


def _draft_of(document: Document, seen: int | None) -> Version | None:
    at_work = Version.objects.filter(document=document, state__in=AT_WORK).first()
    if at_work is None:
        return None
    at_work.document = document
    if at_work.state != VersionState.DRAFT:
        raise Refused(
            _("{version} is in review and does not change any more.").format(version=at_work.identification),
            hint=_("Return it with a reason; then a new version can be drafted."),
        )
    if seen is not None and seen != at_work.revision:
        raise Superseded(at_work)
    return at_work


def _new_draft(document: Document) -> Version:
    latest = Version.objects.filter(document=document).order_by("-number").first()
    number = Version.objects.filter(document=document).aggregate(latest=Max("number"))["latest"] or 0
    copied = {name: getattr(latest, name) for name in COPIED} if latest else {}
    return Version(
        organisation_id=document.organisation_id,
        document=document,
        number=number + 1,
        label=next_label(document),
        started_on=today_of(document),
        **copied,
    )


def _add_authors(actor: Actor, draft: Version, names: Sequence[str]) -> list[VersionAuthor]:
    present = list(draft.authors.all())
    people, known = {author.person_id for author in present}, {author.name for author in present}
    wanted = [VersionAuthor(person_id=actor.person_id, name=actor.name)] if actor.person_id not in people else []
    wanted += [VersionAuthor(name=name.strip()) for name in names if name.strip() and name.strip() not in known]
    for author in wanted:
        check_text("authors", author.name, most=200)
        author.organisation_id, author.version = draft.organisation_id, draft
    return VersionAuthor.objects.bulk_create(wanted)


def _note_draft(
    actor: Actor,
    draft: Version,
    *,
    is_new: bool,
    changed: dict[str, list[object]],
    stored: StoredFile | None,
    added: list[VersionAuthor],
) -> None:
    """What changed, without the text itself: it stands in the version, and its hash is enough."""
    change: dict[str, object] = {name: value for name, value in changed.items() if name != "body"}
    change |= {"version": draft.identification, "authors": ", ".join(author.name for author in added)}
    if "body" in changed:
        change["characters"] = len(draft.body)
    if stored:
        change["file"] = stored.sha256
    note(
        actor,
        draft.document,
        "documents.draft-started" if is_new else "documents.draft-changed",
        change,
        [draft, *added],
    )


def put_translation(
    *,
    actor: Actor,
    version: Version,
    language: str,
    body: str,
    file: HandedIn | None = None,
    seen: int | None = None,
) -> Translation:
    """Put an approved version into the other language; it is bound to that version, and replaced as often as wanted."""
    document = version.document
    allow(actor, WRITE_DOCUMENTS, document.programme)
    check_text("body", body, most=BODY)
    if language not in Language.values or language == document.language:
        raise Refused(
            _("{number} is written in this language.").format(number=document.number),
            field="language",
            hint=_("A translation is in the other one."),
        )
    if version.state != VersionState.APPROVED:
        raise Refused(_("Only an approved version is translated: its words stand."), field="version")
    stored = keep_document(actor, document.programme, file) if file else None
    if not body.strip() and stored is None:
        raise Refused(_("A translation has a text or a file."), field="body")
    with transaction.atomic():
        lock(document)
        row = Translation.objects.filter(version=version, language=language).first()
        is_new = row is None
        if row is None:
            row = Translation(organisation_id=version.organisation_id, version=version, language=language)
        elif seen is not None and seen != row.revision:
            raise Superseded(row)
        day: date = today_of(document)
        given = {"body": body, "source_hash": version.content_hash, "translated_on": day}
        assign(row, given | (file_columns(stored) if stored else {}))
        row.translated_by_id = actor.person_id
        keep(row, is_new=is_new)
        note(
            actor,
            document,
            "documents.translated",
            {"version": version.identification, "language": language, "characters": len(body), "file": row.file_sha256},
            [row],
        )
    return row
