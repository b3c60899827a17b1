"""The kinds of document as they are asked for: filtered, and as the API and the command line give them."""

from typing import Any

from milepost.catalogue.documents.kinds import Kind, kinds
from milepost.catalogue.texts import LANGUAGES, LocalText


def kinds_wanted(*, sort: str = "", practice: str = "", words: str = "") -> tuple[Kind, ...]:
    """The kinds of a sort and a practice in which every word occurs: in key, clauses, title or purpose.

    Words are looked for in both languages, each by itself.
    """
    asked = words.casefold().split()
    return tuple(
        found
        for found in kinds()
        if (not sort or found.sort == sort)
        and (not practice or found.practice == practice)
        and any(_holds(found, asked, language) for language in LANGUAGES)
    )


def _holds(found: Kind, asked: list[str], language: str) -> bool:
    text = " ".join((found.key, *found.clauses, found.title.in_language(language), found.about.in_language(language)))
    return all(word in text.casefold() for word in asked)


def kind_values(found: Kind) -> dict[str, Any]:
    """A kind as the API and `milepost catalogue documents --json` give it; `kind` is what templates call its sort."""
    return {
        "key": found.key,
        "title": _both(found.title),
        "kind": found.sort.value,
        "practice": found.practice,
        "clauses": list(found.clauses),
        "items": list(found.items),
        "owner": found.owner,
        "approver": found.approver,
        "top_management": found.top_management,
        "classification": found.classification.value,
        "review_months": found.review_months,
        "retention_months": found.retention_months,
        "rule": found.rule.value,
        "repeats": found.repeats.value,
        "about": _both(found.about),
    }


def _both(text: LocalText) -> dict[str, str]:
    return {"en": text.en, "id": text.id}
