"""What an organisation's services are, for whom, by whom and where; the organisation's own, not a programme's."""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.tables import EditableTable


class Named(EditableTable):
    """Something with a code that files refer to and a name that people know it by."""

    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="%(class)s_code_is_unique")]

    def __str__(self) -> str:
        return self.name


class Criticality(models.TextChoices):
    """How much depends on a service (8.2.2)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@witnessed
class Unit(Named):
    """An organisational unit; a *service area* is a unit that delivers one or more in-scope services."""

    class Meta(Named.Meta):
        pass


@witnessed
class Location(Named):
    """A place where services are delivered from or managed."""

    address = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta(Named.Meta):
        pass


@witnessed
class Customer(Named):
    """An organisation or part of one that receives services (8.3.2)."""

    internal = models.BooleanField(default=False)

    class Meta(Named.Meta):
        pass


@witnessed
class Supplier(Named):
    """A party that provides or operates services, components or processes (8.2.3, 8.3.4)."""

    class Kind(models.TextChoices):
        EXTERNAL = "external"
        INTERNAL = "internal"
        CUSTOMER = "customer"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.EXTERNAL)

    class Meta(Named.Meta):
        pass


@witnessed
class Service(Named):
    """A service.

    `delivered_by` is its service area, `owner` who answers for it; `other_party_percent` is the share that other
    parties provide or operate, 0 to 100, None while nobody has said (8.2.3.1).
    """

    criticality = models.CharField(max_length=10, choices=Criticality.choices, default=Criticality.MEDIUM)
    delivered_by = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    customers = models.ManyToManyField(Customer, blank=True, related_name="services", through="ServiceCustomer")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    other_party_percent = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Named.Meta):
        constraints = [
            *Named.Meta.constraints,
            models.CheckConstraint(condition=models.Q(other_party_percent__lte=100), name="service_share_is_percent"),
        ]


@witnessed
class ServiceCustomer(EditableTable):
    """That a customer receives a service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "customer"], name="service_received_once")]

    def __str__(self) -> str:
        return f"{self.service} for {self.customer}"
