"""Checking an archive and loading it, whole or not at all.

An archive is checked three times: each member against the manifest, each row against its table, and, once it is loaded
and before the transaction ends, the ledger against the rows. An altered archive is refused; with `allow_altered` it is
loaded, each mismatch is kept, and `ledger verify` fails from then on.
"""

import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from milepost.doors.archive.contents import archived_models
from milepost.doors.archive.writing import FORMAT
from milepost.engines.bulk.failures import DAMAGED_ZIP
from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.files.stores import here, store
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Author
from milepost.platform.ledger.breaches import Breach
from milepost.platform.ledger.models import AlteredImport, SubjectState
from milepost.platform.ledger.states import witnessed_models
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.packing.rows import row_from
from milepost.platform.packing.zips import MANIFEST, NoArchive, hash_member, lines_of, open_archive

ROWS = 500  # a batch
NOT_SET = 10  # format 1 wrote it for a practice without a number of its own


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import did: the programme, the rows it brought, and every mismatch that was let through."""

    programme: Programme
    rows: int
    mismatches: tuple[Breach, ...]


class AlteredArchive(Refused):
    """An archive whose contents are not those it was written with."""

    def __init__(self, mismatches: Iterable[Breach]) -> None:
        self.mismatches = tuple(mismatches)
        first = self.mismatches[0]
        super().__init__(
            _("The archive was altered: {count} mismatches, the first in {where}: {detail}.").format(
                count=len(self.mismatches), where=first.where, detail=first.detail
            ),
            hint=_("Export it again. With --allow-altered it loads, and `ledger verify` fails from then on."),
        )


def import_programme(*, author: Author, file: Path, allow_altered: bool = False) -> Loaded:
    """Load an archive. Raises `NoArchive`, `AlteredArchive`, or `Refused` where it would collide with what is here."""
    with open_archive(file) as opened:
        manifest = _manifest(opened, file)
        mismatches = list(_member_mismatches(opened, manifest))
        if mismatches and not allow_altered:
            raise AlteredArchive(mismatches)
        organisation_id = UUID(manifest["organisation"]["id"])
        _refuse_collision(manifest)
        placed: list[Path] = []
        try:
            with transaction.atomic():
                count, programme = _load_tables(opened, manifest)
                _append_import(author, programme, file.name, list(_rows_without_state(organisation_id)))
                _place_files(opened, organisation_id, placed)
                found = verify_ledger(organisation_id=organisation_id).breaches
                if found and not allow_altered:
                    raise AlteredArchive([*mismatches, *found])
                kept = (*mismatches, *found)
                _keep_mismatches(programme, kept)
        except BaseException:
            for path in placed:
                store().remove(path)
            raise
    return Loaded(programme, count, kept)


def _manifest(opened: zipfile.ZipFile, file: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(opened.read(MANIFEST))
        known = manifest["schema"] == "milepost/archive/1" and manifest["format"] in range(1, FORMAT + 1)
        UUID(manifest["organisation"]["id"]), UUID(manifest["programme"]["id"])
        dict(manifest["members"])
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise NoArchive(f"{file.name} has a manifest that cannot be read: {error}") from None
    if not known:
        raise NoArchive(f"{file.name} is of a format that this Milepost does not read", "Update Milepost first.")
    return dict(manifest)


def _member_mismatches(opened: zipfile.ZipFile, manifest: dict[str, Any]) -> Iterator[Breach]:
    listed = manifest["members"]
    present = set(opened.namelist()) - {MANIFEST}
    for name in sorted(present | set(listed)):
        if name not in present:
            yield Breach("member-missing", name, "the manifest lists it, the archive lacks it")
        elif name not in listed:
            yield Breach("member-added", name, "the manifest does not list it")
        else:
            try:
                same = hash_member(opened, name) == listed[name]
            except DAMAGED_ZIP:
                same = False
            if not same:
                yield Breach("member-altered", name, "its hash is not the one in the manifest")


def _refuse_collision(manifest: dict[str, Any]) -> None:
    organisation, programme = manifest["organisation"], manifest["programme"]
    if (
        Organisation.objects.filter(pk=organisation["id"]).exists()
        or Programme.objects.filter(pk=programme["id"]).exists()
    ):
        raise Refused(
            _("{code} is here already.").format(code=organisation["code"]),
            hint=_("Import into an installation that does not hold this organisation."),
        )
    if Organisation.objects.filter(code=organisation["code"]).exists():
        raise Refused(_("Another organisation has the code {code}.").format(code=organisation["code"]))


def _load_tables(opened: zipfile.ZipFile, manifest: dict[str, Any]) -> tuple[int, Programme]:
    models = archived_models()
    organisation_id = UUID(manifest["organisation"]["id"])
    count = 0
    known = set(opened.namelist())
    for model in models:
        name = f"tables/{model._meta.label_lower}.ndjson"
        if name not in known:
            continue
        for rows in batched(_rows(opened, name, model, manifest["format"]), ROWS):
            _refuse_foreign(name, rows, organisation_id)
            wanted = [row for row in rows if not _is_known_person(row)]
            try:
                with transaction.atomic():
                    model._default_manager.bulk_create(wanted)
            except IntegrityError as error:
                raise Refused(
                    _("{member} does not fit what is here: {error}").format(member=name, error=error)
                ) from None
            count += len(rows)
    programme = Programme.objects.select_related("organisation").filter(pk=manifest["programme"]["id"]).first()
    if programme is None:
        raise NoArchive("the archive holds no row of its own programme")
    return count, programme


def _rows(opened: zipfile.ZipFile, name: str, model: type[Model], written_in: int) -> Iterator[Model]:
    for number, line in enumerate(lines_of(opened, name), start=1):
        try:
            values = json.loads(line)
            if written_in == 1 and model is Practice and values["silent_days"] == NOT_SET:
                values["silent_days"] = None
            yield row_from(model, values)
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            raise NoArchive(f"{name}, row {number} cannot be read: {error}") from None


def _rows_without_state(organisation_id: UUID) -> Iterator[Model]:
    """Rows whose last entry stands in the organisation's stream, which is not in the archive: they start anew here."""
    for kind, model in witnessed_models():
        column = "id" if model is Organisation else "organisation_id"
        for rows in batched(model._default_manager.filter(**{column: organisation_id}).iterator(ROWS), ROWS):
            keys = [row.pk for row in rows]
            known = set(
                SubjectState.objects.filter(kind=kind, subject_id__in=keys).values_list("subject_id", flat=True)
            )
            yield from (row for row in rows if row.pk not in known)


