"""`milepost documents`: the master list, the life of a document, drafts from the registers, the application pack."""

import typer

from milepost.doors.cli.commands.documents import drafts, life, pack, review, standing, templates

documents_app = typer.Typer(no_args_is_help=True, help="Controlled documents: the master list, versions, approval.")


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    for topic in (life, review, drafts, standing, pack):
        for name, command in topic.COMMANDS.items():
            documents_app.command(name)(command)
    documents_app.add_typer(templates.template_app, name="template")
    root.add_typer(documents_app, name="documents")
