"""Filters of the kinds of document."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.catalogue.documents.kinds import Sort
from milepost.catalogue.documents.words import word
from milepost.catalogue.practices import practices
from milepost.platform.ui.forms import FilterForm
from milepost.platform.ui.texts import speak

type Choices = list[tuple[str, object]]


def sorts() -> Choices:
    """What a document may be."""
    return [(sort.value, speak(word(sort).name)) for sort in Sort]


def sorts_or_all() -> Choices:
    """The same for a filter."""
    return [("", _("All")), *sorts()]


def practices_or_all() -> Choices:
    """The practices, for a filter."""
    return [("", _("All")), *((known.key, speak(known.name)) for known in practices())]


class KindFilter(FilterForm):
    """Filters of the list, kept in the address."""

    words = forms.CharField(max_length=100, label=_("Words"))
    kind = forms.ChoiceField(label=_("Kind"), choices=sorts_or_all)
    practice = forms.ChoiceField(label=_("Practice"), choices=practices_or_all)
