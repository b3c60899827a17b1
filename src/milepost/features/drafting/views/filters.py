"""Filters of the list of drafts, kept in the address."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.documents.roles import role
from milepost.features.drafting.writing.listing import Wanted
from milepost.features.standard.forms import practices_or_all, sorts_or_all
from milepost.platform.ui.forms import FilterForm
from milepost.platform.ui.texts import speak

STATES: Sequence[tuple[str, Promise]] = (
    ("whole", _("Complete")),
    ("asks", _("Asks something")),
    ("differs", _("Differs from the registers")),
)
CONTROL: Sequence[tuple[str, Promise]] = (("yes", _("Under control")), ("no", _("Not yet")))


class DraftFilter(FilterForm):
    """Which documents the list shows. `owners` are the keys of the roles that own any."""

    words = forms.CharField(max_length=100, label=_("Words"))
    state = forms.ChoiceField(choices=(("", _("All")), *STATES), label=_("State"))
    control = forms.ChoiceField(choices=(("", _("All")), *CONTROL), label=_("Under control"))
    kind = forms.ChoiceField(choices=sorts_or_all, label=_("Kind"))
    practice = forms.ChoiceField(choices=practices_or_all, label=_("Practice"))
    clause = forms.CharField(max_length=12, label=_("Clause"))
    owner = forms.ChoiceField(label=_("Owner"))

    def __init__(self, *args: Any, owners: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles = [(key, speak(role(key).title)) for key in owners]
        self.fields["owner"].choices = [("", _("All")), *titles]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What the list is narrowed to."""
        return Wanted(**self.chosen())
