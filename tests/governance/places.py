"""What stands in the addresses of governance."""

from datetime import timedelta
from typing import Any

from milepost.features.governance.models import Covers
from milepost.features.governance.services import (
    HandedIn,
    enter_paper,
    put_board_decision,
    put_holder,
    put_meeting,
    put_obstacle,
    set_rhythm,
    write_commitment,
)
from milepost.features.governance.services.commitment import Paper
from milepost.platform.ledger.clock import today
from milepost.platform.signatures.models import Method, Signature


def _coordinator(world: Any) -> str:
    fields = {"role": "coordinator", "person": "ada@cakrawala.example"}
    return put_holder(actor=world.actor("adi"), programme=world.programme, fields=fields).row.code


def _rhythm(world: Any) -> object:
    return set_rhythm(
        actor=world.actor("ada"), programme=world.programme, starts_on=today("Asia/Jakarta"), every_days=30
    ).row.pk


def _meeting(world: Any) -> str:
    fields = {"due_on": today("Asia/Jakarta") + timedelta(days=7)}
    return put_meeting(actor=world.actor("ada"), programme=world.programme, fields=fields).row.code


def _obstacle(world: Any) -> str:
    fields = {"title": "No test environment"}
    return put_obstacle(actor=world.actor("ada"), programme=world.programme, fields=fields).row.code


def _decision(world: Any) -> Any:
    fields = {"title": "Budget", "decided_on": today("Asia/Jakarta"), "amount": 1_000}
    return put_board_decision(
        actor=world.actor("ada"),
        programme=world.programme,
        fields=fields,
        file=HandedIn("board.pdf", [b"%PDF-1.7"]),
    ).row


def _commitment(world: Any) -> Any:
    return write_commitment(
        actor=world.actor("ada"), programme=world.programme, text="We carry it.", covers=list(Covers.values)
    )


def _entered(world: Any) -> str:
    """A commitment signed on paper, entered by Ada; somebody else is to check it."""
    commitment = _commitment(world)
    paper = Paper(
        Method.PAPER, "Budi", "President Director", today("Asia/Jakarta"), HandedIn("signed.pdf", [b"%PDF-1.7"])
    )
    enter_paper(actor=world.actor("ada"), commitment=commitment, paper=paper)
    return commitment.code


PLACES: dict[str, Any] = {
    **{f"governance:{kind}-by-key key": "nobody" for kind in ("person", "meeting", "obstacle")},
    "governance:person-new role": "sponsor",
    **{f"governance:{name} number": _coordinator for name in ("person", "week")},
    "governance:rhythm-remove key": _rhythm,
    **{f"governance:{name} number": _meeting for name in ("meeting", "meeting-edit", "meeting-action")},
    **{f"api:{name} number": _meeting for name in ("get_meeting", "put_meeting")},
    "governance:obstacle number": _obstacle,
    **{f"api:{name} number": _obstacle for name in ("get_obstacle", "put_obstacle")},
    "governance:board number": lambda world: _decision(world).code,
    "governance:file file_id": lambda world: _decision(world).file_id,
    **{
        f"governance:commitment-{name} number": lambda world: _commitment(world).code
        for name in ("of", "words", "paper", "withdraw")
    },
    "governance:commitment-check number": _entered,
    "governance:commitment-check key": lambda world: Signature.objects.get(programme_id=world.programme.pk).pk,
}
