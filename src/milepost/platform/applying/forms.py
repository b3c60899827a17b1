"""The form of a page that takes a file of rows in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.platform.ui.forms import Form


class FileForm(Form):
    """A file to take in."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or XLSX headed by the names of the fields, or TOML or JSON with the rows under their kind."),
    )
