"""The filters of the history, kept in the address."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.reports.occurring import Occurring
from milepost.platform.ledger.models import Entry
from milepost.platform.ui.forms import FilterForm
from milepost.platform.ui.happenings import CHANNELS, what_happened, who_was

AREAS: dict[str, Promise] = {
    "actions": _("Actions"),
    "batch": _("Imports"),
    "file": _("Files"),
    "gaps": _("Gap assessment"),
    "gates": _("Gates"),
    "governance": _("Governance"),
    "plan": _("Plan"),
    "practices": _("Practices"),
    "programme": _("Programme"),
    "records": _("Imports"),
    "scope": _("Scope"),
    "signature": _("Signatures"),
    "source": _("Imports"),
}


class HistoryFilter(FilterForm):
    """What happened, who did it, through which door, and when; only what occurs in the history is offered."""

    kind = forms.ChoiceField(label=_("What happened"))
    who = forms.ChoiceField(label=_("Who"))
    door = forms.ChoiceField(label=_("Door"), choices=(("", _("Every door")), *CHANNELS.items()))
    since = forms.DateField(label=_("From"))
    until = forms.DateField(label=_("To"))

    def __init__(self, *args: Any, occurring: Occurring, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(label, who_was(label).name) for label in sorted(occurring.actors)]
        self._offer("kind", [("", _("Everything")), *_by_area(occurring.kinds)])
        self._offer("who", [("", _("Everybody")), *people])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def narrowed(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """The entries that the chosen filters leave."""
        chosen = self.chosen()
        asked = {
            "kind": "kind",
            "who": "actor_label",
            "door": "channel",
            "since": "at__date__gte",
            "until": "at__date__lte",
        }
        return entries.filter(**{asked[name]: value for name, value in chosen.items()})


def _by_area(kinds: Iterable[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    named = sorted((str(AREAS.get(area, area)), what_happened(kind), kind) for kind in kinds for area in [_area(kind)])
    return [
        (area, [(kind, words) for _area_name, words, kind in group])
        for area, group in groupby(named, key=lambda one: one[0])
    ]


def _area(kind: str) -> str:
    return kind.partition(".")[0]
