"""What a version says: shown as a page, compared with another, and put into one hash."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from milepost.engines.rendering import BadDocument, difference, to_html_parts
from milepost.engines.rendering.difference.values import Group, Mark, Passage
from milepost.features.documents.models import Document, Translation, Version
from milepost.features.documents.passages import Placed, blocks_of
from milepost.features.documents.showing import html_of
from milepost.platform.ledger.canonical import canonical_json, sha256

AROUND = 2  # passages shown around a change


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a passage: `kind` is added, removed or same."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One passage of a comparison.

    `kind` is added, removed, changed or same, or gap where passages that did not change are left out; `words` are
    those of a changed one, in the order of reading.
    """

    kind: str
    text: str
    words: tuple[Words, ...] = ()


def rendered(version: Version | Translation) -> SafeString:
    """The text as HTML that a page may hold: a document, or as it was typed where it is not one of our Markdown.

    Whatever stands in it is shown, never run.
    """
    if not version.body:
        return SafeString("")
    language = version.language if isinstance(version, Translation) else version.document.language
    html = html_of(version.body, language)
    if not html:
        return format_html('<pre class="doc" dir="auto">{}</pre>', version.body)
    return format_html('<div class="prose document" lang="{}" dir="auto">{}</div>', language, SafeString(html))


def with_remarks(version: Version, remarks: Iterable[Placed]) -> list[tuple[SafeString, list[Placed]]]:
    """The text cut after each passage that is remarked on, with the remarks; nothing where none has its passage."""
    after: dict[int, list[Placed]] = {}
    for remark in remarks:
        if remark.place is not None:
            after.setdefault(remark.place.at, []).append(remark)
    if not after:
        return []
    pieces = to_html_parts(blocks_of(version.body), after, language=version.document.language)
    return [(SafeString(piece), after[at]) for at, piece in zip(sorted(after), pieces, strict=False)] + [
        (SafeString(pieces[-1]), [])
    ]


def differences(before: Version, after: Version) -> tuple[Change, ...]:
    """What lies between two versions, passage by passage and word by word, the file's name and hash last."""
    changes = [*text_differences(before.body, after.body)]
    if before.file_sha256 != after.file_sha256:
        files = (
            f"{each.file_name}, SHA-256 {each.file_sha256}" if each.file_sha256 else "" for each in (before, after)
        )
        changes += _swapped(*files)
    return tuple(changes)


def text_differences(old: str, new: str, *, literal: bool = False) -> tuple[Change, ...]:
    """What lies between two texts; `literal` where their marks are to be read too, as those of a template's file."""
    try:
        return tuple(_changes(difference(old, new).groups(), literal=literal))
    except BadDocument:  # too long to be compared but as a whole
        return tuple(_swapped(*(f"SHA-256 {sha256(text.encode())}" for text in (old, new))))


def _swapped(old: str, new: str) -> Iterator[Change]:
    for kind, text in (("removed", old), ("added", new)):
        if text:
            yield Change(kind, text)


def _changes(groups: Iterable[Group], *, literal: bool) -> Iterator[Change]:
    """Every passage that changed, and a few around it. Two equal versions have none."""
    listed = list(groups)

    def shown(passages: Iterable[Passage]) -> Iterator[Change]:
        return (_change(passage, literal=literal) for passage in passages)

    if all(group.same for group in listed):
        return
    for place, group in enumerate(listed):
        passages = list(group.passages)
        if not group.same:
            yield from shown(passages)
            continue
        head = AROUND if place else 0
        tail = AROUND if place + 1 < len(listed) else 0
        if len(passages) <= head + tail + 1:
            yield from shown(passages)
            continue
        yield from shown(passages[:head])
        yield Change("gap", "")
        yield from shown(passages[len(passages) - tail :])


def _change(passage: Passage, *, literal: bool) -> Change:
    read = ((run.mark.value, run.text if literal else run.readable) for run in passage.runs)
    words = tuple(Words(mark, text) for mark, text in read if text)
    text = "".join(word.text for word in words if word.kind != Mark.REMOVED)
    if passage.mark != Mark.CHANGED:
        return Change(passage.mark.value, "".join(word.text for word in words).strip("\n"))
    return Change("changed", text.strip("\n"), words)


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
        **({"about": document.about} if document.about else {}),  # versions of before were approved without
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
