"""Playing the script: each command is given at its instant, through the command line of this very process."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from milepost.doors.demo.script import Step, Story, files_in

type Execute = Callable[[tuple[str, ...], str], tuple[int, str]]
"""Runs one command with its standard input; answers with its exit code and what it printed."""

EXPECTED = {0, 1}  # 1: a gate that is not passed answers so
PLAIN = "Kept for the demonstration. {name}\n"


class StoryStopped(Exception):
    """A command of the story was refused: the story and the product disagree."""


def play(story: Story, execute: Execute, *, told: Callable[[int, int], None] | None = None) -> None:
    """Give every command. Raises `StoryStopped` with the command and what it answered."""
    with tempfile.TemporaryDirectory(prefix="milepost-demo-") as folder, _own_clock():
        for number, step in enumerate(story.steps, start=1):
            os.environ["MILEPOST_NOW"] = step.at.isoformat()
            code, said = execute(_with_files(step, story, Path(folder)), step.stdin)
            if code not in EXPECTED:
                raise StoryStopped(f"`milepost {' '.join(step.args)}` at {step.at:%Y-%m-%d}: {said.strip()}")
            if told is not None:
                told(number, len(story.steps))


def _with_files(step: Step, story: Story, folder: Path) -> tuple[str, ...]:
    words = list(step.args)
    for name in files_in(step):
        suffix = (
            Path(name).suffix
            or {"ratings": ".csv", "incidents": ".csv", "meeting": ".toml", "activities": ".toml"}[
                name.partition("-")[0]
            ]
        )
        path = folder / f"{Path(name).stem}{suffix}"
        path.write_text(story.files.get(name) or PLAIN.format(name=name), encoding="utf-8")
        words = [str(path) if word == f"[{name}]" else word for word in words]
    return tuple(words)


@contextmanager
def _own_clock() -> Iterator[None]:
    """The story's instants do not outlive it."""
    before = os.environ.get("MILEPOST_NOW")
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("MILEPOST_NOW", None)
        else:
            os.environ["MILEPOST_NOW"] = before
