"""Fact sheets, questions and drafts as the command line and the API give them."""

from collections.abc import Iterable, Mapping
from typing import Any

from milepost.engines.templating.merging import Clash
from milepost.features.drafting.reading.given import Said
from milepost.features.drafting.sheets.entered import Entered
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.controlling import TakenUp
from milepost.features.drafting.writing.drafts import Asked, Drafted
from milepost.features.programmes.models import Programme


def sheet_values(entered: Entered, said: Mapping[str, Said]) -> dict[str, Any]:
    """A fact sheet: its shape, what was entered, and what was said elsewhere and goes before that."""
    start = f"{entered.sheet.code}."
    return {
        "code": entered.sheet.code,
        "name": {"en": entered.sheet.name.en, "id": entered.sheet.name.id},
        "kept_in": entered.sheet.register,
        "by_key": entered.sheet.by_key,
        "repeats": entered.sheet.repeats,
        "shape": entered.sheet.shape,
        "facts": entered.facts,
        "known": [
            {"path": path.removeprefix(start), "value": each.value, "origin": each.origin.value}
            for path, each in said.items()
            if path.startswith(start)
        ],
        "revision": entered.revision,
    }


def asked_values(asked: Asked) -> dict[str, Any]:
    """Something that documents lack."""
    return {
        "code": asked.code,
        "text": asked.text,
        "why": asked.why,
        "sheet": asked.sheet,
        "documents": list(asked.documents),
    }


def draft_values(programme: Programme, written: Drafted) -> dict[str, Any]:
    """A document as it would be written today."""
    draft = written.draft
    return {
        "key": written.address,
        "number": written.number,
        "language": written.language,
        "title": written.title,
        "edition": written.edition,
        "own_version": written.own_version,
        "items": list(written.kind.items),
        "drafted": draft.is_drafted,
        "complete": completeness_in(programme, written).as_values(),
        "headings": [
            {"anchor": each.anchor, "title": each.title, "mandatory": each.mandatory, "drafted": each.drafted}
            for each in draft.headings
        ],
        "gaps": [{"path": gap.path, "kept_in": gap.register, "heading": gap.heading} for gap in draft.gaps],
        "questions": list(draft.questions),
        "body": draft.body,
    }


def taken_values(taken: TakenUp) -> dict[str, Any]:
    """What became of a document whose draft was put under control."""
    return {
        "key": taken.key,
        "did": taken.did,
        "version": taken.version.identification if taken.version else None,
        "clashes": clash_values(taken.clashes),
        "reason": taken.refused.reason if taken.refused else "",
        "fix": taken.refused.hint if taken.refused else "",
    }


def clash_values(clashes: Iterable[Clash]) -> list[dict[str, str]]:
    """The places where people's words and those of a new draft, or a newer edition, differ."""
    return [{"heading": each.heading, "mine": each.mine, "theirs": each.theirs} for each in clashes]
