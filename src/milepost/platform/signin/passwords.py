"""Asking for a password: at the door and where people sign, with every wrong one counted."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.limits import (
    ACCOUNT,
    ADDRESS,
    PAIR,
    count_failure,
    forget_failures,
    refuse_when_closed,
)
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import record_lock_out


def person_behind(request: HttpRequest, email: str, password: str) -> Person | None:
    """The person with this address and password, else None.

    Raises `TooManyTries` while the account, the network address, or the account for this address is closed. A wrong try
    counts for all three; the one that closes the account is told to the person's organisations.
    """
    where = network_of(request)
    of_the_account = ((ACCOUNT, email), (PAIR, f"{email} {where}"))
    refuse_when_closed(*of_the_account, (ADDRESS, where))
    person = authenticate(request, username=email, password=password)
    if isinstance(person, Person):
        for limit, subject in of_the_account:
            forget_failures(limit, subject)
        return person
    count_failure(ADDRESS, where)
    if [limit for limit, subject in of_the_account if count_failure(limit, subject)]:
        record_lock_out(email)
    return None
