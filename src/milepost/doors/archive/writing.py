"""Writing a programme's archive."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from milepost import __version__
from milepost.doors.archive.contents import archived_models, archived_values, rows_of
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import EXPORT_PROGRAMME
from milepost.platform.batches.engines import evidence_folder
from milepost.platform.files.models import StoredFile
from milepost.platform.files.store import place_of
from milepost.platform.files.stores import store
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.packing.rows import as_text
from milepost.platform.packing.whole import appearing_whole
from milepost.platform.packing.zips import MANIFEST, ArchiveWriter

FORMAT = 2
"""Format 1 wrote 10 as the silence allowed of a practice that has no number of its own."""


def export_programme(*, actor: Actor, programme: Programme, target: Path) -> dict[str, Any]:
    """Write the archive; answers with its manifest. The file appears only when it is whole."""
    require(actor, EXPORT_PROGRAMME, organisation_id=programme.organisation_id, programme_id=programme.pk)
    with appearing_whole(target) as file, transaction.atomic():
        writer = ArchiveWriter(file)
        counts = _add_tables(writer, programme)
        _add_files(writer, programme)
        manifest = _manifest(programme, writer.hashes, counts)
        writer.add(MANIFEST, [as_text(manifest)])
        writer.close()
    return manifest


def _add_tables(writer: ArchiveWriter, programme: Programme) -> dict[str, int]:
    counts: dict[str, int] = {}
    for model in sorted(archived_models(), key=lambda found: found._meta.label_lower):
        label = model._meta.label_lower
        counts[label] = 0

        def lines(model: type[Model] = model, label: str = label) -> Iterator[bytes]:
            for row in rows_of(model, programme).iterator(chunk_size=500):
                counts[label] += 1
                yield as_text(archived_values(row)) + b"\n"

        writer.add(f"tables/{label}.ndjson", lines())
    return {label: count for label, count in counts.items() if count}


def _add_files(writer: ArchiveWriter, programme: Programme) -> None:
    kept, organisation_id = store(), programme.organisation_id
    hashes = rows_of(StoredFile, programme).order_by("sha256").values_list("sha256", flat=True).distinct()
    for sha256 in hashes:
        writer.add(f"files/{sha256[:2]}/{sha256}", kept.chunks(place_of(organisation_id, sha256)))
    folder = evidence_folder(organisation_id)
    for path in sorted(file.place for file in kept.listed(folder)):
        writer.add(f"evidence/{path.relative_to(folder).as_posix()}", kept.chunks(path))


def _manifest(programme: Programme, hashes: dict[str, str], counts: dict[str, int]) -> dict[str, Any]:
    return {
        "schema": "milepost/archive/1",
        "format": FORMAT,
        "milepost": __version__,
        "exported_at": now().isoformat(),
        "organisation": {"id": str(programme.organisation_id), "code": programme.organisation.code},
        "programme": {"id": str(programme.pk), "code": programme.code, "name": programme.name},
        "rows": counts,
        "members": dict(sorted(hashes.items())),
    }
