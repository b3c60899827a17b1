"""The form of each register, made from its description, and the filters of its list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.actions.selectors import people_here
from milepost.features.management.described import REGISTERS
from milepost.features.management.models import Party, Risk, RiskMethod
from milepost.features.management.registers import WORDED, Field, Register, Shape
from milepost.features.management.selectors import fields_of
from milepost.features.portfolio.models import Service
from milepost.features.programmes.models import Programme
from milepost.platform.ui.forms import FilterForm, Form
from milepost.platform.ui.wording import Wording, in_both, said, worded

SECOND = "-id"  # ends the name of the field that holds the Indonesian
CODE = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
LENGTH = {Shape.LINE: 300, Shape.PROSE: 5_000, Shape.LINES: 5_000, Shape.NAME: 200}
IN_INDONESIAN = _("The same in Indonesian")
NO_LEVELS = 5  # of a scale that nobody has stated


@dataclass(frozen=True, slots=True)
class Known:
    """What a form offers: members, services, risks, parties of the programme, and the scales."""

    people: tuple[tuple[str, str], ...]
    services: tuple[tuple[str, str], ...] = ()
    risks: tuple[tuple[str, str], ...] = ()
    parties: tuple[tuple[str, str], ...] = ()
    method: RiskMethod | None = None


def known_to(programme: Programme, register: Register) -> Known:
    """What the form of a register offers. One query for each kind that it asks."""
    asks = {field.shape for field in register.fields()}
    services = Service.objects.filter(organisation_id=programme.organisation_id).order_by("name")
    risks, parties = Risk.objects.filter(programme=programme), Party.objects.filter(programme=programme)
    return Known(
        tuple((person.email, person.name) for person in people_here(programme)) if Shape.PERSON in asks else (),
        tuple((one.code, one.name) for one in services) if Shape.SERVICES in asks else (),
        tuple((one.code, one.called) for one in risks) if Shape.RISKS in asks else (),
        tuple((one.code, one.called) for one in parties) if Shape.PARTY in asks else (),
        RiskMethod.objects.filter(programme=programme).first() if Shape.DEGREE in asks else None,
    )


class EntryForm(Form):
    """What every register asks; the fields are those of its description."""

    register: ClassVar[Register]

    def __init__(self, *args: Any, known: Known, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("ended_on" if is_new else "code", None)
        for field in self.register.fields():
            if field.shape in OFFERED:
                self.fields[field.name].choices = [*OFFERED[field.shape](field, known)]  # type: ignore[attr-defined]

    @property
    def groups_of_fields(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:  # type: ignore[override]
        """The headings of the description; what is asked in Indonesian comes last."""
        listed = [(group.heading, tuple(field.name for field in group.fields)) for group in self.register.groups]
        first, rest = listed[0], listed[1:]
        second = tuple(f"{name}{SECOND}" for name in self.register.of(*WORDED))
        return ((first[0], ("code", *first[1])), *rest, (IN_INDONESIAN, second))

    @property
    def second_is_wrong(self) -> bool:
        """Whether something is wrong in the second language."""
        return any(name.endswith(SECOND) for name in self.errors)

    def given(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        fields = {name: value for name, value in self.cleaned_data.items() if not name.endswith(SECOND)}
        for field in self.register.fields():
            if field.shape in WORDED:
                first, second = fields[field.name], self.cleaned_data[f"{field.name}{SECOND}"]
                fields[field.name] = _together(field, first, second)
            elif field.shape is Shape.DEGREE:
                fields[field.name] = int(fields[field.name]) if fields[field.name] else None
            elif field.shape in {Shape.PERSON, Shape.PARTY}:
                fields[field.name] = fields[field.name] or None
            elif field.shape is Shape.CHOICE and not fields[field.name] and "" not in dict(field.choices):
                del fields[field.name]  # left out of a request, it stays as it is
        return fields


def _together(field: Field, first: str, second: str) -> Any:
    if field.shape is not Shape.LINES:
        return worded(first.replace("\r\n", "\n"), second.replace("\r\n", "\n"))
    lines, others = _lines(first), _lines(second)
    return [worded(line, others[place] if place < len(others) else "") for place, line in enumerate(lines)]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def shown_values(register: Register, entry: Any) -> dict[str, Any]:
    """An entry's present values under the names of the form."""
    values: dict[str, Any] = {}
    for name, value in fields_of(register, entry).items():
        if name not in register.of(*WORDED):
            values[name] = value
        elif isinstance(value, list):
            values[name], values[f"{name}{SECOND}"] = _both_lines(value)
        else:
            values[name], values[f"{name}{SECOND}"] = in_both(value)
    return values


def _both_lines(levels: list[Wording]) -> tuple[str, str]:
    firsts, seconds = zip(*map(in_both, levels), strict=True) if levels else ((), ())
    return "\n".join(firsts), "\n".join(seconds) if any(seconds) else ""


# -- choices ----------------------------------------------------------------------------------------------------------


def _people(_field: Field, known: Known) -> Iterator[tuple[str, Any]]:
    yield "", "–"
    yield from known.people


