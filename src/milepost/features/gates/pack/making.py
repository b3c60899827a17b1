"""Making the pack: everything is set and looked at first, so that a file appears whole or not at all."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import SEEK_END
from pathlib import Path
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.engines.rendering import BadDocument, count_pages
from milepost.features.documents.printing import Format
from milepost.features.gates.pack.entries import Entry, OwnFile, Pack, Sheet
from milepost.features.gates.pack.gathering import LANGUAGES, pack_of
from milepost.features.gates.pack.index import FORMS, Filed, index_name, printed_index
from milepost.features.gates.pack.sheets import frame_of
from milepost.features.gates.pack.values import manifest_values
from milepost.features.gates.policies import MAKE_PACK
from milepost.features.programmes.models import Programme
from milepost.platform.files.store import opened_place, place_of
from milepost.platform.files.stores import store
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.packing.whole import appearing_whole
from milepost.platform.packing.zips import MANIFEST, ArchiveWriter
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class MadePack:
    """A pack that was made: what is in it, and the SHA-256 and size of the file."""

    pack: Pack
    sha256: str
    size: int

    @property
    def file_name(self) -> str:
        """What the file is called where it is handed on."""
        return f"application-{self.pack.programme.code}-{self.pack.on.isoformat()}-{self.pack.language}.zip"


type Told = Callable[[int, int], object]
"""Is told how many documents of how many are set."""


def make_pack(*, actor: Actor, programme: Programme, language: str, target: IO[bytes]) -> MadePack:
    """Write today's pack to `target` and its entry to the ledger. Raises `Refused` as `write_pack` does."""
    require(actor, MAKE_PACK, organisation_id=programme.organisation_id, programme_id=programme.pk)
    made = write_pack(programme, language, target)
    with transaction.atomic():
        append_entry(actor, made)
    return made


def write_pack(
    programme: Programme, language: str, target: IO[bytes], *, tell: Told = lambda _done, _total: None
) -> MadePack:
    """Write today's pack to `target`, a file open for writing and reading, which then stands at its beginning.

    The same state and day give the same bytes. Raises `Refused` where a file is missing or altered, or a document
    cannot be set: the document is named, and what was written so far is worth nothing.
    """
    refuse_other_language(language)
    with override(language):
        pack = pack_of(programme, language)
    _look_for_files(pack)
    _write(pack, target, tell)
    return MadePack(pack, *_sum_of(target))


def refuse_other_language(language: str) -> None:
    """Raises `Refused` for a language that documents are not written in."""
    if language not in LANGUAGES:
        raise Refused(_("Documents are written in en and id."), field="language", hint=_("Choose one of the two."))


def append_entry(actor: Actor, made: MadePack) -> None:
    """Append the entry of a pack that was made, in the caller's transaction."""
    programme = made.pack.programme
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="gates.pack-made",
        subject=programme,
        change={
            "language": made.pack.language,
            "files": len(made.pack.entries),
            "lacking": len(made.pack.lacking),
            "sha256": made.sha256,
            "size": made.size,
        },
    )


def make_pack_file(*, actor: Actor, programme: Programme, language: str, target: Path) -> MadePack:
    """The same as a file of that name, which appears only when it is whole. Raises `Refused`, OSError."""
    with appearing_whole(target) as file:
        return make_pack(actor=actor, programme=programme, language=language, target=file)


def _look_for_files(pack: Pack) -> None:
    for entry in pack.entries:
        file = entry.content
        if isinstance(file, OwnFile) and store().look(place_of(file.organisation_id, file.sha256)) is None:
            raise _refused(entry, file, _("{document}: its file {name} is missing from the store."))


def _refused(entry: Entry, file: OwnFile, words: str) -> Refused:
    return Refused(
        words.format(document=entry.label, name=file.name),
        hint=_("No pack is made without it: bring the file back from a backup, or have a new version approved."),
    )


def _write(pack: Pack, target: IO[bytes], tell: Told) -> None:
    texts = dict(_set_all(pack, tell))
    filed = [Filed(name, entry, count_pages(texts[name]) if name in texts else None) for name, entry in pack.named]
    letters = _letters(pack, filed)
    writer = ArchiveWriter(target)
    try:
        for name, letter in letters.items():
            writer.add(name, [letter])
        for one in filed:
            if isinstance(one.entry.content, OwnFile):
                _add_own(writer, one.name, one.entry, one.entry.content)
            else:
                writer.add(one.name, [texts[one.name]])
        with override(pack.language):
            manifest = manifest_values(pack, filed, writer.members)
        writer.add(MANIFEST, [json.dumps(manifest, ensure_ascii=False, indent=1).encode()])
    finally:
        writer.close()


def _set_all(pack: Pack, tell: Told) -> Iterator[tuple[str, bytes]]:
    """The PDFs by name, one after the other: this is what a pack takes its time for."""
    total = len(pack.entries)
    for done, (name, entry) in enumerate(pack.named):
        tell(done, total)
        if isinstance(entry.content, Sheet):
            yield name, _set(entry, entry.content)
    tell(total, total)


def _set(entry: Entry, sheet: Sheet) -> bytes:
    try:
        return sheet.make()
    except BadDocument as bad:
        raise _unset(entry.label, bad) from bad


def _letters(pack: Pack, filed: list[Filed]) -> dict[str, bytes]:
    frame = frame_of(pack.programme, pack.language, pack.on)
    try:
        return {index_name(pack.language, form): printed_index(frame, pack, filed, Format(form)) for form in FORMS}
    except BadDocument as bad:
        raise _unset(_("The index"), bad) from bad


def _unset(what: str, bad: BadDocument) -> Refused:
    reason = _("{document} cannot be set as PDF, so no pack is made: {reason}")
    return Refused(reason.format(document=what, reason=speak(bad.reason)), hint=speak(bad.fix))


def _add_own(writer: ArchiveWriter, name: str, entry: Entry, file: OwnFile) -> None:
    writer.add_file(name, opened_place(file.organisation_id, file.sha256))
    if writer.members[name].sha256 != file.sha256:
        raise _refused(entry, file, _("{document}: its file {name} in the store is not what was handed in."))


def _sum_of(file: IO[bytes]) -> tuple[str, int]:
    size = file.seek(0, SEEK_END)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return digest, size
