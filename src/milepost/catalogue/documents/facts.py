"""The shapes of the facts that documents are written from, by root of a template's context."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from milepost.catalogue.loader import ROOT, Table, UnknownEntry, read, read_folder
from milepost.catalogue.texts import LocalText, local_text
from milepost.engines.templating.shapes import Shape

FOLDER = "documents/facts"
WORDS = "words"
"""The table of names that hold for a part wherever it stands: `name`, `hours`, `owner`."""


@dataclass(frozen=True, slots=True)
class FactRoot:
    """A root of the context: the register that keeps it, its shape, and whether it is a table by key (`roles`).

    A table by key is asked for one entry at a time: `roles.coordinator`, or through a reference. `repeats` names what
    the root is entered once for (`customer`, `supplier`, `service`): a document about one of them sees that record.
    """

    key: str
    register: str
    shape: Shape
    name: LocalText
    by_key: bool = False
    repeats: str = ""


@cache
def fact_roots() -> Mapping[str, FactRoot]:
    """The roots that every organisation has; `practice` holds what all practices have in common."""
    roots = {}
    for table in read_folder(FOLDER):
        for key, row in table.items():
            if key != WORDS:
                name = local_text(row["name"])
                by_key, repeats = row.get("by_key", False), row.get("repeats", "")
                roots[key] = FactRoot(key, row["register"], row["is"], name, by_key, repeats)
    return roots


@cache
def fact_names() -> Mapping[str, LocalText]:
    """What a fact is called where it is asked for: by its path without numbers, or by its last part alone.

    The facts that only one practice has begin with its sheet: `practice-incident.settings.first_line`.
    """
    names: dict[str, LocalText] = {}
    for table in read_folder(FOLDER):
        names.update(_named(table, {}))
    for practice in sorted(practices_with_facts()):
        table = read(f"{FOLDER}/practices/{practice}.toml")
        names.update(_named(table, {"practice": f"practice-{practice}"}))
        for path, name in _named(table, {}):
            names.setdefault(path, name)  # for the practices that have the same fact and call it nothing of their own
    return names


def _named(table: Table, roots: Mapping[str, str]) -> Iterator[tuple[str, LocalText]]:
    for root, row in table.items():
        if root == WORDS:
            yield from ((part, local_text(text)) for part, text in row.items())
        else:
            for path, text in row.get("says", {}).items():
                yield f"{roots.get(root, root)}.{path}", local_text(text)


def name_of(path: str) -> LocalText:
    """What the fact at a path is called: in its own practice, in all of them, or wherever it stands.

    Raises `UnknownEntry`.
    """
    parts = [part for part in path.split(".") if not part.isdigit()]
    root = "practice" if parts[0].startswith("practice-") else parts[0]
    for known in (".".join(parts), ".".join([root, *parts[1:]]), parts[-1]):
        if known in fact_names():
            return fact_names()[known]
    if len(parts) == 1 and root in fact_roots():
        return fact_roots()[root].name
    raise UnknownEntry("fact", path)


@cache
def practice_shape(practice: str) -> Mapping[str, Shape]:
    """What a practice says about itself: what all say, and what only it has."""
    common = fact_roots()["practice"].shape
    own: Table = read(f"{FOLDER}/practices/{practice}.toml") if practice in practices_with_facts() else {}
    return {**(common if isinstance(common, dict) else {}), **own.get("practice", {}).get("is", {})}


@cache
def practices_with_facts() -> frozenset[str]:
    """The practices that have facts of their own."""
    return frozenset(file.stem for file in (ROOT / FOLDER / "practices").glob("*.toml"))


def shapes_for(practice: str) -> dict[str, Shape]:
    """The shapes of every root for a document of that practice; an empty key for one that belongs to none."""
    shapes = {key: root.shape for key, root in fact_roots().items() if key != "practice"}
    return {**shapes, "practice": dict(practice_shape(practice))} if practice else shapes
