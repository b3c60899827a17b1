"""One thing that somebody owes, where it comes from, and where it is settled."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.subjects import Kind
from milepost.features.actions.models import Action
from milepost.features.programmes.models import Programme


class Source(StrEnum):
    """Where something owed comes from."""

    PRACTICES = "practices"
    REGISTERS = "registers"
    DOCUMENTS = "documents"
    GOVERNANCE = "governance"
    GATES = "gates"
    GAPS = "gaps"
    LIST = "list"


SOURCES: dict[Source, Promise] = {
    Source.PRACTICES: _("Practices"),
    Source.REGISTERS: _("Registers"),
    Source.DOCUMENTS: _("Documents"),
    Source.GOVERNANCE: _("Governance"),
    Source.GATES: _("Gates"),
    Source.GAPS: _("Gap assessment"),
    Source.LIST: _("Put on the list"),
}

REGISTERS = {
    Kind.RISK.value: "risks",
    Kind.OBJECTIVE.value: "objectives",
    Kind.OBLIGATION.value: "obligations",
    Kind.KNOWLEDGE.value: "knowledge",
    Kind.IMPROVEMENT.value: "improvements",
    Kind.PROGRAMME_RISK.value: "programme-risks",
}
CAME_OF = {
    **dict.fromkeys(REGISTERS, Source.REGISTERS),
    Kind.PRACTICE.value: Source.PRACTICES,
    Kind.DOCUMENT.value: Source.DOCUMENTS,
    Kind.GOVERNANCE.value: Source.GOVERNANCE,
    Kind.MEETING.value: Source.GOVERNANCE,
    Kind.STATEMENT.value: Source.GAPS,
}
"""Sources of actions by the kind of what they came of; any other was put on the list by somebody."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something owed. `reference` is what people cite, `address` where it is settled; `action` where it is one."""

    key: str
    programme: Programme
    source: Source
    title: str
    due_on: date | None
    reference: str
    address: str
    action: Action | None = None
    said_on: date | None = None

    @property
    def came_of(self) -> Promise:
        """Its source in the reader's words."""
        return SOURCES[self.source]

    def is_late(self, on: date) -> bool:
        """Whether its day has passed."""
        return self.due_on is not None and self.due_on < on


def of_action(action: Action, said_on: date | None = None) -> Item:
    """An action as something owed; its row brings its programme along."""
    return Item(
        key=f"action-{action.pk}",
        programme=action.programme,
        source=CAME_OF.get(action.source_kind, Source.LIST),
        title=action.title,
        due_on=action.due_on,
        reference=action.reference,
        address=_settled_at(action),
        action=action,
        said_on=said_on,
    )


def _settled_at(action: Action) -> str:
    """The page on which what it asks for is entered; its own page, where it is only to be said that it is done."""
    kind, key, programme = action.source_kind, action.subject_key, action.programme
    if kind == Kind.PRACTICE:
        return page(programme, "practices:practice", practice=key)
    if kind == Kind.DOCUMENT:
        return page(programme, "documents:document", key=key)
    if kind == Kind.GOVERNANCE:
        return page(programme, "governance:meetings")
    if kind in REGISTERS:
        return page(programme, "management:entry", name=REGISTERS[kind], key=key)
    return page(programme, "actions:action", reference=action.reference)


def page(programme: Programme, view: str, /, **more: Any) -> str:
    """The path of a page of a programme."""
    return reverse(view, kwargs={"org": programme.organisation.code, "code": programme.code, **more})
