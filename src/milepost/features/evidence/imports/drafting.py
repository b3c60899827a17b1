"""Drafts of imports on the screen: look at the file, adjust the mapping, try it, import it."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from milepost.engines.bulk import DuckEngine, Preview, as_yaml, parse_mapping
from milepost.engines.bulk import Mapping as RecordMapping
from milepost.engines.bulk.fields import BY_NAME, REQUIRED
from milepost.engines.bulk.mapping.model import FieldRule, Timing
from milepost.engines.bulk.mapping.words import normal
from milepost.features.evidence.imports.mappings import find_named_mapping
from milepost.features.evidence.imports.queueing import UPLOADED, keep_upload, queue_import
from milepost.features.evidence.imports.running import (
    ImportRequest,
    Report,
    bulk_failures_as_refusals,
    import_records,
    instant_of,
)
from milepost.features.evidence.imports.trying import takes_long_to_look_at
from milepost.features.evidence.models import ImportDraft
from milepost.features.programmes.models import Programme
from milepost.platform.batches.policies import IMPORT_RECORDS
from milepost.platform.files.services import plain_name
from milepost.platform.jobs.models import Job
from milepost.platform.jobs.runs import folder_of, forget_folder
from milepost.platform.ledger.clock import now
from milepost.platform.ledger.keys import new_key
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden, require
from milepost.platform.organisations.refusals import Refused

GUESS = "guess"
SHOWN = 50


def begin_draft(
    *, actor: Actor, programme: Programme, name: str, chunks: Iterable[bytes], practice: str, mapping: str
) -> ImportDraft:
    """Keep a file and look at it. `mapping` names a ready one or a source, `guess` proposes one.

    One that takes long to look at is kept without a preview, for a worker to look at.
    """
    require(actor, IMPORT_RECORDS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    key = new_key()
    file = keep_upload(key, name, chunks)
    try:
        with bulk_failures_as_refusals():
            told = ("", None) if mapping == GUESS else find_named_mapping(mapping, programme.organisation)
        draft = ImportDraft(
            id=key,
            organisation_id=programme.organisation_id,
            programme=programme,
            made_by_id=actor.person_id,
            made_at=now(),
            file_name=plain_name(name),
            size=file.stat().st_size,
            practice=practice,
            mapping_name=told[0] or _("Guessed"),
            mapping=as_yaml(told[1]) if told[1] else "",
        )
        if not takes_long_to_look_at(draft, file):
            _look(draft)
    except Refused:
        forget_folder(key)
        raise
    draft.save(force_insert=True)
    return draft


def look_at(draft: ImportDraft) -> None:
    """Look at a file that was kept without a preview. Raises `Refused` where it cannot be read."""
    _look(draft)
    draft.save(update_fields=["mapping", "preview"])


def _look(draft: ImportDraft) -> None:
    folder, terms = folder_of(draft.pk), mapping_of(draft).source if draft.mapping else None
    try:
        with bulk_failures_as_refusals():
            preview = DuckEngine(store=folder, temporary=folder / "spill").preview(
                folder / UPLOADED / draft.file_name,
                _scratch(draft.pk),
                system=_system_of(draft.file_name),
                encoding=terms.encoding if terms else "",
                delimiter=terms.delimiter if terms else "",
            )
    finally:
        shutil.rmtree(folder / "looked", ignore_errors=True)
    draft.mapping = draft.mapping or as_yaml(_with_required(preview.guess))
    draft.preview = _preview_facts(preview)


def get_draft(actor: Actor, programme: Programme, key: UUID) -> ImportDraft:
    """A draft of the programme. Raises `Hidden` where there is none."""
    require(actor, IMPORT_RECORDS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    draft = ImportDraft.objects.filter(programme=programme, pk=key).select_related("programme__organisation").first()
    if draft is None:
        raise Hidden
    return draft


def mapping_of(draft: ImportDraft) -> RecordMapping:
    """The mapping as it stands."""
    return parse_mapping(draft.mapping, file=draft.mapping_name)


def mapped_columns(draft: ImportDraft, mapping: RecordMapping) -> dict[str, str]:
    """Field → the file's column that the mapping reads, empty where the file has none of those it names."""
    columns = draft.preview["columns"]
    known = {normal(column): column for column in reversed(columns)}
    found = {}
    for name, rule in mapping.fields.items():
        hits = (column if column in columns else known.get(normal(column), "") for column in rule.columns)
        found[name] = next((hit for hit in hits if hit), "")
    return found


