"""Asking for a password: at the door and where people sign, with every wrong one counted."""

from django.contrib.auth import authenticate
from django.http import HttpRequest

from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.known_browsers import browser_known_to
from milepost.platform.organisations.limits import (
    ACCOUNT,
    ADDRESS,
    BROWSER,
    PAIR,
    Limit,
    count_failure,
    forget_failures,
    refuse_when_closed,
)
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.services import record_lock_out


def person_behind(request: HttpRequest, email: str, password: str) -> Person | None:
    """The person with this address and password, else None.

    Raises `TooManyTries` while a limit is reached. The try that reaches one of the account's is told to the person's
    organisations.
    """
    counted = _counted(request, email)
    refuse_when_closed(*counted)
    person = authenticate(request, username=email, password=password)
    if isinstance(person, Person):
        for limit, subject in counted:
            if limit is not ADDRESS:  # else whoever has one account would guess all others from there without end
                forget_failures(limit, subject)
        return person
    reached = [limit for limit, subject in counted if count_failure(limit, subject)]
    if reached and reached != [ADDRESS]:
        record_lock_out(email)
    return None


def _counted(request: HttpRequest, email: str) -> tuple[tuple[Limit, str], ...]:
    """For what a wrong password counts: where this person signed in before for that browser alone, else for all."""
    if browser := browser_known_to(request, email):
        return ((BROWSER, browser),)
    where = network_of(request)
    return ((ACCOUNT, email), (PAIR, f"{email} {where}"), (ADDRESS, where))
