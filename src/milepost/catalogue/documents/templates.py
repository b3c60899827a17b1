"""The shipped templates of documents, by key and language."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from milepost.catalogue.loader import ROOT, UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text
from milepost.engines.templating.front import Template, read_template

FOLDER = "documents/templates"
LANGUAGES = ("en", "id")


@cache
def template_keys() -> tuple[str, ...]:
    """The keys of the documents that have a template, in order."""
    return tuple(sorted({file.name.split(".")[0] for file in (ROOT / FOLDER).glob("*.md")}))


@cache
def template(key: str, language: str) -> Template:
    """A template; `UnknownEntry` where that document has none in that language."""
    path = ROOT / FOLDER / f"{key}.{language}.md"
    if key not in template_keys() or not path.is_file():
        raise UnknownEntry("template", f"{key}.{language}")
    return read_template(path.read_text(encoding="utf-8"))


@cache
def template_source(key: str, language: str) -> str:
    """A template's file as it is shipped, for those who copy it."""
    template(key, language)
    return (ROOT / FOLDER / f"{key}.{language}.md").read_text(encoding="utf-8")


@cache
def proofs() -> Mapping[str, LocalText]:
    """What the records that prove a statement are called, by the word that templates use for them."""
    return {key: local_text(texts) for key, texts in read("documents/proofs.toml").items()}


def template_values(key: str) -> dict[str, Any]:
    """A template as files and the command line give it, the texts of both languages beside each other."""
    english, indonesian = (template(key, language) for language in LANGUAGES)
    return {
        "key": key,
        "edition": english.edition,
        "title": {"en": english.title, "id": indonesian.title},
        "kind": english.kind,
        "practice": english.practice,
        "clauses": list(english.clauses),
        "items": list(english.items),
        "needs": dict(english.needs),
        "questions": [
            {"id": mine.key, "text": {"en": mine.text, "id": theirs.text}, "answer": mine.answer}
            for mine, theirs in zip(english.questions, indonesian.questions, strict=True)
        ],
        "satisfies": [
            {"id": each.statement, "heading": each.heading, "by": each.by, "record": each.record}
            for each in english.satisfies
        ],
    }
