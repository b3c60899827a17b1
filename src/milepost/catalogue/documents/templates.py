"""The shipped templates of documents, by key and language."""

from collections.abc import Mapping
from functools import cache

from milepost.catalogue.loader import ROOT, UnknownEntry, read
from milepost.catalogue.texts import LocalText, local_text
from milepost.engines.templating.front import Template, read_template

FOLDER = "documents/templates"


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
