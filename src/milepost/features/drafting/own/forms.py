"""The forms of drafting that are not made from shapes: a template's text, and why the shipped one is used again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.drafting.own.checking import LONGEST_FILE
from milepost.features.drafting.own.copying import LONGEST_REASON
from milepost.platform.ui.forms import Form


class ReasonForm(Form):
    """Why."""

    reason = forms.CharField(
        max_length=LONGEST_REASON, label=_("Why"), widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stands in the history beside your name."),
    )  # fmt: skip


class TemplateForm(ReasonForm):
    """A template's file. To look at what it writes, no reason is wanted."""

    text = forms.CharField(
        strip=False, max_length=LONGEST_FILE, label=_("The template"),
        widget=forms.Textarea(attrs={"rows": 34, "spellcheck": "false", "class": "code", "dir": "auto"}),
        help_text=_(
            "Markdown with Liquid. Title, classification, months, needs, questions and satisfies are yours to change; "
            "the other lines between the two --- say what the document is, and stay."
        ),
    )  # fmt: skip
    marks_optional = False
    field_order = ("text", "reason")

    def __init__(self, *args: Any, looked_at: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = not looked_at
