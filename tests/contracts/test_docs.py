"""The documentation is under test: settings, commands, paths, make targets and links in it are true."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from milepost.catalogue import programme
from milepost.doors.cli.topics import gather
from milepost.platform.organisations.roles import Role

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
WRITTEN = [page for page in PAGES if "Written by tools/reference.py" not in page.read_text(encoding="utf-8")]
DECISIONS = sorted(DOCS.glob("decisions/0*.md"))

CODE = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^\s*```(?:sh|console)\n(.*?)^\s*```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
PLACE = re.compile(r"^(?:src|tests|tools|docs|benchmarks)/[a-z0-9_./-]+$")
SETTING = re.compile(r"\b(?:MILEPOST_[A-Z_]+|DATABASE_URL)\b")
COMMAND = re.compile(r"\bmilepost((?: [a-z][a-z-]*)+)")
TARGET = re.compile(r"^make((?: [a-z-]+)+)")

every_page = pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.relative_to(ROOT).as_posix())


def _snippets(page: Path) -> list[str]:
    """Words in code type, and the lines of shell blocks."""
    text = page.read_text(encoding="utf-8")
    blocks = [line.strip() for block in FENCED.findall(text) for line in block.splitlines()]
    return [*CODE.findall(re.sub(r"```.*?```", "", text, flags=re.DOTALL)), *blocks]


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert broken == []


@every_page
def test_paths_exist(page: Path) -> None:
    assert [words for words in _snippets(page) if PLACE.match(words) and not (ROOT / words).exists()] == []


@every_page
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {target for words in _snippets(page) for found in TARGET.findall(words) for target in found.split()}
    assert named <= known


@every_page
def test_commands_exist(page: Path) -> None:
    known = set(_commands("", typer.main.get_command(gather())))
    for words in _snippets(page):
        for found in COMMAND.findall(words):
            assert any((found.strip() + " ").startswith(command + " ") for command in known), f"milepost{found}"


def _commands(prefix: str, command: Any) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield prefix
    for name, child in children.items():
        yield from _commands(f"{prefix} {name}".strip(), child)


def test_every_setting_is_documented() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tests").glob("*.py"), ROOT / "tools" / "browser.py"]
    used = {name for path in sources for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert used == set(SETTING.findall(page))


def test_every_role_of_the_program_is_described() -> None:
    assert {role.key for role in programme.roles()} == {role.value for role in Role}


@pytest.mark.parametrize("record", DECISIONS, ids=lambda record: record.stem)
def test_a_decision_is_short_and_says_what_follows(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.count("\n") <= 40
    assert text.startswith(f"# {record.stem[:4]}. ")
    assert [part for part in text.split("\n") if part.startswith("## ")] == ["## Why", "## Decision", "## Consequences"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(record.stem[:4]) for record in DECISIONS] == list(range(1, len(DECISIONS) + 1))
