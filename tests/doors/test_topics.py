"""Only the modules of the wanted command are loaded, and the command is the same."""

import typer
from typer.core import TyperCommand, TyperGroup

from milepost.doors.cli.topics import ELSEWHERE, gather

type Tree = dict[str, "Tree"]


def test_a_command_gathered_alone_has_all_that_it_has_among_the_others() -> None:
    whole = _tree(typer.main.get_command(gather()))
    alone = {first: _tree(typer.main.get_command(gather(first)))[first] for first in whole}
    assert alone == whole


def test_every_command_said_to_stand_elsewhere_is_a_command() -> None:
    assert set(ELSEWHERE) <= set(_tree(typer.main.get_command(gather())))


def test_a_word_that_is_no_command_gathers_all_of_them() -> None:
    assert _tree(typer.main.get_command(gather("--help"))) == _tree(typer.main.get_command(gather()))


def test_one_command_does_not_load_the_others() -> None:
    assert list(_tree(typer.main.get_command(gather("status")))) == ["status"]


def _tree(command: object) -> Tree:
    assert isinstance(command, TyperGroup | TyperCommand)
    return {name: _tree(inner) for name, inner in getattr(command, "commands", {}).items()}
