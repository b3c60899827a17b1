"""Versions of the scope statement, and what lies between two of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from milepost.features.programmes.models import Programme, ScopeVersion
from milepost.platform.organisations.policies import Hidden


@dataclass(frozen=True, slots=True)
class ElementChange:
    """An element that differs: how it stood and how it stands; None where it was not known."""

    kind: str
    code: str
    name: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between a version and later content."""

    elements: tuple[ElementChange, ...]
    wording_changed: bool


@dataclass(frozen=True, slots=True)
class VersionWithChange:
    """A version and what it changed of the one before."""

    version: ScopeVersion
    change: Difference | None


def difference_of(before: ScopeVersion, content: Mapping[str, Any]) -> Difference:
    """What differs, element by element in the order of the later content, then what is gone."""
    old = {(element["kind"], element["code"]): element for element in before.elements}
    new = {(element["kind"], element["code"]): element for element in content["elements"]}
    changes = [
        ElementChange(*key, name=(new.get(key) or old[key])["name"], before=old.get(key), after=new.get(key))
        for key in (*new, *(key for key in old if key not in new))
        if old.get(key) != new.get(key)
    ]
    wording = ("organisation", "parts")
    return Difference(tuple(changes), any(before.content.get(part) != content.get(part) for part in wording))


def versions_of(programme: Programme) -> list[VersionWithChange]:
    """Every version, newest first, each with what it changed."""
    versions = list(
        ScopeVersion.objects.filter(programme=programme).select_related(
            "signature__person", "signature__checked_by", "signature__entered_by", "prepared_by"
        )
    )
    before = [*versions[1:], None][: len(versions)]
    return [
        VersionWithChange(version, difference_of(earlier, version.content) if earlier else None)
        for version, earlier in zip(versions, before, strict=True)
    ]


def get_version(programme: Programme, number: int) -> ScopeVersion:
    """One version. Raises `Hidden` where there is none."""
    version = (
        ScopeVersion.objects.select_related("programme__organisation", "signature__checked_by", "prepared_by")
        .filter(programme=programme, number=number)
        .first()
    )
    if version is None:
        raise Hidden
    return version
