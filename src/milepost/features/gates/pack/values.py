"""The pack as plain values: what the command line prints, the API answers, and the manifest in the file says."""

from collections.abc import Mapping, Sequence
from typing import Any

from milepost.features.gates.pack.entries import NAMES, Entry, Outside, OwnFile, Pack, Section
from milepost.features.gates.pack.index import STANDARD, Filed
from milepost.platform.packing.zips import Member
from milepost.platform.ui.results import result_facts
from milepost.platform.ui.texts import speak


def pack_values(pack: Pack) -> dict[str, Any]:
    """Part by part what is in and what lacks, with the way to mend it."""
    return {
        "programme": pack.programme.code,
        "language": pack.language,
        "on": pack.on,
        "whole": pack.is_whole,
        "parts": [
            {
                "part": section.value,
                "name": speak(NAMES[section]),
                "files": [_entry_values(name, entry) for name, entry in pack.named if entry.section is section],
                "lacking": [result_facts(result) for result in pack.lacks.get(section, ())],
            }
            for section in Section
        ],
        "outside": [_outside_values(each) for each in pack.outside],
    }


def _entry_values(name: str, entry: Entry) -> dict[str, Any]:
    return {
        "file": name,
        "document": entry.label,
        "title": entry.title,
        "version": entry.version,
        "in_force_since": entry.since,
        "classification": entry.classification or None,
        "own_file": entry.content.name if isinstance(entry.content, OwnFile) else None,
        "note": speak(entry.note) if entry.note else "",
    }


def _outside_values(outside: Outside) -> dict[str, Any]:
    return {"document": outside.number, "title": outside.title, "source": outside.source}


def manifest_values(pack: Pack, filed: Sequence[Filed], members: Mapping[str, Member]) -> dict[str, Any]:
    """What the manifest says: every file with its hash, where it belongs, and what lacks. No time but the day."""
    about = {each.name: _entry_in_manifest(each) for each in filed}
    return {
        "schema": "milepost/application-pack/1",
        "standard": STANDARD,
        "organisation": pack.programme.organisation.name,
        "programme": {"code": pack.programme.code, "name": pack.programme.name},
        "language": pack.language,
        "on": pack.on.isoformat(),
        "scope": pack.sentence,
        "whole": pack.is_whole,
        "files": [
            {"file": name, "sha256": member.sha256, "size": member.size, **about.get(name, {"part": "index"})}
            for name, member in members.items()
        ],
        "lacking": [
            {"part": section.value, "id": result.id, "about": result.subject.label, "text": speak(result.text)}
            for section in Section
            for result in pack.lacks.get(section, ())
        ],
        "outside": [_outside_values(each) for each in pack.outside],
    }


def _entry_in_manifest(filed: Filed) -> dict[str, Any]:
    entry = filed.entry
    return {
        "part": entry.section.value,
        "document": entry.label,
        "title": entry.title,
        "version": entry.version,
        "in_force_since": entry.since.isoformat() if entry.since else None,
        "pages": filed.pages,
        "own_file": entry.content.name if isinstance(entry.content, OwnFile) else None,
    }
