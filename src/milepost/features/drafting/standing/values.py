"""How documents in force stand to the registers, as the command line and the API give it."""

from typing import Any

from milepost.features.documents.models import Version
from milepost.features.drafting.standing.drifting import Drifted, InForce
from milepost.features.drafting.standing.plan import Place


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
