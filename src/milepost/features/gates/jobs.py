"""What workers do for the gates: make application packs, and look at every programme once a day for their history."""

from datetime import datetime

from milepost.features.gates.judging import note_all
from milepost.features.gates.pack.kept import remove_old_packs
from milepost.features.gates.pack.queueing import PACK, do_pack
from milepost.platform.jobs.duties import daily
from milepost.platform.jobs.kinds import job
from milepost.platform.organisations.models import Organisation
from milepost.platform.privacy.retention import Due, retained

daily("gates.judge")(note_all)
job(PACK)(do_pack)


@retained("application-packs")
def old_packs(organisation: Organisation, _before: datetime, *, dry_run: bool) -> Due:
    """Packs of which a newer one in the same language is there."""
    return remove_old_packs(organisation, dry_run=dry_run)
