"""The form in which an organisation says how its documents look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.documents.models import HouseStyle
from milepost.features.documents.style import COLOUR, FILES
from milepost.features.governance.services import HandedIn
from milepost.platform.ui.forms import Form


class StyleForm(Form):
    """Logo, colour, reference file. A file that is not chosen stays; a tick removes it."""

    logo = forms.FileField(
        required=False,
        label=_("Logo"),
        help_text=_("PNG, JPEG or plain SVG, up to 1 MB. It stands above the title, at most 7 cm wide."),
    )
    clear_logo = forms.BooleanField(required=False, label=_("Remove the logo: the organisation's name stands there"))
    colour = forms.CharField(
        required=False,
        max_length=7,
        label=_("Colour"),
        help_text=_(
            "Of headings, rules, links and drawings, like #1f5fa8; dark enough to be read on white. Ours where it is "
            "left empty."
        ),
        widget=forms.TextInput({"spellcheck": "false", "autocapitalize": "off"}),
    )
    reference = forms.FileField(
        required=False,
        label=_("Reference file for Word documents"),
        help_text=_(
            "A DOCX whose styles, page, header and footer are taken, up to 10 MB; its text is not. It holds no macros "
            "and loads nothing from elsewhere."
        ),
    )
    clear_reference = forms.BooleanField(required=False, label=_("Remove the reference file"))

    def __init__(self, *args: Any, style: HouseStyle, **kwargs: Any) -> None:
        super().__init__(*args, initial={COLOUR: style.colour}, **kwargs)
        for part in FILES:
            name = getattr(style, f"{part}_name")
            if not name:
                del self.fields[f"clear_{part}"]
            else:
                now = _("Now: {name}").format(name=name)
                self.fields[part].help_text = f"{now}. {self.fields[part].help_text}"

    def given(self) -> dict[str, Any]:
        """What the service takes of it."""
        fields = self.cleaned_data
        clear = [part for part in FILES if fields.get(f"clear_{part}")]
        files = {part: HandedIn(fields[part].name, fields[part].chunks()) for part in FILES if fields[part]}
        return {"colour": fields[COLOUR], "files": files, "clear": clear if fields[COLOUR] else [*clear, COLOUR]}

    def saved(self, style: HouseStyle) -> dict[str, str]:
        """What is kept now, by the fields that this form changes."""
        touched = [part for part in FILES if part in self.files or self.cleaned_data.get(f"clear_{part}")]
        return {COLOUR: style.colour, **{part: getattr(style, f"{part}_name") for part in touched}}
