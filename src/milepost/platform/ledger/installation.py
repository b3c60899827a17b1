"""Making an installation: its folder, its tables, and whether its clock is real."""

from datetime import UTC, datetime
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from milepost.platform.ledger import clock
from milepost.platform.ledger.models import Installation


def prepare(home: Path) -> None:
    """The folder, open to its owner only, and the tables as this version wants them. Doing it again does no harm."""
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    call_command("migrate", interactive=False, verbosity=0)


def is_prepared() -> bool:
    """Whether there are tables at all."""
    return Installation._meta.db_table in connection.introspection.table_names()


def install(*, simulated_clock: bool) -> Installation:
    """Write down how this installation was made; afterwards its clock cannot be changed."""
    installation = Installation.objects.create(simulated_clock=simulated_clock, made_at=datetime.now(UTC))
    clock.forget()
    installation.made_at = clock.now()
    installation.save(update_fields=["made_at"])
    return installation
