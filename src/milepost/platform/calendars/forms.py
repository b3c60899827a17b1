"""The form for a day of one's own."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.platform.ui.forms import Form


class OwnDayForm(Form):
    """A day, its name, and whether it is worked."""

    day = forms.DateField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: company anniversary."))
    works = forms.BooleanField(
        label=_("We work on this day"),
        required=False,
        help_text=_("Tick it for a public holiday on which your organisation works all the same."),
    )

    def given(self) -> dict[str, Any]:
        """The fields for the service."""
        cleaned = self.cleaned_data
        day: date = cleaned["day"]
        return {"day": day, "name": cleaned["name"], "works": cleaned["works"]}
