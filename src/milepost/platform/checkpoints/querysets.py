"""Which checkpoints there are to see: those of an organisation one has entered."""

from django.db.models import QuerySet

from milepost.platform.checkpoints.models import Checkpoint, VerificationRun
from milepost.platform.organisations.models import Organisation


def checkpoints_of(organisation: Organisation) -> QuerySet[Checkpoint]:
    """The checkpoints, the newest first."""
    return Checkpoint.objects.filter(organisation=organisation).order_by("-pk")


def last_run_of(organisation: Organisation) -> VerificationRun | None:
    """What verification said last."""
    return VerificationRun.objects.filter(organisation=organisation).order_by("-pk").first()
