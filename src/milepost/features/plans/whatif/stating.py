"""Changes from words, of the command line, the API or the page. What cannot be meant is refused with its field."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from milepost.engines.rules.dates import is_within
from milepost.engines.rules.effort import Extent, size_of
from milepost.features.governance.querysets import services_in_scope
from milepost.features.plans.forecasting.asking import Asked
from milepost.features.plans.whatif.changes import STAGE_2, Away, Booked, Change, Helper, Services, Share, Slip
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused

MOST_WEEKS, MOST_PERCENT, MOST_SERVICES, MOST = 260, 1_000, 10_000, 12


@dataclass(frozen=True, slots=True)
class Said:
    """A scenario as it was said: `CODE=WEEKS` or `WEEKS`, `ROLE=WEEKS`, `ROLE=PERCENT`, a number, a day."""

    slip: Sequence[str] = ()
    away: Sequence[str] = ()
    share: Sequence[str] = ()
    helper: Sequence[str] = ()
    services: int | None = None
    stage2: date | None = None


def read_changes(asked: Asked, said: Said) -> tuple[Change, ...]:
    """The changes in a fixed order. Raises `Refused`: too much is changed, or a part cannot be meant."""
    found = tuple(_each(asked, said))
    if len(found) > MOST:
        raise Refused(
            _("A scenario of {count} changes cannot be read side by side.").format(count=len(found)),
            field="slip",
            hint=_("Name at most {most}.").format(most=MOST),
        )
    return found


def _each(asked: Asked, said: Said) -> Iterator[Change]:
    for words in said.slip:
        key, number = _parted(words)
        weeks = _number("slip", number, 1, MOST_WEEKS)
        if key:
            _check_activity(asked, key, "slip")
        yield Slip(weeks, key)
    for words in said.away:
        yield Away(*_of_role(asked, "away", words, MOST_WEEKS))
    for words in said.share:
        yield Share(*_of_role(asked, "share", words, MOST_PERCENT))
    for words in said.helper:
        yield Helper(*_of_role(asked, "helper", words, MOST_PERCENT))
    if said.services is not None:
        yield _services(asked, _number("services", str(said.services), 1, MOST_SERVICES))
    if said.stage2 is not None:
        _check_activity(asked, STAGE_2, "stage2")
        if not is_within(said.stage2) or said.stage2 < asked.answer.on:
            raise Refused(
                _("Stage 2 cannot be booked for a day that is over."), field="stage2", hint=_("Name a day to come.")
            )
        yield Booked(said.stage2)


def _parted(words: str) -> tuple[str, str]:
    key, _sign, number = words.strip().rpartition("=")
    return key.strip(), number.strip()


def _number(field: str, words: str, least: int, most: int) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 9 or not least <= int(words) <= most:
        raise Refused(
            _("“{words}” is no whole number from {least} to {most}.").format(words=words[:40], least=least, most=most),
            field=field,
            hint=_("Write it like coordinator=50, or for a slip like go-live=2 or 2."),
        )
    return int(words)


def _of_role(asked: Asked, field: str, words: str, most: int) -> tuple[str, int]:
    role, number = _parted(words)
    known = sorted({work.role for work in asked.given.works if work.role and work.done_on is None})
    if role not in known:
        raise Refused(
            _("No activity that is not done is led by “{role}”.").format(role=role[:60]),
            field=field,
            hint=_near(role, known) or _("Roles with work ahead: {roles}.").format(roles=", ".join(known) or "–"),
        )
    if number == "0":
        raise Refused(
            _("A role without any time never ends its work."),
            field=field,
            hint=_("Say for how many weeks nobody does it (away), or who gives how much (share)."),
        )
    return role, _number(field, number, 1, most)


def _check_activity(asked: Asked, key: str, field: str) -> None:
    works = {work.key: work for work in asked.given.works}
    if key not in works:
        raise Refused(
            _("This plan has no activity {activity}.").format(activity=key[:60]),
            field=field,
            hint=_near(key, works) or _("Write the code of an activity of this plan."),
        )
    if works[key].done_on:
        raise Refused(_("{activity} is done.").format(activity=key), field=field, hint=_("Name one that lies ahead."))


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return _("Write {name}.").format(name=near[0]) if near else ""


def _services(asked: Asked, count: int) -> Services:
    before = services_now(asked.programme, asked.answer.on)
    return Services(count, before, *(size_of(_extent(asked.programme, each)) for each in (count, before)))


def services_now(programme: Programme, on: date) -> int:
    """How many services are in scope: those of the portfolio, else what the programme started with."""
    return services_in_scope(programme, on).count() or _answer(programme, "services", 5)


def _extent(programme: Programme, services: int) -> Extent:
    return Extent(services, _answer(programme, "people", 40), _answer(programme, "sites", 1))


def _answer(programme: Programme, name: str, otherwise: int) -> int:
    found: Any = programme.answers.get(name)
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else otherwise
