"""What stands in the addresses of the calendar."""

from datetime import date
from typing import Any

from milepost.platform.calendars.services import put_own_day


def _own_day(world: Any) -> str:
    put_own_day(actor=world.actor("adi"), organisation=world.cakrawala, day=date(2026, 12, 28), name="Stocktaking")
    return "2026-12-28"


PLACES = {"calendars:remove day": _own_day}
