"""Everybody's week is shown here always, and sent by mail where that is set up and wanted."""

from datetime import date
from pathlib import Path
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail

from milepost.doors.archive.contents import archived_models
from milepost.doors.config.environment import WrongSetting, read_environment
from milepost.features.actions.models import Action
from milepost.features.actions.services import add_action
from milepost.features.inbox.jobs import digest_all, mail_all
from milepost.features.inbox.models import Digest, MailState, Reminder
from milepost.features.inbox.services import digests
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Organisation, Person, SignInRules
from milepost.platform.organisations.refusals import Refused
from tests.inbox.conftest import At
from tests.people import actor_of, client_of

WEEK = "/o/cakrawala/inbox/week"
CHOICE = "/account/mail"
MEMORY = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
MONDAY = date(2026, 9, 7)


class Broken:
    """A mail server that refuses, and says whose address it was."""

    def __init__(self, **_options: Any) -> None:
        pass

    def open(self) -> None:
        pass

    def close(self) -> None:
        raise OSError("gone already")

    def send_messages(self, messages: list[Any]) -> int:
        raise ConnectionRefusedError(f"no mailbox for {messages[0].to}")


class Kept:
    """A mail server that counts its connections, and does with each mail what a test wants."""

    opened: int
    asked: list[str]
    answers: dict[str, Exception]

    def __init__(self, **_options: Any) -> None:
        pass

    def open(self) -> None:
        Kept.opened += 1
        if "" in Kept.answers:
            raise Kept.answers[""]

    def close(self) -> None:
        pass

    def send_messages(self, messages: list[Any]) -> int:
        [to] = messages[0].to
        Kept.asked.append(to)
        if to in Kept.answers:
            raise Kept.answers[to]
        return 1


def serving(settings: Any, **answers: Exception) -> type[Kept]:
    Kept.opened, Kept.asked, Kept.answers = 0, [], dict(answers)
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Kept"}}
    return Kept


@pytest.fixture
def week(at: At, programme: Programme, ada: Person, ben: Person) -> Programme:
    """It is Monday; Ben owes something late, something this week and something later."""
    for title, due_on in (("Late", 1), ("Now", 10), ("Soon", 20)):
        add_action(actor=actor_of(ada), programme=programme, title=title, owner=ben, due_on=date(2026, 9, due_on))
    at("2026-09-07")
    return programme


@pytest.fixture
def mailed(week: Programme, settings: Any) -> Programme:
    settings.SENDS_MAIL, settings.DEFAULT_FROM_EMAIL = True, "milepost@cakrawala.example"
    settings.MAILERS = MEMORY
    settings.CSRF_TRUSTED_ORIGINS = ["https://milepost.example.org"]
    return week


def of(person: Person) -> Digest:
    return Digest.objects.get(person=person)


# -- on screen --------------------------------------------------------------------------------------------------------


def test_the_week_is_shown_whether_or_not_there_is_mail(week: Programme, ben: Person, iris: Person) -> None:
    page = client_of(ben).get(WEEK)
    shown = page.context["week"]
    assert [[one.title for one in some] for some in (shown.late, shown.this_week, shown.soon)] == [
        ["Late"], ["Now"], ["Soon"],
    ]  # fmt: skip
    assert "Your week, 7 Sep 2026 to 13 Sep 2026" in " ".join(page.content.decode().split())
    assert "Nothing is overdue" in client_of(iris).get(WEEK).content.decode()


def test_a_digest_is_made_once_a_week_on_monday_or_a_little_later(week: Programme, ben: Person, at: At) -> None:
    assert digest_all() > 0
    assert digest_all() == 0
    assert (of(ben).week_of, of(ben).mail) == (MONDAY, MailState.NONE)
    at("2026-09-17")  # a Thursday: too late for that week's
    assert digest_all() == 0
    at("2026-09-22")
    assert digest_all() > 0


# -- by mail ----------------------------------------------------------------------------------------------------------


def test_it_comes_by_mail_in_the_persons_language_with_links_and_once(mailed: Programme, ben: Person) -> None:
    Person.objects.filter(pk=ben.pk).update(language="id")
    digest_all()
    mail_all()
    mail_all()
    [sent] = [message for message in mail.outbox if message.to == [ben.email]]
    assert sent.subject == "Cakrawala Layanan Digital: 1 kewajiban terlambat"
    assert "7 Sep 2026" in sent.body
    assert "Late" in sent.body
    assert f"https://milepost.example.org{CHOICE}" in sent.body
    assert "https://milepost.example.org/o/cakrawala/p/sms-1/actions/" in sent.body
    assert (of(ben).mail, of(ben).tries) == (MailState.SENT, 1)
    assert client_of(ben).get(WEEK).context["digest"].mail == MailState.SENT


