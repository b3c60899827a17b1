"""The organisations of the tests: a bank and a hospital, their registers in neutral form, and documents of theirs."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from milepost.catalogue.documents.facts import fact_roots, practice_shape, shapes_for
from milepost.catalogue.documents.retention import retained
from milepost.catalogue.documents.roles import owner_of, roles
from milepost.catalogue.documents.templates import proofs, template
from milepost.catalogue.practices import practices
from milepost.catalogue.standard import statements
from milepost.engines.templating.context import Sources, context_of
from milepost.engines.templating.drafting import Draft, write_draft
from milepost.engines.templating.facts import Binding, GivenText
from milepost.engines.templating.language import Language
from milepost.engines.templating.shapes import Misfit, misfits

ROOT = Path(__file__).parent / "books"
BY_KEY = frozenset(key for key, root in fact_roots().items() if root.by_key)


@cache
def sources(organisation: str) -> Sources:
    """Everything an organisation of the tests has entered. Files: book*.yaml, answers*.yaml, practices/<key>.yaml."""
    folder = ROOT / organisation
    owners = {practice.key.replace("-", "_"): owner_of(practice.key).key for practice in practices()}
    book = _merged(folder, "book*.yaml")
    titles = {role.key: {"title": GivenText(en=role.title.en, id=role.title.id)} for role in roles()}
    sheets = {file.stem: _read(file) for file in sorted((folder / "practices").glob("*.yaml"))}
    return Sources(
        book={**book, "owners": owners, "roles": {**titles, **book["roles"]}, "retained": retained(book, sheets)},
        practices=sheets,
        answers=_merged(folder, "answers*.yaml"),
    )


def _merged(folder: Path, pattern: str) -> dict[str, Any]:
    """Several files as one: tables by key are put together, everything else stands in one file."""
    whole: dict[str, Any] = {}
    for file in sorted(folder.glob(pattern)):
        for key, value in _read(file).items():
            if key == "owners":
                continue  # they follow from the catalogue, here as in a programme
            if key in whole and key in BY_KEY:
                assert not set(whole[key]) & set(value), f"{file.name}: {key} states an entry twice"
                whole[key] = {**whole[key], **value}
            else:
                assert key not in whole, f"{file.name}: {key} stands in another file already"
                whole[key] = value
    return whole


def _read(file: Path) -> dict[str, Any]:
    return yaml.safe_load(file.read_text(encoding="utf-8")) or {}


def written(key: str, language: str, given: Sources) -> tuple[Draft, Binding]:
    """A document of the catalogue written from an organisation's facts."""
    found = template(key, language)
    words = Sources(
        given.book,
        given.practices,
        given.answers,
        _statements(language),
        {key: name.in_language(language) for key, name in proofs().items()},
    )
    context, binding = context_of(found, words, shapes_for(found.practice), BY_KEY)
    return write_draft(found, context, Language(language, titles=lambda other: f"[{other}](document:{other})")), binding


@cache
def _statements(language: str) -> Mapping[str, str]:
    return {statement.id: statement.text.in_language(language) for statement in statements()}


def all_misfits(given: Sources) -> Iterator[Misfit]:
    """Whatever an organisation's facts hold that does not fit its shape."""
    for key, value in given.book.items():
        root = fact_roots()[key]
        for entry, inner in value.items() if root.by_key else [("", value)]:
            yield from misfits(root.shape, inner, f"{key}.{entry}".strip("."))
    for key, sheet in given.practices.items():
        yield from misfits(dict(practice_shape(key)), sheet, f"practices/{key}")


def stranger(value: Any, key: str = "") -> Any:
    """The same shape with every text replaced: what stays equal after writing is the template's own text."""
    if isinstance(value, Mapping):
        return {k: stranger(inner, k) for k, inner in value.items()}
    if isinstance(value, list):
        return [stranger(inner, key) for inner in value]
    if isinstance(value, str) and " " in value:
        return " ".join(f"x{word[::-1]}" for word in value.split())
    return value + 7 if isinstance(value, int) and not isinstance(value, bool) else value


def copied(given: Sources) -> Sources:
    """A deep copy for a test to change."""
    return deepcopy(given)
