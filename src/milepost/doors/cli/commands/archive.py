"""`milepost programme export|import` and `milepost archive repack`."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from milepost.doors.archive.reading import import_programme
from milepost.doors.archive.writing import export_programme
from milepost.doors.cli.commands.programme import topic
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme, find_actor
from milepost.doors.cli.output import CommandError, emit
from milepost.features.programmes.policies import EXPORT_PROGRAMME
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.packing.zips import repack
from milepost.platform.walls.visible import as_installation

SHOWN = 1_000

archive_app = typer.Typer(no_args_is_help=True, help="The file that holds a whole programme.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    topic.command("export")(export)
    topic.command("import")(import_)
    archive_app.command("repack")(repack_folder)
    archive_app.callback()(lambda: None)
    root.add_typer(archive_app, name="archive")


def export(
    programme: ProgrammeCode,
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="The archive to write.")],
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Write everything of a programme into one file: keep it as safe as the installation itself.

    Passwords, tokens and invitations stay behind; the keys behind pseudonyms go along.
    """
    actor, found = enter_programme(programme, as_, EXPORT_PROGRAMME)
    if file.is_dir() or not file.parent.is_dir():
        raise CommandError(
            f"{file} is a folder" if file.is_dir() else f"{file.parent} is no folder",
            "name a file in a folder that exists",
            "no-folder",
            {"file": str(file), "field": "FILE.zip"},
        )
    manifest = export_programme(actor=actor, programme=found, target=file)
    rows = sum(manifest["rows"].values())
    facts = {"programme": found.code, "file": str(file), "rows": rows, "members": len(manifest["members"])}
    emit("archive", facts, as_json=as_json, people=lambda: typer.echo(f"{file}: {rows} rows"))


def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="An archive that `programme export` wrote.")],
    allow_altered: Annotated[
        bool, typer.Option("--allow-altered", help="Load an altered archive; `ledger verify` fails from then on.")
    ] = False,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Load a programme's archive, whole or not at all. Where nobody is named, the ledger names the installation."""
    if not file.is_file():
        raise CommandError(
            f"{file} is no file", "name an archive that exists", "no-file", {"file": str(file), "field": "FILE.zip"}
        )
    author = find_actor(as_) if as_ else system(Channel.IMPORT)
    with as_installation("an archive brings an organisation that is not here yet"):
        loaded = import_programme(author=author, file=file, allow_altered=allow_altered)
    facts = {
        "programme": loaded.programme.code,
        "organisation": loaded.programme.organisation.code,
        "rows": loaded.rows,
        "mismatches": [asdict(found) for found in loaded.mismatches[:SHOWN]],
        "mismatches_total": len(loaded.mismatches),
    }
    emit(
        "archive-import",
        facts,
        as_json=as_json,
        people=lambda: typer.echo(f"{loaded.programme.code}: {loaded.rows} rows"),
    )


def repack_folder(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that an archive was unpacked into.")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="The archive to write.")],
    as_json: AsJson = False,
) -> None:
    """Pack an unpacked archive as it lies there, manifest included; for tests of what an altered one does."""
    members = repack(folder, output)
    emit(
        "repack",
        {"file": str(output), "members": members},
        as_json=as_json,
        people=lambda: typer.echo(f"{output}: {members} members"),
    )
