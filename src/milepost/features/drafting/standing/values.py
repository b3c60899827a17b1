"""How documents in force stand to the registers, as the command line and the API give it."""

from collections.abc import Iterable
from typing import Any

from milepost.engines.rules.contradictions import Contradiction, Side
from milepost.features.documents.models import Version
from milepost.features.drafting.standing.drifting import Drifted, InForce
from milepost.features.drafting.standing.naming import name_of_place
from milepost.features.drafting.standing.plan import Place
from milepost.platform.ui.texts import speak


def plan_values(version: Version | None, places: tuple[Place, ...]) -> dict[str, Any]:
    """The version of the service management plan that counts, if there is one, and where it holds each content."""
    return {
        "document": version.document.number if version else None,
        "version": version.shown_number if version else None,
        "contents": [
            {
                "content": place.content.value,
                "heading": place.heading,
                "stated": place.stated,
                "held": bool(place.where),
            }
            for place in places
        ],
        "missing": [place.content.value for place in places if not place.where],
    }


def drift_values(standing: InForce) -> dict[str, Any]:
    """The version in force, and every fact that is another now than it says."""
    return {
        "document": standing.version.document.number,
        "version": standing.version.shown_number,
        "template": standing.origin.template,
        "open": len(standing.open_ones),
        "facts": [_fact(each) for each in standing.drifted],
    }


def _fact(each: Drifted) -> dict[str, Any]:
    row = each.accepted
    return {
        "path": each.drift.path,
        "in_version": list(each.drift.gone),
        "now": list(each.drift.come),
        "accepted": {"on": row.accepted_on, "by": row.accepted_by.name, "why": row.why} if row else None,
    }


def contradiction_values(found: Iterable[Contradiction]) -> list[dict[str, Any]]:
    """Contradictions, each with its two places and what to do, in the reader's language."""
    return [
        {
            "id": each.result.id,
            "about": each.matter.value,
            "thing": each.thing,
            "this": _side(each.this),
            "that": _side(each.that),
            "fix": speak(each.result.fix),
        }
        for each in found
    ]


def _side(side: Side) -> dict[str, Any]:
    place = side.place
    return {
        "kept_by": place.keeper.value,
        "place": name_of_place(place),
        "entry": place.entry,
        "since": place.since,
        "says": speak(side.says),
    }
