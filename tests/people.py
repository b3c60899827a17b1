"""The people of the tests, and their world.

Cakrawala Layanan Digital (`cakrawala`) runs the programme SMS-1 (`sms-1`). In it, each by a fixture of that name:

    ada   coordinator            ben   implementation team     iris  reader
    otto  internal auditor       sari  sponsor                 olga  practice owner
    eka   external auditor, whose role ends after 90 days
    adi   administrator of the organisation, in all programmes
    karl  consultant: coordinator here and in Bukit Data
    mira  member of the organisation without any role

Zoe (`zoe`) is the administrator of another organisation, Bukit Data (`bukit`), which has no programme.
Everybody's password is `PASSWORD`. A test takes the fixtures it needs; nobody else is made.
"""

import contextlib
import io
import json
import sys
from dataclasses import dataclass
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from milepost.doors.cli.main import run
from milepost.features.programmes.models import Programme
from milepost.features.programmes.phasing import PlannedPhase
from milepost.features.programmes.services import make_programme
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member, make_organisation, make_person, take_role

PASSWORD = "seven-green-otters"
PHASES = (
    PlannedPhase("foundation", date(2026, 2, 2), date(2026, 3, 31), 100, 15),
    PlannedPhase("design", date(2026, 4, 1), date(2026, 7, 31), 160, 40),
    PlannedPhase("implementation", date(2026, 8, 1), date(2027, 1, 31), 220, 40),
    PlannedPhase("certification", date(2027, 2, 1), date(2027, 6, 30), 100, 30),
)


# -- doors ------------------------------------------------------------------------------------------------------------


def actor_of(person: Person, channel: Channel = Channel.WEB, **rights: bool) -> Actor:
    """The person at a door, with the roles they hold at this moment."""
    return actor_for(person, channel, **rights)


def client_of(person: Person | None) -> Client:
    """A browser in which the person is signed in; nobody, for None."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command went."""

    exit_code: int
    stdout: str
    stderr: str

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


def cli(*args: object, stdin: str = "") -> Ran:
    """Run `milepost ARGS…` in this process: `cli("organisation", "list", "--json").json`."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    argv = ["milepost", *(str(arg) for arg in args)]
    handed = io.TextIOWrapper(io.BytesIO(stdin.encode()), "utf-8")
    exit_code = 0
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", handed),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            run()
        except SystemExit as ended:
            exit_code = int(ended.code or 0)
    return Ran(exit_code, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


# -- organisations and the programme ----------------------------------------------------------------------------------


@pytest.fixture
def adi(db: None) -> Person:
    return _person("Adi Nugroho", "adi@cakrawala.example")


@pytest.fixture
def cakrawala(adi: Person) -> Organisation:
    return make_organisation(
        author=system(Channel.CLI), code="cakrawala", name="Cakrawala Layanan Digital", administrator=adi
    )


@pytest.fixture
def zoe(db: None) -> Person:
    return _person("Zoe Lestari", "zoe@bukit.example")


@pytest.fixture
def bukit(zoe: Person) -> Organisation:
    return make_organisation(author=system(Channel.CLI), code="bukit", name="Bukit Data", administrator=zoe)


@pytest.fixture
def programme(cakrawala: Organisation, adi: Person) -> Programme:
    """SMS-1: started on 2 February 2026, certificate wanted on 30 June 2027, Foundation is open."""
    return make_programme(
        actor=actor_of(adi),
        organisation=cakrawala,
        code="sms-1",
        name="SMS-1",
        starts_on=date(2026, 2, 2),
        certificate_wanted_on=date(2027, 6, 30),
        phases=PHASES,
    )


# -- people -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def ada(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Ada Wibowo", "ada@cakrawala.example", Role.COORDINATOR)


@pytest.fixture
def ben(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Ben Santoso", "ben@cakrawala.example", Role.IMPLEMENTATION_TEAM)


@pytest.fixture
def iris(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Iris Hartono", "iris@cakrawala.example", Role.READER)


@pytest.fixture
def otto(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Otto Siregar", "otto@cakrawala.example", Role.INTERNAL_AUDITOR)


@pytest.fixture
def sari(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Sari Dewanti", "sari@cakrawala.example", Role.SPONSOR)


@pytest.fixture
def olga(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Olga Pratiwi", "olga@cakrawala.example", Role.PRACTICE_OWNER)


@pytest.fixture
def eka(programme: Programme, adi: Person) -> Person:
    return _member(adi, programme, "Eka Rahmat", "eka@certifier.example", Role.EXTERNAL_AUDITOR)


@pytest.fixture
def karl(programme: Programme, adi: Person, bukit: Organisation, zoe: Person) -> Person:
    karl = _member(adi, programme, "Karl Tanaka", "karl@consultant.example", Role.COORDINATOR)
    add_member(actor=actor_of(zoe), organisation=bukit, email=karl.email, name=karl.name, role=Role.COORDINATOR)
    return karl


@pytest.fixture
def mira(programme: Programme, adi: Person) -> Person:
    mira = _member(adi, programme, "Mira Salim", "mira@cakrawala.example", Role.READER)
    take_role(actor=actor_of(adi), grant=mira.memberships.get().grants.get())
    return mira


def _person(name: str, email: str) -> Person:
    return make_person(email=email, name=name, password=PASSWORD)


def _member(administrator: Person, programme: Programme, name: str, email: str, role: Role) -> Person:
    return add_member(
        actor=actor_of(administrator),
        organisation=programme.organisation,
        email=email,
        name=name,
        role=role,
        programme_id=programme.pk,
        password=PASSWORD,
    ).person
