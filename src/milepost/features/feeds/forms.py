"""The form for the addresses of one's feeds."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.platform.signin.forms import ProofForm


class SubscribeForm(ProofForm):
    """Until when the addresses work, and who asks."""

    expires = forms.DateField(
        label=_("Works until"), help_text=_("Then your calendar learns nothing new; make other addresses in time.")
    )

    @staticmethod
    def shows(day: date) -> dict[str, Any]:
        """The form's first values: a year."""
        return {"expires": day + timedelta(days=365)}
