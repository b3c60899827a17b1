"""Fields that several registers ask alike."""

from django.utils.translation import gettext_lazy as _

from milepost.features.management.models import Side
from milepost.features.management.registers import Field, Shape

OWNER = Field("owner", _("Owner"), Shape.PERSON, _("Who answers for it."))
SERVICES = Field("services", _("Services concerned"), Shape.SERVICES)
DUE = Field("due_on", _("Due on"), Shape.DAY)
DOCUMENT = Field(
    "met_through",
    _("Met through document"),
    Shape.NAME,
    _("The key of the document in which it is settled, like DOC-INC-01."),
)
SIDES = ((Side.INTERNAL, _("Internal")), (Side.EXTERNAL, _("External")))
ENDED = Field(
    "ended_on",
    _("Ended on"),
    Shape.DAY,
    _("From this day it no longer counts. It stays on record."),
)
