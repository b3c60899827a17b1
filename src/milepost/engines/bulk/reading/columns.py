"""Names of columns as the file gives them, made unique; told when they had to be changed."""

from collections.abc import Sequence

WIDEST = 20_000


def unique_names(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """The names, and those that had to be changed: the second `name` is `name_2`, an empty one `column_7`."""
    names: list[str] = []
    told: list[str] = []
    taken: set[str] = set()
    for position, given in enumerate(header, start=1):
        plain = given.replace("\ufeff", "").replace("\x00", "").strip()
        base = plain or f"column_{position}"
        name, count = base, 1
        while name.lower() in taken:  # the database compares names without regard to case
            count += 1
            name = f"{base}_{count}"
        if name != plain:
            told.append(name)
        taken.add(name.lower())
        names.append(name)
    return names, told
