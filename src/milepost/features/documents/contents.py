"""What a version says: shown as a page, compared with another, and put into one hash.

`rendered` and `differences` are the two places where another renderer is plugged in.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from milepost.features.documents.models import Document, Translation, Version
from milepost.platform.ledger.canonical import canonical_json, sha256

AROUND = 2  # lines shown around a change
MOST_LINES = 40_000  # of both texts together: more is compared only as a whole


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a comparison: `kind` is added, removed, same, or gap where lines that did not change are left out."""

    kind: str
    text: str


def rendered(version: Version | Translation) -> SafeString:
    """The text as HTML that a page may hold. Whatever stands in it is shown, never run."""
    return format_html('<pre class="doc" dir="auto">{}</pre>', version.body) if version.body else SafeString("")


def differences(before: Version, after: Version) -> tuple[Change, ...]:
    """What lies between two versions, line by line, the file's name and hash last."""
    old, new = before.body.splitlines(), after.body.splitlines()
    if len(old) + len(new) > MOST_LINES:
        old, new = ([f"SHA-256 {sha256(version.body.encode())}"] for version in (before, after))
    changes = [*_changed_lines(old, new)]
    if before.file_sha256 != after.file_sha256:
        for kind, version in (("removed", before), ("added", after)):
            if version.file_sha256:
                changes.append(Change(kind, f"{version.file_name}, SHA-256 {version.file_sha256}"))
    return tuple(changes)


def _changed_lines(old: list[str], new: list[str]) -> Iterator[Change]:
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=len(old) + len(new) > 2_000)
    for place, group in enumerate(matcher.get_grouped_opcodes(AROUND)):
        if place:
            yield Change("gap", "")
        for what, a_from, a_to, b_from, b_to in group:
            if what == "equal":
                yield from (Change("same", line) for line in old[a_from:a_to])
                continue
            yield from (Change("removed", line) for line in old[a_from:a_to])
            yield from (Change("added", line) for line in new[b_from:b_to])


def details_of(document: Document) -> dict[str, Any]:
    """What the master list says of a document and a version is approved with."""
    return {
        "number": document.number,
        "title": document.title,
        "title_id": document.title_id,
        "kind": document.kind,
        "stands_for": document.stands_for,
        "practice": document.practice,
        "clauses": document.clauses,
        "items": document.items,
        "classification": document.classification,
        "language": document.language,
        "external": document.external,
        "shared_with": document.shared_with,
    }


def content_of(version: Version) -> dict[str, Any]:
    """All that is approved: the text, the file, what changed, who wrote it, and the details of the document."""
    return {
        "version": version.number,
        "label": version.label,
        "body": version.body,
        "file": version.file_sha256,
        "summary": version.summary,
        "redesign": version.redesign,
        "wanted_from": version.wanted_from,
        "authors": sorted(author.name for author in version.authors.all()),
        "details": details_of(version.document),
    }


def hash_of(version: Version) -> str:
    """The SHA-256 of the canonical content, as it is now."""
    return sha256(canonical_json(content_of(version)))
