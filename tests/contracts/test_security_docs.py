"""What the pages on security say is held by a test is held by one that exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "security").glob("*.md"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_each_named_test_exists(page: Path) -> None:
    named = NAMED.findall(page.read_text(encoding="utf-8"))
    assert [
        f"{path}::{name}" for path, name in named if not (ROOT / path).exists() or name not in functions_of(path)
    ] == []


def test_each_threat_names_its_test_or_says_that_there_is_none() -> None:
    text = (ROOT / "docs" / "security" / "threat-model.md").read_text(encoding="utf-8")
    threats = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("| ") and not line.startswith(("| ---", "| threat "))
    ]
    assert len(threats) > 20
    silent = [cells[0] for cells in threats if len(cells) != 4 or not (NAMED.search(cells[2]) or cells[2] == "none")]
    assert silent == []


def test_each_chapter_of_the_verification_standard_is_gone_through() -> None:
    text = (ROOT / "docs" / "security" / "asvs.md").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"^## V(\d+) ", text, re.MULTILINE)] == list(range(1, 18))
    verdicts = {line.split("|")[2].strip() for line in text.splitlines() if re.match(r"^\| \d+\.\d+", line)}
    assert verdicts <= {"met", "partly", "not met", "not applicable"}
