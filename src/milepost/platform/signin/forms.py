"""Forms for signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.passwords import MOST
from milepost.platform.ui.forms import Form


class SignInForm(Form):
    """Address and password."""

    username = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=MOST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self) -> str:
        """The address as it is kept: the limit on wrong passwords must not depend on how it is typed."""
        return str(self.cleaned_data["username"]).strip().lower()
