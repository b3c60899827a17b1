"""What stands in the addresses of reports."""

from datetime import date
from typing import Any

from milepost.features.governance.models import Meeting
from milepost.features.governance.services import put_meeting
from milepost.features.reports.papers.issuing import issue_paper
from milepost.platform.checkpoints.models import Reason
from milepost.platform.checkpoints.services import take_checkpoint


def _checkpoint(world: Any) -> object:
    return take_checkpoint(organisation=world.cakrawala, reason=Reason.ASKED).pk


def _ahead(world: Any) -> Meeting:
    """A meeting that is not held yet."""
    fields = {"code": "SC-AHEAD", "due_on": date(2099, 3, 2)}
    return put_meeting(actor=world.actor("ada"), programme=world.programme, fields=fields).row


def _paper(world: Any) -> str:
    return issue_paper(actor=world.actor("ada"), meeting=_ahead(world)).reference


PLACES = {
    "reports:meeting-paper number": lambda world: _ahead(world).code,
    "reports:paper paper": _paper,
    "reports:paper-file paper": _paper,
    "reports:paper-file form": "pdf",
    **{f"api:{name} number": lambda world: _ahead(world).code for name in ("draft_paper", "issue_paper")},
    **{f"api:{name} paper": _paper for name in ("get_paper", "get_paper_file")},
    "reports:checkpoint key": _checkpoint,
    "api:get_checkpoint checkpoint_id": _checkpoint,
    "api:get_proof seq": 1,
}
