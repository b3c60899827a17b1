"""Forms of the portfolio, one per shelf."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.portfolio.models import Criticality, Customer, Supplier, Unit
from milepost.features.portfolio.shelves import Shelf
from milepost.platform.applying.kinds import Fields
from milepost.platform.organisations.models import Member, Organisation
from milepost.platform.ui.forms import FilterForm, Form

CRITICALITIES: Sequence[tuple[str, Promise]] = (
    (Criticality.LOW, _("Low")),
    (Criticality.MEDIUM, _("Medium")),
    (Criticality.HIGH, _("High")),
    (Criticality.CRITICAL, _("Critical")),
)
SUPPLIER_KINDS: Sequence[tuple[str, Promise]] = (
    (Supplier.Kind.EXTERNAL, _("External")),
    (Supplier.Kind.INTERNAL, _("Internal")),
    (Supplier.Kind.CUSTOMER, _("Customer acting as a supplier")),
)


class EntryForm(Form):
    """What every shelf asks. A code stays for good: files, records and results refer to it."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]*$",
        max_length=60,
        label=_("Code"),
        help_text=_("Short and for good: files and records refer to it. Letters, digits, dots and hyphens."),
        error_messages={"invalid": _("Use letters, digits, dots, hyphens and underscores, like email or SVC-001.")},
    )
    name = forms.CharField(max_length=200, label=_("Name"))
    description = forms.CharField(max_length=5_000, required=False, widget=forms.Textarea, label=_("Description"))
    retired_on = forms.DateField(
        required=False,
        widget=forms.DateInput,
        label=_("Retired on"),
        help_text=_("From this day it is no longer offered. It stays on record and can be brought back."),
    )

    field_order = ["code", "name"]

    def __init__(self, *args: Any, organisation: Organisation, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        if not is_new:
            del self.fields["code"]
        else:
            del self.fields["retired_on"]

    def given(self) -> Fields:
        """The fields as the service takes them."""
        return dict(self.cleaned_data)


class UnitForm(EntryForm):
    """A unit."""


class LocationForm(EntryForm):
    """A location."""

    address = forms.CharField(max_length=300, required=False, label=_("Address"))
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        required=False,
        max_length=2,
        label=_("Country"),
        help_text=_("Two capital letters, like ID."),
        error_messages={"invalid": _("Write two capital letters, like ID.")},
    )


class CustomerForm(EntryForm):
    """A customer."""

    internal = forms.BooleanField(required=False, label=_("Part of our own organisation"))


class SupplierForm(EntryForm):
    """A supplier."""

    kind = forms.ChoiceField(choices=SUPPLIER_KINDS, widget=forms.RadioSelect, initial="external", label=_("Kind"))


class ServiceForm(EntryForm):
    """A service."""

    delivered_by = forms.ChoiceField(
        required=False, label=_("Delivered by"), help_text=_("The unit that delivers it, its service area.")
    )
    owner = forms.ChoiceField(required=False, label=_("Owner"), help_text=_("Who answers for the service."))
    customers = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("Customers that receive it")
    )
    criticality = forms.ChoiceField(choices=CRITICALITIES, initial="medium", label=_("Criticality"))
    other_party_percent = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=100,
        label=_("Share that other parties provide or operate, per cent"),
        help_text=_("0 where your own people run all of it, 100 where others do. Leave it empty while unknown."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"organisation": self.organisation}
        units = [(unit.code, unit.name) for unit in Unit.objects.filter(**here)]
        members = Member.objects.filter(**here, removed_at=None).select_related("person").order_by("person__name")
        people = [(member.person.email, f"{member.person.name}, {member.person.email}") for member in members]
        self._choose("delivered_by", [("", "–"), *units])
        self._choose("owner", [("", "–"), *people])
        self._choose("customers", [(customer.code, customer.name) for customer in Customer.objects.filter(**here)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = choices

    def given(self) -> Fields:
        fields = super().given()
        return {**fields, "delivered_by": fields["delivered_by"] or None, "owner": fields["owner"] or None}


FORMS: dict[str, type[EntryForm]] = {
    "units": UnitForm,
    "locations": LocationForm,
    "customers": CustomerForm,
    "suppliers": SupplierForm,
    "services": ServiceForm,
}


def form_of(shelf: Shelf) -> type[EntryForm]:
    """The form of a shelf."""
    return FORMS[shelf.name]


class EntryFilter(FilterForm):
    """Filters of a shelf."""

    words = forms.CharField(max_length=100, label=_("Code or name"))
    state = forms.ChoiceField(
        choices=(("", _("All")), ("offered", _("In use")), ("retired", _("Retired"))), label=_("State")
    )