def _refuse_foreign(name: str, rows: Iterable[Model], organisation_id: UUID) -> None:
    """A crafted archive could make its people members of an organisation that is here: nothing may reach past its own.

    People come without a password, as they were written.
    """
    for row in rows:
        owner = row.pk if isinstance(row, Organisation) else getattr(row, "organisation_id", organisation_id)
        if owner != organisation_id:
            raise NoArchive(f"{name} holds a row of another organisation")
        if isinstance(row, Person):
            row.set_unusable_password()


def _is_known_person(row: Model) -> bool:
    """A person who is here already stays as they are."""
    return isinstance(row, Person) and Person.objects.filter(pk=row.pk).exists()


def _append_import(author: Author, programme: Programme, name: str, rows: list[Model]) -> None:
    """One entry in the organisation's stream; the programme's own stream stays as it was written."""
    entries.append(
        actor=author,
        organisation_id=programme.organisation_id,
        kind="programme.imported",
        subject=entries.Subject("programmes.programme", programme.pk, programme.name),
        change={"file": name, "rows": len(rows)},
        touched=rows,
    )


def _place_files(opened: zipfile.ZipFile, organisation_id: UUID, placed: list[Path]) -> None:
    kept = store()
    with TemporaryDirectory(dir=here().root, prefix="importing-") as scratch:
        draft = Path(scratch) / "file"
        for name in opened.namelist():
            kind, _slash, rest = name.partition("/")
            if kind not in {"files", "evidence"} or not rest:
                continue
            place = kept.root / kind / str(organisation_id) / rest
            if kept.look(place):
                continue
            with opened.open(name) as member, draft.open("wb") as target:
                shutil.copyfileobj(member, target)
            kept.replace(draft, place)
            placed.append(place)


def _keep_mismatches(programme: Programme, mismatches: Iterable[Breach]) -> None:
    AlteredImport.objects.bulk_create(
        AlteredImport(
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            what=found.what,
            where=found.where,
            detail=found.detail,
        )
        for found in mismatches
    )
