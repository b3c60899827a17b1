"""Gates as commands print them for people."""

from collections.abc import Mapping

import typer


def echo_pending(pending: Mapping[str, object] | None, *, indent: int = 2) -> None:
    """The line of a decision that waits for the sponsor's signature; nothing where none waits."""
    if pending:
        line = f"proposed: {pending['decided']} on {pending['on']}, {pending['decision']}, waits for the sponsor"
        typer.echo(" " * indent + line)
