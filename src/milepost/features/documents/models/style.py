"""How an organisation's documents look: logo, colour, and the file that Word documents take their styles from."""

from django.db import models

from milepost.platform.ledger.states import witnessed
from milepost.platform.organisations.tables import EditableTable


@witnessed
class HouseStyle(EditableTable):
    """One row an organisation, once it has set anything; an empty column is our own look.

    `colour` is `#rrggbb` in small letters, dark enough to be read on white. `logo_*` and `reference_*` point at files
    of the store, as a version points at its own.
    """

    colour = models.CharField(max_length=7, blank=True)
    logo_id = models.UUIDField(null=True)
    logo_name = models.CharField(max_length=200, blank=True)
    logo_sha256 = models.CharField(max_length=64, blank=True)
    reference_id = models.UUIDField(null=True)
    reference_name = models.CharField(max_length=200, blank=True)
    reference_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="one_house_style_an_organisation")]

    def __str__(self) -> str:
        return f"the look of documents of {self.organisation}"
