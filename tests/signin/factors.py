"""What tests about second factors share: an app of one's own, and its codes at a time the test says."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from milepost.platform.organisations.models import Person
from milepost.platform.signin.codes import STEP, code_of
from milepost.platform.signin.models import AuthenticatorApp
from milepost.platform.signin.sealing import unseal
from milepost.platform.signin.services import confirm_app, start_app
from tests.people import actor_of

START = 1_800_000_000.0


@contextmanager
def at_step(number: int) -> Iterator[None]:
    """The machine's clock of the apps, so many steps after the start."""
    with mock.patch("milepost.platform.signin.services.apps.time", return_value=START + number * STEP):
        yield


def code_at(person: Person, number: int) -> str:
    """What the person's app shows so many steps after the start."""
    app = AuthenticatorApp.objects.get(person=person)
    return code_of(unseal(app.secret), int(START // STEP) + number)


def with_app(person: Person) -> list[str]:
    """Give somebody an app, confirmed at the start; the recovery codes that come with it."""
    start_app(actor=actor_of(person))
    with at_step(0):
        codes = confirm_app(actor=actor_of(person), code=code_at(person, 0))
    person.refresh_from_db()
    return codes


def shown_codes(answer: Any) -> list[str]:
    """The recovery codes on a page."""
    return re.findall(r"<code>([a-z2-7-]{29})</code>", answer.content.decode())
