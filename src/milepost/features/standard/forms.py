"""Filters of the kinds of document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.documents.kinds import Sort
from milepost.catalogue.documents.words import word
from milepost.catalogue.practices import practices
from milepost.platform.ui.forms import FilterForm
from milepost.platform.ui.texts import speak

type Choices = list[tuple[str, object]]


def _sorts() -> Choices:
    return [("", _("All")), *((sort.value, speak(word(sort).name)) for sort in Sort)]


def _practices() -> Choices:
    return [("", _("All")), *((known.key, speak(known.name)) for known in practices())]


class KindFilter(FilterForm):
    """Filters of the list, kept in the address."""

    words = forms.CharField(max_length=100, label=_("Words"))
    kind = forms.ChoiceField(label=_("Kind"), choices=_sorts)
    practice = forms.ChoiceField(label=_("Practice"), choices=_practices)