def test_who_owes_nothing_or_wants_no_mail_gets_none(mailed: Programme, ada: Person, ben: Person, iris: Person) -> None:
    client = client_of(ben)
    assert client.get(CHOICE).status_code == 200
    assert client.post(CHOICE, {"by_mail": "0"}).status_code == 302
    digest_all()
    mail_all()
    assert [message.to for message in mail.outbox] == []
    assert {of(person).mail for person in (ben, iris)} == {MailState.NONE}
    client.post(CHOICE, {"by_mail": "1"})
    assert Person.objects.get(pk=ben.pk).digest_by_mail


def test_a_mail_that_fails_is_tried_again_and_nobody_is_named_in_the_log(
    mailed: Programme, ben: Person, settings: Any, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    digest_all()
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.Broken"}}
    with pytest.raises(Refused, match="Mails that could not be sent: 1"):
        mail_all()
    assert (of(ben).mail, of(ben).tries) == (MailState.WAITING, 1)
    logged = caplog.text + "".join(capsys.readouterr())
    assert ben.email not in logged
    settings.MAILERS = MEMORY
    mail_all()
    assert (of(ben).mail, of(ben).tries) == (MailState.SENT, 2)


@pytest.fixture
def three(mailed: Programme, ada: Person, olga: Person, ben: Person) -> list[Person]:
    """Three people with a digest that waits, in the order in which they are sent."""
    for person in (ada, olga):
        add_action(actor=actor_of(ada), programme=mailed, title="Late", owner=person, due_on=date(2026, 9, 1))
    digest_all()
    waiting = Digest.objects.filter(person__in=[ada, olga, ben]).order_by("pk")
    Digest.objects.exclude(pk__in=[digest.pk for digest in waiting]).update(mail=MailState.NONE)
    return [digest.person for digest in waiting]


def states(*people: Person) -> list[tuple[str, int]]:
    return [(of(person).mail, of(person).tries) for person in people]


def test_one_persons_failure_ends_the_run_for_nobody_else(three: list[Person], settings: Any) -> None:
    server = serving(settings, **{three[0].email: UnicodeError("an address of theirs"), three[1].email: KeyError("x")})
    with pytest.raises(Refused, match="Mails that could not be sent: 2"):
        mail_all()
    assert server.asked == [person.email for person in three]
    assert states(*three) == [(MailState.WAITING, 1), (MailState.WAITING, 1), (MailState.SENT, 1)]


def test_a_week_that_cannot_be_read_is_one_persons_failure_too(
    three: list[Person], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = digests.week_of

    def broken(person: Person, *args: Any, **more: Any) -> Any:
        if person == three[0]:
            raise OSError("unreadable")
        return real(person, *args, **more)

    serving(settings)
    monkeypatch.setattr(digests, "week_of", broken)
    with pytest.raises(Refused, match="Mails that could not be sent: 1"):
        mail_all()
    assert [state for state, _tries in states(*three)] == [MailState.WAITING, MailState.SENT, MailState.SENT]


@pytest.mark.parametrize("refusing", [ConnectionRefusedError("no"), ValueError("no")])
def test_where_the_server_cannot_be_reached_it_is_asked_once(
    three: list[Person], settings: Any, refusing: Exception
) -> None:
    server = serving(settings, **{"": refusing})
    with pytest.raises(Refused, match="Mails that could not be sent: 3"):
        mail_all()
    assert (server.opened, server.asked) == (1, [])
    assert states(*three) == [(MailState.WAITING, 1), (MailState.WAITING, 0), (MailState.WAITING, 0)]


def test_a_lost_connection_ends_the_run_and_who_waits_is_first_the_next_time(
    three: list[Person], settings: Any
) -> None:
    server = serving(settings, **{three[0].email: SMTPServerDisconnected("bye")})
    with pytest.raises(Refused, match="3"):
        mail_all()
    with pytest.raises(Refused, match="1"):
        mail_all()
    assert server.asked == [three[place].email for place in (0, 1, 2, 0)]


def test_a_mail_that_another_worker_took_on_is_not_sent_again(
    three: list[Person], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serving(settings)
    real = digests.week_of

    def meanwhile(person: Person, *args: Any, **more: Any) -> Any:
        Digest.objects.filter(person=three[1], tries=0).update(tries=1)
        return real(person, *args, **more)

    monkeypatch.setattr(digests, "week_of", meanwhile)
    mail_all()
    assert server.asked == [three[0].email, three[2].email]


def test_a_mail_whose_week_is_over_is_given_up(mailed: Programme, ben: Person, at: At) -> None:
    digest_all()
    at("2026-09-14")
    mail_all()
    assert of(ben).mail == MailState.GIVEN_UP
    assert mail.outbox == []


def test_where_a_second_factor_is_asked_for_the_mail_says_only_how_much(
    mailed: Programme, ben: Person, adi: Person, cakrawala: Organisation
) -> None:
    digest_all()
    SignInRules.objects.create(organisation=cakrawala, second_factor=True)
    mail_all()
    [sent] = [message for message in mail.outbox if message.to == [ben.email]]
    assert "Late" not in sent.body
    assert "Overdue: 1." in sent.body


def test_no_name_adds_a_header_to_a_mail(mailed: Programme, ben: Person, cakrawala: Organisation) -> None:
    Organisation.objects.filter(pk=cakrawala.pk).update(name="Cakrawala\r\nBcc: zoe@bukit.example")
    Action.objects.filter(title="Late").update(title="Late\r\nBcc: zoe@bukit.example\r\n\r\n<b>hidden</b>")
    digest_all()
    mail_all()
    [sent] = [message for message in mail.outbox if message.to == [ben.email]]
    assert sent.subject == "Cakrawala Bcc: zoe@bukit.example: one thing is overdue"
    assert "- 1 Sep 2026  Late Bcc: zoe@bukit.example <b>hidden</b>" in sent.body.splitlines()
    assert "What you owe in Cakrawala Bcc: zoe@bukit.example in the week" in sent.body
    assert sent.message()["Bcc"] is None
    assert sent.message().get_content_type() == "text/plain"


def test_an_archive_of_a_programme_takes_reminders_along_and_no_digests() -> None:
    assert Digest not in archived_models()
    assert Reminder in archived_models()


# -- the setting ------------------------------------------------------------------------------------------------------

BESIDE = {"MILEPOST_MAIL_FROM": "milepost@example.org", "MILEPOST_ORIGINS": "https://milepost.example.org"}


def test_a_mail_server_is_named_by_the_environment(tmp_path: Path) -> None:
    def read(written: str) -> dict[str, Any]:
        return read_environment({"MILEPOST_HOME": str(tmp_path), "MILEPOST_MAIL": written, **BESIDE}).mail

    assert read_environment({"MILEPOST_HOME": str(tmp_path)}).mail == {}
    relay = read("smtp://me%40x:se%2Fcret@mail.example.org")
    assert (relay["host"], relay["port"], relay["username"], relay["password"]) == (
        "mail.example.org", 587, "me@x", "se/cret",
    )  # fmt: skip
    assert (relay["use_tls"], relay["use_ssl"]) == (True, False)
    assert (read("smtps://mail.example.org")["port"], read("smtps://mail.example.org")["use_ssl"]) == (465, True)
    assert read("smtp://127.0.0.1:25")["use_tls"] is False


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"MILEPOST_MAIL": "mail.example.org", **BESIDE}, "MILEPOST_MAIL "),
        ({"MILEPOST_MAIL": "http://user:hidden@host", **BESIDE}, "MILEPOST_MAIL "),
        ({"MILEPOST_MAIL": "smtp://host:port", **BESIDE}, "MILEPOST_MAIL "),
        ({"MILEPOST_MAIL": "smtp://host", **BESIDE, "MILEPOST_MAIL_FROM": ""}, "MILEPOST_MAIL_FROM"),
        ({"MILEPOST_MAIL": "smtp://host", **BESIDE, "MILEPOST_ORIGINS": ""}, "MILEPOST_ORIGINS"),
    ],
)
def test_a_wrong_one_is_named_and_its_password_is_not(env: dict[str, str], named: str, tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=named) as wrong:
        read_environment({"MILEPOST_HOME": str(tmp_path), **env})
    assert "hidden" not in str(wrong.value)
