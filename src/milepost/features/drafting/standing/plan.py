"""The service management plan of a programme: which version counts, and where it holds each of its contents (6.3).

A version that was written from the template shows its contents by its own headings, which keep their anchors whatever
people call them. Of a plan of any other making somebody states the places.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from milepost.catalogue.documents.kinds import kinds
from milepost.catalogue.documents.templates import template
from milepost.catalogue.standard import statements
from milepost.engines.rendering import BadDocument, Heading, as_text, read_markdown
from milepost.engines.rules.facts.documents import DocumentKind, PlanContent
from milepost.features.documents.models import Version
from milepost.features.drafting.models import PlanPlace
from milepost.features.programmes.models import Programme

CLAUSE = "6.3"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a plan holds a content: the heading of its own text, or what somebody stated; empty where it does not."""

    content: PlanContent
    heading: str
    stated: str

    @property
    def letter(self) -> str:
        """Its letter in 6.3; empty where the roadmap asks for it."""
        return self.content.value if len(self.content.value) == 1 else ""

    @property
    def where(self) -> str:
        """The place that counts: what was stated, because people may know better."""
        return self.stated or self.heading


def plan_version(programme: Programme, on: date) -> Version | None:
    """The version in force of the service management plan, else its newest one; None without any. One query."""
    plans = {"document__programme": programme, "document__withdrawn_on": None, "document__stands_for": DocumentKind.SMP}
    versions = list(Version.objects.filter(**plans).select_related("document").order_by("-approved_on", "-number"))
    for version in versions:
        version.document.programme = programme
    in_force = [version for version in versions if version.is_in_force(on)]
    return next(iter(in_force or sorted(versions, key=lambda one: -one.number)), None)


def places_of(version: Version | None) -> tuple[Place, ...]:
    """Every content of a plan, and where this version holds it; without one it is held nowhere. One query."""
    stated = {row.content: row.place for row in PlanPlace.objects.filter(version=version)} if version else {}
    headings = _filled_headings(version.body) if version else {}
    return tuple(
        Place(content, headings.get(anchor, ""), stated.get(content.value, ""))
        for content, anchor in _anchors().items()
    )


@cache
def _anchors() -> Mapping[PlanContent, str]:
    """The heading of the template for each content: that of the statement with its letter, else the one of its name."""
    key = next(kind.key for kind in kinds() if kind.rule is DocumentKind.SMP)
    letters = {statement.id: statement.letter for statement in statements() if statement.clause == CLAUSE}
    satisfied = template(key, "en").satisfies
    by_letter = {letters[each.statement]: each.heading for each in satisfied if each.statement in letters}
    return {content: by_letter.get(content.value, content.value) for content in PlanContent}


def _filled_headings(body: str) -> Mapping[str, str]:
    """The headings of a text that have something under them, by anchor."""
    try:
        blocks = read_markdown(body) if body else ()
    except BadDocument:  # what cannot be shown shows nothing
        return {}
    found: dict[str, str] = {}
    open_ones: list[Heading] = []
    for block in blocks:
        if isinstance(block, Heading):
            open_ones = [*(each for each in open_ones if each.level < block.level), block]
        else:
            found |= {each.anchor: as_text(each.inlines) for each in open_ones}
    return found
