"""The ready mapping files, by name: texts, which the import engine reads."""

from pathlib import Path

from milepost.catalogue.loader import UnknownEntry

FOLDER = Path(__file__).parent


def mapping_names() -> tuple[str, ...]:
    """The names of the ready mappings, the neutral one first."""
    names = sorted(file.stem for file in FOLDER.glob("*.yaml"))
    return tuple(sorted(names, key=lambda name: (name != "neutral", name)))


def mapping_text(name: str) -> str:
    """One ready mapping file as it is written. Raises UnknownEntry."""
    if name not in mapping_names():
        raise UnknownEntry("mapping", name)
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
