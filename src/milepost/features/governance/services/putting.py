"""What every change here shares: the programme's lock, rows by code, from → to, numbers, files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from milepost.features.governance.rows import TEXT
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did
from milepost.platform.files.models import StoredFile
from milepost.platform.files.services import Check, keep_file
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Permission, require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import EditableTable, Superseded, save_revised


@dataclass(frozen=True, slots=True)
class Put[Entry]:
    """What a put did, and the row as it stands now."""

    did: Did
    row: Entry


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file on its way in: its name and its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


def allow(actor: Actor, permission: Permission, programme: Programme) -> None:
    """Require a permission in the programme."""
    require(actor, permission, organisation_id=programme.organisation_id, programme_id=programme.pk)


def lock(programme: Programme) -> None:
    """Hold the programme's row until the transaction ends: numbers get no twin, terms do not cross."""
    Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def present[Entry: EditableTable](
    model: type[Entry], programme: Programme, code: str | None, seen: int | None
) -> Entry | None:
    """The row with this code. `seen` 0 says that it is to be new; another number, that it has not moved on since."""
    row: Entry | None = None
    if code:
        rows: Any = model._default_manager
        row = rows.filter(programme=programme, code=code).first()
    if row is not None and seen == 0:
        raise Refused(_("The code {code} is taken.").format(code=code), field="code")
    if row is not None and seen is not None and row.revision != seen:
        raise Superseded(row)
    return row


def assign(row: EditableTable, given: Mapping[str, Any]) -> dict[str, list[object]]:
    """Set columns; answers with what differs, from → to."""
    before = {name: getattr(row, name, None) for name in given}  # a new row points at nothing yet
    for name, value in given.items():
        setattr(row, name, value)
    return {name: [_named(was), _named(is_)] for name, (was, is_) in _pairs(before, given) if was != is_}


def _pairs(before: Mapping[str, Any], given: Mapping[str, Any]) -> Iterable[tuple[str, tuple[Any, Any]]]:
    return ((name, (before[name], value)) for name, value in given.items())


def _named(value: Any) -> object:
    return str(value) if isinstance(value, Model) else value


def keep(row: EditableTable, *, is_new: bool, seen: int | None = None) -> None:
    """Write a row: a new one as it is, a present one under its next revision."""
    if is_new:
        row.save(force_insert=True)
    else:
        save_revised(row, seen=seen)


def write_entry(
    actor: Actor,
    programme: Programme,
    row: EditableTable,
    kind: str,
    change: Mapping[str, object],
    *,
    touched: Iterable[Model] = (),
    removed: Iterable[Model] = (),
) -> None:
    """The ledger's entry for a change of this row; `touched` and `removed` name further rows."""
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind=kind,
        subject=row,
        change=change,
        touched=[row, *touched],
        removed=removed,
    )


def next_code(model: type[EditableTable], programme: Programme, prefix: str, *, digits: int = 2) -> str:
    """The next number of a series: `SC-2026-03` after `SC-2026-02`. Codes of another form do not count."""
    rows: Any = model._default_manager
    taken = rows.filter(programme=programme, code__startswith=prefix).values_list("code", flat=True)
    numbers = [code.removeprefix(prefix) for code in taken]
    latest = max((int(number) for number in numbers if number.isdecimal() and len(number) < 9), default=0)
    return f"{prefix}{latest + 1:0{digits}d}"


def check_text(field: str, words: str, *, most: int = TEXT) -> None:
    """Refuse a text that is longer than it may be."""
    if len(words) > most:
        raise Refused(_("This has at most {count} characters.").format(count=most), field=field)


def check_past(field: str, day: date | None, today: date) -> None:
    """Refuse a day in the future for something that is said to have happened."""
    if day is not None and day > today:
        raise Refused(_("This day lies in the future."), field=field, hint=_("Record it once it has happened."))


def keep_handed_in(actor: Actor, programme: Programme, handed_in: HandedIn, check: Check | None = None) -> StoredFile:
    """Keep a file that passes `check` as evidence of the programme. Outside any transaction, for files are slow."""
    return keep_file(
        actor=actor,
        organisation=programme.organisation,
        programme_id=programme.pk,
        name=handed_in.name,
        chunks=handed_in.chunks,
        check=check,
    )


def file_columns(file: StoredFile) -> dict[str, Any]:
    """How a row points at its file."""
    return {"file_id": file.pk, "file_name": file.name, "file_sha256": file.sha256}