def change_draft(
    draft: ImportDraft,
    *,
    columns: Mapping[str, str],
    values: Mapping[str, Mapping[str, str]],
    system: str,
    timing: str,
    settings: Mapping[str, Any],
) -> None:
    """Take what the form says: field → column, field → value → meaning, the source, the settings of the import."""
    mapping = mapping_of(draft)
    for name in REQUIRED:
        if not columns.get(name):
            raise Refused(_("Say which column holds it."), field=f"column-{name}")
    fields = {name: _rule(mapping, name, column) for name, column in columns.items() if column}
    for name, meanings in values.items():
        if name in fields:
            fields[name] = replace(fields[name], values={**fields[name].values, **meanings})
    practice = mapping.practice
    if practice is not None and values.get("practice"):
        practice = replace(practice, values={**practice.values, **values["practice"]})
    source = replace(mapping.source, system=system.strip(), timing=Timing(timing))
    changed = replace(mapping, fields=fields, practice=practice, source=source)
    draft.mapping = as_yaml(changed)
    draft.settings = dict(settings)
    draft.save(update_fields=["mapping", "settings"])


def _rule(mapping: RecordMapping, name: str, column: str) -> FieldRule:
    known = mapping.fields.get(name)
    return replace(known, columns=(column,)) if known else FieldRule(name, (column,), personal=_is_person(name))


def _with_required(guess: RecordMapping) -> RecordMapping:
    """A guess may have found no column for what every record needs; somebody then says which it is."""
    lacking = {name: FieldRule(name, (name,)) for name in REQUIRED if name not in guess.fields}
    return replace(guess, fields={**lacking, **guess.fields})


def _is_person(name: str) -> bool:
    return str(BY_NAME[name].type) == "person"


def try_draft(
    *, actor: Actor, draft: ImportDraft, folder: Path | None = None, report: Report = lambda _stage: None
) -> dict[str, Any]:
    """A dry run: the verdicts, kept with the draft. Raises `Refused` where the file cannot be read so.

    `folder` is that of the job that tries it, which is kept for its next attempt; none: there is no job.
    """
    scratch = folder or _scratch(draft.pk)
    try:
        with bulk_failures_as_refusals():
            imported = import_records(
                actor=actor,
                programme=draft.programme,
                file=folder_of(draft.pk) / UPLOADED / draft.file_name,
                file_name=draft.file_name,
                request=request_of(draft, dry_run=True),
                folder=scratch,
                report=report,
            )
    finally:
        if folder is None:
            shutil.rmtree(scratch, ignore_errors=True)
    facts = dict(imported.facts)
    reasons: dict[str, int] = {}
    for rejection in facts["rejections"]:
        reasons[rejection["reason"]] = reasons.get(rejection["reason"], 0) + 1
    facts["reasons"] = sorted(reasons.items(), key=lambda found: -found[1])
    facts["rejections"] = facts["rejections"][:SHOWN]
    facts["changed_times"] = facts["changed_times"][:SHOWN]
    draft.tried = facts
    draft.save(update_fields=["tried"])
    return facts


def queue_draft(*, actor: Actor, draft: ImportDraft) -> Job:
    """Have it imported; the draft becomes the job of the same key."""
    job = queue_import(
        actor=actor,
        programme=draft.programme,
        key=draft.pk,
        file_name=draft.file_name,
        request=request_of(draft, dry_run=False),
    )
    draft.delete()
    return job


def forget_draft(*, draft: ImportDraft) -> None:
    """Remove the draft and its file."""
    forget_folder(draft.pk)
    draft.delete()


def request_of(draft: ImportDraft, *, dry_run: bool) -> ImportRequest:
    """The import that the draft asks for."""
    settings, programme = draft.settings, draft.programme
    return ImportRequest(
        practice=draft.practice,
        mapping=mapping_of(draft),
        mapping_name=draft.mapping_name,
        timezone=settings.get("timezone", ""),
        date_order=settings.get("date_order", ""),
        dry_run=dry_run,
        on_reject=settings.get("on_reject", "stop"),
        complete_from=instant_of(settings.get("complete_from", ""), programme, ends=False, field="complete_from"),
        complete_to=instant_of(settings.get("complete_to", ""), programme, ends=True, field="complete_to"),
        attest=settings.get("attest", ""),
    )


def _scratch(key: UUID) -> Path:
    folder = folder_of(key) / "looked"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _system_of(name: str) -> str:
    stem = plain_name(name).split(".")[0].lower()
    return "".join(letter if letter.isalnum() else "-" for letter in stem).strip("-") or "file"


def _preview_facts(preview: Preview) -> dict[str, Any]:
    return {
        "format": preview.format,
        "encoding": preview.encoding,
        "encoding_certain": preview.encoding_certain,
        "delimiter": preview.delimiter,
        "columns": list(preview.columns),
        "renamed": list(preview.renamed),
        "rows": [[cell[:80] for cell in row] for row in preview.rows[:5]],
    }
