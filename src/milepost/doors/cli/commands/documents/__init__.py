"""`milepost documents`: the master list, the life of a document, and what is drafted from the registers."""

import typer

from milepost.doors.cli.commands.documents import drafts, life, review, standing, templates

documents_app = typer.Typer(no_args_is_help=True, help="Controlled documents: the master list, versions, approval.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    for name, command in {**life.COMMANDS, **review.COMMANDS, **drafts.COMMANDS, **standing.COMMANDS}.items():
        documents_app.command(name)(command)
    documents_app.add_typer(templates.template_app, name="template")
    root.add_typer(documents_app, name="documents")
