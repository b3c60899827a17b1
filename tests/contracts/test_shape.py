"""The shape of the code base: limits that nobody has to remember (docs/contributing/index.md)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[2] / "src" / "milepost"
MODULES = sorted(path for path in SRC.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 400, 50, 200
JUNK_DRAWERS = {"utils", "util", "helpers", "common", "misc", "core", "base", "managers", "shared", "tools"}
# Loaded when used: each costs more than the rest of the start together.
HEAVY = {
    "charset_normalizer", "cryptography", "docx", "duckdb", "fido2", "gunicorn", "icalendar", "joserfc", "lxml",
    "markdown_it", "numpy", "obstore", "ortools", "psycopg", "pyarrow", "rapidfuzz", "segno", "signxml", "typst",
    "uvicorn", "xlsxwriter",
}  # fmt: skip
# Where a module may import inside a function, and why.
LATE_IMPORTS = {
    "doors/config/server.py": "the process that starts the others must not hold what they load",
    "doors/config/worker.py": "the process sets Django up before it can import models",
    "doors/cli": "a command loads Django only when it runs, so that help and mistakes answer at once",
    "doors/demo": "it runs before Django is set up",
    "__main__.py": "it says which Python is missing before anything else is loaded",
}
LATE_FILES = {"apps.py": "ready() runs after the models are there"}
NAMED_BY_DJANGO = {"platform/walls/postgresql/base.py": "a database backend's module has this name"}
INLINE = re.compile(
    r"<style\b|<script\b(?![^>]*\bsrc=)(?![^>]*\btype=[\"']application/json)|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']"
    r"|javascript:",
    re.IGNORECASE,
)

every_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SRC).as_posix())
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(SRC).as_posix())


@every_module
def test_a_module_is_small_and_well_named(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_MODULE, f"{lines} lines. Split it: one reason to change per module."
    names = {path.stem, *path.relative_to(SRC).parent.parts}
    if path.relative_to(SRC).as_posix() not in NAMED_BY_DJANGO:
        assert not names & JUNK_DRAWERS, "Name the module after what it knows."


@every_module
def test_a_function_is_short(path: Path) -> None:
    long = {node.name: lines for node in _functions(path) if (lines := _lines(node)) > MAX_FUNCTION}
    assert not long, "Give the steps names of their own."


@every_module
def test_imports_stand_at_the_top(path: Path) -> None:
    place = path.relative_to(SRC).as_posix()
    if path.name in LATE_FILES or place.startswith(tuple(LATE_IMPORTS)):
        return
    late = {name for node in _functions(path) for name in _imported(node) if name.split(".")[0] not in HEAVY}
    assert not late, "A late import hides a dependency, mostly one that points up."


@every_module
def test_our_packages_send_each_other_no_signals(path: Path) -> None:
    imported = set(_imported(ast.parse(path.read_text(encoding="utf-8"))))
    signals = {name for name in imported if name.startswith("django") and "signals" in name.split(".")}
    assert signals <= {"django.db.backends.signals", "django.test.signals"}, "Call the service instead."
    assert not {name for name in imported if name == "django.dispatch"}, "Call the service instead."


@every_template
def test_a_template_is_small(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= MAX_TEMPLATE, f"{lines} lines. Move a part to `_its_name.html`."


@every_template
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    found = INLINE.findall(path.read_text(encoding="utf-8"))
    assert not found, "The content security policy refuses it: use a class or a file under static/."


@pytest.mark.parametrize(
    "words", ['<p style="x">', "<style>", "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">']
)
def test_inline_words_are_recognised(words: str) -> None:
    assert INLINE.search(words)


@pytest.mark.parametrize(
    "words",
    ['<script src="x.js" defer></script>', '<script type="application/json">1</script>', '<option value="one">'],
)
def test_words_that_only_look_inline_are_left_alone(words: str) -> None:
    assert not INLINE.search(words)


def _functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
