"""What stands in the addresses of a programme's scope."""

from datetime import date
from typing import Any

from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.scope.approval import enter_approval
from milepost.platform.files.services import keep_file
from milepost.platform.signatures.models import Method
from milepost.platform.signatures.services import PaperSignature

ROWS = {
    "units": [{"code": "work", "name": "Workplace"}],
    "locations": [{"code": "jkt", "name": "Jakarta"}],
    "customers": [{"code": "retail", "name": "Retail banking"}],
    "services": [{"code": "email", "name": "E-mail", "delivered_by": "work", "customers": ["retail"]}],
    "scope": [
        {"kind": kind, "code": code, "state": "in"}
        for kind, code in (("service", "email"), ("customer", "retail"), ("unit", "work"), ("location", "jkt"))
    ],
}


def _version(world: Any) -> int:
    """A version that the sponsor signed on paper, entered by Ada; its scan waits to be checked."""
    ada = world.actor("ada")
    assert apply_rows(ada, world.programme, ROWS)["refused"] == []
    scan = keep_file(
        actor=ada, organisation=world.cakrawala, programme_id=world.programme.pk, name="scope.pdf", chunks=[b"%PDF-1.7"]
    )
    paper = PaperSignature(Method.PAPER, "Budi", "President Director", date(2026, 2, 10), scan.pk, scan.sha256)
    return enter_approval(actor=ada, programme=world.programme, paper=paper).number


PLACES: dict[str, Any] = {
    **{f"programmes:{name} number": _version for name in ("version", "check", "scan")},
    "api:put_scope_wording part": "services",
    "api:put_scope_element kind": "service",
    "api:put_scope_element element": "email",
}
