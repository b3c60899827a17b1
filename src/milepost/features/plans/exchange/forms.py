"""The form of the page that takes a plan in."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from milepost.catalogue import programme as catalogue
from milepost.platform.ui.forms import Form


class PlanFileForm(Form):
    """A plan from another tool."""

    file = forms.FileField(
        label=_("File"), help_text=_("XML as MS Project and others save it (MSPDI), or CSV as it is downloaded here.")
    )
    phase = forms.ChoiceField(
        required=False, label=_("Phase of new tasks that name none"),
        help_text=_("A task lies in the phase whose name its summary task has; this one is for the others."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "en"
        names = [(each.key, each.name.in_language(language)) for each in catalogue.phases()]
        self.fields["phase"].choices = [("", _("Refuse them")), *names]  # type: ignore[attr-defined]
