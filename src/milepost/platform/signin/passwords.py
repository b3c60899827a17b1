"""Asking for a password: at the door and where people sign, with every wrong one counted."""

from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest

from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import (
    ACCOUNT,
    ADDRESS,
    count_failure,
    forget_failures,
    refuse_when_closed,
)
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import record_lock_out


def person_behind(request: HttpRequest, email: str, password: str) -> Person | None:
    """The person with this address and password, else None.

    Raises `TooManyTries` while the account or the network address is closed. A wrong try counts for both, and axes
    counts it for the two together; the try that closes the account is told to the person's organisations, once.
    """
    where = network_of(request)
    refuse_when_closed((ACCOUNT, email), (ADDRESS, where))
    person = authenticate(request, username=email, password=password)
    if isinstance(person, Person):
        forget_failures(ACCOUNT, email)
        return person
    count_failure(ADDRESS, where)
    closes = count_failure(ACCOUNT, email)
    if closes or getattr(request, "axes_failures_since_start", None) == settings.AXES_FAILURE_LIMIT:
        record_lock_out(email)
    return None
