"""The translation catalogue: `python tools/messages.py extract | check | compile`.

extract   gathers every marked text of the Python modules and templates into the catalogue of each language
check     fails on a text that is missing, untranslated, fuzzy, left over, or whose placeholders differ
compile   writes the binary catalogue that the product reads

Babel does it alone, so that no machine needs GNU gettext. Python is read as a syntax tree, where a marked call inside
another one is not lost; templates go through Django's own reader of translation tags.
"""

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "milepost"
PLURAL_FORMS = {"id": "nplurals=1; plural=0;"}  # our languages; Babel and Django do not agree about Indonesian
HEADER = """\
# Milepost's texts in another language. `make messages` brings this file up to date; translate after each msgid.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEMPLATE_KINDS = {".html", ".txt", ".svg"}
SHOWN = 40
RULE_MARKERS = {"say", "say_many"}
# Which arguments are texts, counted from 1; "c" marks the context.
MARKERS: dict[str, tuple[str, ...]] = {
    "_": ("1",),
    "gettext": ("1",),
    "gettext_lazy": ("1",),
    "gettext_noop": ("1",),
    "say": ("1",),
    "ngettext": ("1", "2"),
    "ngettext_lazy": ("1", "2"),
    "say_many": ("1", "2"),
    "pgettext": ("1c", "2"),
    "pgettext_lazy": ("1c", "2"),
    "npgettext": ("1c", "2", "3"),
    "npgettext_lazy": ("1c", "2", "3"),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!\{)\{(\w+)[^{}]*\}(?!\})|%([sd])")

type MessageId = tuple[str, ...]


class UnreadableText(Exception):
    """A marked text cannot be extracted."""


@dataclass(frozen=True, slots=True)
class Found:
    """One marked text: one id, or singular and plural."""

    ids: MessageId
    context: str | None
    place: str


def find_texts(source: Path) -> Iterator[Found]:
    """Every marked text under `source`, in the order of the files' names."""
    for path in sorted(source.rglob("*")):
        place = path.relative_to(source.parent).as_posix()
        if path.suffix == ".py":
            yield from _in_python(path.read_text(encoding="utf-8"), place)
        elif path.suffix in TEMPLATE_KINDS and "templates" in path.parts:
            yield from _in_template(path.read_text(encoding="utf-8"), place)


def _in_python(source: str, place: str) -> Iterator[Found]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        if name not in MARKERS:
            continue
        numbers = [int(form.rstrip("c")) - 1 for form in MARKERS[name]]
        words = [_literal(node.args[number]) if number < len(node.args) else None for number in numbers]
        if None not in words:
            yield _found(name, [word for word in words if word is not None], place)
        elif name in RULE_MARKERS:
            raise UnreadableText(
                f"{place}:{node.lineno}: {name}() takes its texts as literals, or nobody can translate."
            )


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _found(marker: str, words: list[str], place: str) -> Found:
    if MARKERS[marker][0].endswith("c"):
        return Found(tuple(words[1:]), words[0], place)
    return Found(tuple(words), None, place)


def _in_template(source: str, place: str) -> Iterator[Found]:
    # In brackets, or the tokenizer stumbles over the indentation that the tags leave behind.
    calls = f"(\n{templatize(source, origin=place)}\n)".encode()
    keywords = dict.fromkeys(MARKERS)
    for _line, name, messages, _comments in extract_python(io.BytesIO(calls), keywords, [], {"encoding": "utf-8"}):
        marker = str(name)
        words = cast("str | tuple[str, ...]", messages)  # Babel's annotation says something else
        texts = [words] if isinstance(words, str) else [*words]
        yield _found(marker, texts[: len(MARKERS[marker])], place)


def gather(source: Path) -> Catalog:
    """The template catalogue: every text once, with the files it stands in."""
    catalog = Catalog()
    for found in find_texts(source):
        if found.ids[0]:
            catalog.add(_id(found.ids), locations=[(found.place, 0)], context=found.context)
    return catalog


def _id(ids: MessageId) -> str | MessageId:
    return ids if len(ids) > 1 else ids[0]


def _catalogues(source: Path) -> list[tuple[str, Path]]:
    return [(language, source / "locale" / language / "LC_MESSAGES" / "django.po") for language in PLURAL_FORMS]


def _header(language: str) -> bytes:
    return HEADER.format(language=language, plural_forms=PLURAL_FORMS[language]).encode()


def _read(path: Path, language: str) -> Catalog:
    content = path.read_bytes() if path.exists() else _header(language)
    return read_po(io.BytesIO(content), locale=language)


def extract(source: Path) -> list[str]:
    """Bring each language's catalogue up to the texts; what people translated stays."""
    template = gather(source)
    for language, path in _catalogues(source):
        catalog = _read(path, language)
        catalog.update(template, no_fuzzy_matching=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(_header(language))
            write_po(
                file, catalog, width=110, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False
            )
    return []


def check(source: Path) -> list[str]:
    """What is wrong, one line each; nothing when all is well."""
    try:
        template = gather(source)
    except UnreadableText as problem:
        return [str(problem)]
    problems = []
    for language, path in _catalogues(source):
        catalog = _read(path, language)
        problems += [f"{language}: {line}" for line in _differences(template, catalog)]
    return problems


def _differences(template: Catalog, catalog: Catalog) -> Iterable[str]:
    wanted = {(message.context, message.id) for message in template if message.id}
    for message in catalog:
        if not message.id:
            continue
        if (message.context, message.id) not in wanted:
            yield f"left over, run `make messages`: {_shown(message)}"
        elif problem := _problem(message):
            yield f"{problem}: {_shown(message)}"
        wanted.discard((message.context, message.id))
    for _context, missing in sorted(wanted, key=str):
        yield f"missing, run `make messages`: {missing!r}"


def _shown(message: Message) -> str:
    return repr(message.id)


def _problem(message: Message) -> str:
    forms = [message.string] if isinstance(message.string, str) else [*(message.string or ())]
    if not forms or not all(forms):
        return "untranslated"
    if message.fuzzy:
        return "fuzzy"
    # The plural names every value; a language without a plural translates that one.
    original = message.id if isinstance(message.id, str) else message.id[-1]
    if any(_placeholders(form) != _placeholders(original) for form in forms):
        return "placeholders differ"
    return ""


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", ""))}


def compile_(source: Path) -> list[str]:
    """Write the binary catalogues beside the readable ones."""
    for language, path in _catalogues(source):
        if path.exists():
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, _read(path, language))
    return []


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("extract", "check", "compile"))
    parser.add_argument("--source", type=Path, default=SOURCE, help="the package to read")
    options = parser.parse_args(arguments)
    commands = {"extract": extract, "check": check, "compile": compile_}
    try:
        problems = commands[options.command](options.source)
    except UnreadableText as problem:
        problems = [str(problem)]
    for line in problems[:SHOWN]:
        print(line, file=sys.stderr)
    if len(problems) > SHOWN:
        print(f"… and {len(problems) - SHOWN} more", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
