"""The page of contradictions: two places side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from milepost.engines.rules.contradictions import Contradiction, Side
from milepost.features.documents.models import Document
from milepost.features.drafting.standing.consistency import contradictions_of
from milepost.features.drafting.standing.naming import MATTERS, address_of_place, chosen, name_of_place
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.ui.forms import FilterForm


class ContradictionFilter(FilterForm):
    """What they are about, and which document they concern; kept in the address."""

    about = forms.ChoiceField(
        choices=(("", _("Everything")), *((matter.value, name) for matter, name in MATTERS.items())), label=_("About")
    )
    document = forms.ChoiceField(label=_("Document"))

    def __init__(self, *args: Any, documents: Sequence[Document], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), f"{one.number} {one.title}") for one in documents]
        self.fields["document"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Shown:
    """One side as the page shows it."""

    side: Side
    name: str
    url: str


@require_safe
@programme_page(READ_PROGRAMME)
def contradictions(request: ProgrammeRequest) -> HttpResponse:
    """Everything that documents in force say against each other and against the registers."""
    programme, on = request.programme, today(request.organisation.timezone)
    every = contradictions_of(programme, on=on)
    documents = list(Document.objects.filter(programme=programme, withdrawn_on=None).order_by("number"))
    form = ContradictionFilter(request.GET, documents=documents)
    found = chosen(every, **form.chosen())
    context = {"rows": [_row(request, each) for each in found], "total": len(every), "form": form, "on": on}
    return render(request, "drafting/contradictions.html", context)


def _row(request: ProgrammeRequest, found: Contradiction) -> dict[str, Any]:
    org, code = request.organisation.code, request.programme.code

    def shown(side: Side) -> Shown:
        return Shown(side, name_of_place(side.place), address_of_place(side.place, org, code))

    return {"found": found, "about": MATTERS[found.matter], "sides": (shown(found.this), shown(found.that))}
