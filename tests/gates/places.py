"""What stands in the addresses of gates."""

from datetime import timedelta
from typing import Any

from milepost.features.gates.services import HandedIn, attest_criterion
from milepost.platform.ledger.clock import today


def _attestation(world: Any) -> Any:
    if "attestation" not in world.made:
        world.made["attestation"] = attest_criterion(
            actor=world.actor("ada"),
            programme=world.programme,
            criterion="G1-GAP",
            proves="the assessment was made on paper",
            until=today("Asia/Jakarta") + timedelta(days=30),
            evidence=HandedIn("assessment.pdf", [b"%PDF-1.7 assessment"]),
        )
    return world.made["attestation"]


PLACES = {
    "gates:sign reference": lambda world: _attestation(world).reference,
    "gates:file file_id": lambda world: _attestation(world).file_id,
}
