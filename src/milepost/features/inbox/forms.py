"""The filters of the inbox, kept in the address."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.features.inbox.owed.items import SOURCES
from milepost.features.programmes.models import Programme
from milepost.platform.ui.forms import FilterForm


class InboxFilter(FilterForm):
    """Of which programme, from which source."""

    programme = forms.ChoiceField(label=_("Programme"))
    source = forms.ChoiceField(
        choices=(("", _("All")), *((source.value, name) for source, name in SOURCES.items())), label=_("Comes from")
    )

    def __init__(self, *args: Any, programmes: Sequence[Programme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].choices = [  # type: ignore[attr-defined]
            ("", _("All")), *((programme.code, programme.name) for programme in programmes),
        ]  # fmt: skip
