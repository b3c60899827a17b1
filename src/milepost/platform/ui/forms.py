"""Forms that refuse kindly: a summary that leads to each field, words beside it, and what was typed kept.

`Renderer` is the project's FORM_RENDERER; `Form` and `ModelForm` are what features derive from. Descriptions and errors
reach screen readers through `aria-describedby` and `aria-invalid`, whose ids (`…_helptext`, `…_error`) `ui/_field.html`
repeats.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.dates import FIRST_DAY, LAST_DAY

type Words = str | Promise

DAY_OUT_OF_RANGE = _("A day lies between 1970 and 2100.")
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


class Field(BoundField):
    """A bound field that knows where its error link leads and how it is laid out."""

    @property
    def anchor(self) -> str:
        """The id of the first control: radio buttons and ticks number theirs."""
        return f"{self.auto_id}_0" if isinstance(self.field.widget, GROUPS) else self.id_for_label

    @property
    def shape(self) -> str:
        """One of: tick, group, several, file, single; `ui/_field.html` lays each out its own way."""
        widget = self.field.widget
        if isinstance(widget, GROUPS):
            return "group"
        if isinstance(widget, forms.CheckboxInput):
            return "tick"
        if isinstance(widget, forms.FileInput):
            return "file"
        return "several" if widget.use_fieldset else "single"


class Renderer(DjangoTemplates):
    """Renders forms and fields with this package's templates."""

    form_template_name = "ui/_form.html"
    field_template_name = "ui/_field.html"
    bound_field_class = Field


class DayInput(forms.DateInput):
    """A date in the browser's own picker, which shows the reader's form and sends ISO."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and time, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class RadioCards(forms.RadioSelect):
    """One choice of a few, each with a line that says what it means."""

    template_name = "ui/_choices.html"

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        descriptions: Mapping[str, Words] | None = None,
    ) -> None:
        super().__init__(attrs, choices)
        self.descriptions = dict(descriptions or {})

    def create_option(self, name: str, value: Any, *rest: Any, **more: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *rest, **more)
        return {**option, "description": self.descriptions.get(str(value), "")}


class TickCards(RadioCards, forms.CheckboxSelectMultiple):
    """Several choices of a few, each with a line that says what it means."""

    allow_multiple_selected = True
    input_type = "checkbox"
    use_fieldset = True
    template_name = "ui/_choices.html"

    value_from_datadict = forms.CheckboxSelectMultiple.value_from_datadict
    value_omitted_from_data = forms.CheckboxSelectMultiple.value_omitted_from_data
    use_required_attribute = forms.CheckboxSelectMultiple.use_required_attribute


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading, as `ui/_form.html` shows them."""

    heading: Words
    fields: tuple[BoundField, ...]


class _Manners:
    """What our forms have in common: no colons, native date pickers, headings, our choices."""

    groups_of_fields: ClassVar[tuple[tuple[Words, tuple[str, ...]], ...]] = ()
    marks_optional: ClassVar[bool] = True  # a form in which nothing is required says so once, not beside each field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in cast("forms.BaseForm", self).fields.values():
            dress(field)

    @property
    def groups(self) -> Iterator[Group]:
        """Visible fields by heading; those no heading names come last, under none."""
        form = cast("forms.BaseForm", self)
        named: set[str] = set()
        for heading, names in self.groups_of_fields:
            present = tuple(form[name] for name in names if name in form.fields and not form[name].is_hidden)
            named.update(names)
            if present:
                yield Group(heading, present)
        rest = tuple(field for field in form.visible_fields() if field.name not in named)
        if rest:
            yield Group("", rest)


def dress(field: forms.Field) -> None:
    """Keep days within reach, and give a plain widget our looks; a widget that a form chose on purpose stays."""
    widget = field.widget
    if isinstance(field, forms.DateField):
        field.validators += [
            MinValueValidator(FIRST_DAY, DAY_OUT_OF_RANGE),
            MaxValueValidator(LAST_DAY, DAY_OUT_OF_RANGE),
        ]
    if type(widget) is forms.DateInput:
        field.widget = DayInput(widget.attrs)
    elif type(widget) is forms.DateTimeInput:
        field.widget = MomentInput(widget.attrs)
    elif type(widget) in GROUPS:
        widget.template_name = "ui/_choices.html"
    elif isinstance(widget, forms.Textarea) and widget.attrs.get("rows") == "10":
        widget.attrs["rows"] = "4"


if TYPE_CHECKING:  # generic for the type checker only
    _PlainModelForm = forms.ModelForm[Any]
else:
    _PlainModelForm = forms.ModelForm


class Form(_Manners, forms.Form):
    """A form of ours; `groups_of_fields` puts fields under headings."""


class ModelForm(_Manners, _PlainModelForm):
    """A form of ours over a model."""


class FilterForm(Form):
    """Filters that live in the address: optional, and a value nobody offers is ignored rather than refused."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    def chosen(self) -> dict[str, Any]:
        """The filters that are set and valid, by name."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, False)}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people changed: what the second typed and what the first saved, for `ui/_conflict.html`."""

    label: Words
    typed: str
    saved: str
