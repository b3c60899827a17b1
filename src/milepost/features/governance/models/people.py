"""Who carries the programme, as what, since when; members, and people who never sign in, by name and office."""

from datetime import date

from django.db import models

from milepost.features.portfolio.models import Unit
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import EditableTable


class HeldRole(models.TextChoices):
    """The roles of the charter, by the keys of the catalogue."""

    SPONSOR = Role.SPONSOR.value
    COORDINATOR = Role.COORDINATOR.value
    STEERING_MEMBER = Role.STEERING_MEMBER.value
    TEAM = Role.IMPLEMENTATION_TEAM.value


ONE_AT_A_TIME = (HeldRole.SPONSOR, HeldRole.COORDINATOR)


@witnessed
class RoleHolder(EditableTable):
    """Somebody in a role for a time.

    `until` is the last day in office. `authority` (a sponsor's) is the amount they may commit alone, in the
    programme's currency; `share_percent` and `direct_access` are a coordinator's working time and line to the sponsor.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="role_holders")
    code = models.CharField(max_length=60)
    role = models.CharField(max_length=24, choices=HeldRole.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    office = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    authority = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    direct_access = models.BooleanField(default=False)

    class Meta:
        ordering = ["role", "-since", "code"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "code"], name="role_holder_code_is_unique"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False) | ~models.Q(name=""), name="role_holder_is_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called}, {self.role}"

    @property
    def called(self) -> str:
        """The name people know them by."""
        return self.person.name if self.person else self.name

    def in_office(self, on: date) -> bool:
        """Whether they hold the role on that day."""
        return (self.since is None or self.since <= on) and (self.until is None or self.until >= on)


@witnessed
class TeamArea(EditableTable):
    """That a team member represents a service area."""

    holder = models.ForeignKey(RoleHolder, on_delete=models.PROTECT, related_name="areas")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["holder", "unit"], name="area_represented_once")]

    def __str__(self) -> str:
        return f"{self.unit} by {self.holder}"


@witnessed
class WeekLog(EditableTable):
    """How much of a week's working time a coordinator gave to the programme; `week_of` is its Monday."""

    holder = models.ForeignKey(RoleHolder, on_delete=models.PROTECT, related_name="weeks")
    week_of = models.DateField()
    percent = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-week_of"]
        constraints = [models.UniqueConstraint(fields=["holder", "week_of"], name="week_logged_once")]

    def __str__(self) -> str:
        return f"{self.holder}, week of {self.week_of}"
