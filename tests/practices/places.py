"""What stands in the addresses of practices."""

from datetime import timedelta
from typing import Any

from milepost.features.practices.models import Practice
from milepost.features.practices.services import add_practices, approve_due_dates, approve_procedure
from milepost.platform.files.services import keep_file
from milepost.platform.ledger.clock import today


def _practice(world: Any, key: str) -> Practice:
    if not Practice.objects.filter(programme=world.programme).exists():
        add_practices(actor=world.actor("ada"), programme=world.programme)
    return Practice.objects.get(programme=world.programme, key=key)


def _incident(world: Any) -> str:
    return _practice(world, "incident").key


def _planned(world: Any) -> str:
    """The practice whose reviews have their days fixed; one lies ahead."""
    practice = _practice(world, "portfolio-catalogue")
    approve_due_dates(
        actor=world.actor("ada"),
        practice=practice,
        rhythm="review",
        due_on=[today("Asia/Jakarta") + timedelta(days=30)],
    )
    return practice.key


def _procedure(world: Any) -> object:
    ada = world.actor("ada")
    file = keep_file(
        actor=ada, organisation=world.cakrawala, programme_id=world.programme.pk, name="p.pdf", chunks=[b"%PDF-1.7"]
    )
    approve_procedure(
        actor=ada, practice=_practice(world, "incident"), title="Incidents", approved_on=today("Asia/Jakarta"),
        approved_by="Sari Dewanti", file=file,
    )  # fmt: skip
    return file.pk


PLACES = {
    "practice": _incident,
    "practices:file file_id": _procedure,
    "practices:due-dates practice": _planned,
    "practices:move practice": _planned,
    "practices:move rhythm": "review",
    "practices:move due_on": lambda world: (today("Asia/Jakarta") + timedelta(days=30)).isoformat(),
}