def _parties(_field: Field, known: Known) -> Iterator[tuple[str, Any]]:
    yield "", "–"
    yield from known.parties


def _degrees(field: Field, known: Known) -> Iterator[tuple[str, Any]]:
    yield "", "–"
    levels = getattr(known.method, field.scale) if known.method else [""] * NO_LEVELS
    for number, level in enumerate(levels, start=1):
        name = said(level).partition(":")[0]
        yield str(number), f"{number} · {name}" if name else str(number)


OFFERED: Mapping[Shape, Any] = {
    Shape.PERSON: _people,
    Shape.PARTY: _parties,
    Shape.DEGREE: _degrees,
    Shape.SERVICES: lambda _field, known: known.services,
    Shape.RISKS: lambda _field, known: known.risks,
}

# -- fields -----------------------------------------------------------------------------------------------------------


def _asked(register: Register, field: Field, *, required: bool) -> forms.Field:
    said_of: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": required}
    match field.shape:
        case Shape.LINE:
            return forms.CharField(max_length=LENGTH[field.shape], **said_of)
        case Shape.NAME:
            if field.name == "met_through":
                return forms.RegexField(CODE, max_length=60, **said_of)
            return forms.CharField(max_length=LENGTH[field.shape], **said_of)
        case Shape.PROSE | Shape.LINES:
            rows = 3 if field.shape is Shape.PROSE else 6
            widget = forms.Textarea(attrs={"rows": rows})
            return forms.CharField(max_length=LENGTH[field.shape], widget=widget, **said_of)
        case Shape.DAY:
            return forms.DateField(widget=forms.DateInput, **said_of)
        case Shape.TICK:
            return forms.BooleanField(**{**said_of, "required": False})
        case Shape.SERVICES | Shape.RISKS:
            return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, **said_of)
        case Shape.NUMBER:
            return _number(register, field, said_of)
    return forms.ChoiceField(choices=field.choices, **{**said_of, "required": required and not field.choices})


def _number(register: Register, field: Field, said_of: dict[str, Any]) -> forms.Field:
    if field.name == "target":  # words are refused by the service, with an example of a better wording
        return forms.CharField(max_length=300, **said_of)
    limits = register.row.model_fields[field.name].metadata
    least, most = (_limit(limits, end) for end in ("ge", "le"))
    if most is not None:  # a row limits its whole numbers alone
        return forms.IntegerField(min_value=least, max_value=most, **said_of)
    return forms.DecimalField(max_digits=18, decimal_places=4, **said_of)


def _limit(limits: Iterable[Any], end: str) -> int | None:
    return next((getattr(each, end) for each in limits if hasattr(each, end)), None)


def _form(register: Register) -> type[EntryForm]:
    fields: dict[str, Any] = {}
    if not register.single:
        fields["code"] = forms.RegexField(
            CODE,
            required=False,
            max_length=60,
            label=_("Code"),
            help_text=_("For good: files and documents refer to it. Left empty, it gets the next number."),
            error_messages={"invalid": _("Use letters, digits, dots, hyphens and underscores.")},
        )
    for field in register.fields():
        fields[field.name] = _asked(register, field, required=field.required)
    for field in register.fields():
        if field.shape in WORDED:
            fields[f"{field.name}{SECOND}"] = _asked(register, _quiet(field), required=False)
    name = f"{register.row.__name__.removesuffix('Row')}Form"
    return type(name, (EntryForm,), {"__module__": __name__, "register": register, **fields})


def _quiet(field: Field) -> Field:
    return Field(field.name, field.label, field.shape)


FORMS: dict[str, type[EntryForm]] = {key: _form(register) for key, register in REGISTERS.items()}

STATES: tuple[tuple[str, Promise], ...] = (("", _("Kept")), ("ended", _("Ended")), ("all", _("All")))


class EntryFilter(FilterForm):
    """Filters of a register, kept in the address; its own choices are added to these."""

    words = forms.CharField(max_length=100, label=_("Words"))
    owner = forms.ChoiceField(label=_("Owner"))
    service = forms.ChoiceField(label=_("Service"))
    state = forms.ChoiceField(choices=STATES, label=_("State"))

    def __init__(self, *args: Any, register: Register, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = [("", _("Everybody")), ("nobody", _("Nobody yet")), *known.people]
        self.fields["owner"].choices = everybody  # type: ignore[attr-defined]
        self.fields["service"].choices = [("", _("All services")), *known.services]  # type: ignore[attr-defined]
        if not known.services:
            del self.fields["service"]
        for name in register.filters:
            field = register.field(name)
            choices = [("", _("All")), *(choice for choice in field.choices if choice[0])]
            self.fields[name] = forms.ChoiceField(choices=choices, label=str(field.label), required=False)
        if register.of(Shape.DEGREE):
            self.fields["above"] = forms.BooleanField(label=_("Above the criterion"), required=False)


class MeasureForm(Form):
    """What was measured of an objective."""

    measured_on = forms.DateField(label=_("Measured on"), widget=forms.DateInput)
    value = forms.DecimalField(max_digits=18, decimal_places=4, label=_("Value"))
    note = forms.CharField(max_length=2_000, required=False, label=_("Note"))
