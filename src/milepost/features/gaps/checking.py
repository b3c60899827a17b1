"""What a rating may hold, field by field and together. Every door's values come through here."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from milepost.catalogue.standard import Statement
from milepost.features.gaps.levels import HIGHEST
from milepost.features.gaps.models import CONFORMS, Priority
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused

TEXT = 20_000  # characters, so that a cell of a sheet holds it
LINE = 300
LINK = 1_000
TEXTS = {"trigger": TEXT, "searched_in": LINE, "remediation": TEXT, "finding": TEXT, "note": TEXT, "link": LINK}
EDITABLE = (
    "current", "required", "not_triggered", "trigger", "period_from", "period_to", "searched_in", "priority", "owner",
    "days", "due_on", "remediation", "finding", "note", "link",
)  # fmt: skip
# What neither a database nor a sheet can hold: control characters, halves of surrogates, non-characters.
_NOT_KEPT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NEW_LINES = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")


def checked(statement: Statement, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The changes as they are kept. Raises `Refused` naming the field at fault."""
    if unknown := sorted(set(changes) - set(EDITABLE)):
        raise Refused(
            _("A rating has no field {field}.").format(field=unknown[0]),
            field=unknown[0],
            hint=_("Known fields: {names}.").format(names=", ".join(EDITABLE)),
        )
    given = {name: _CHECKS[name](name, value) for name, value in changes.items()}
    _check_level_or_not(statement, given)
    return given


def check_whole(values: Mapping[str, Any]) -> None:
    """What has to fit together once the changes are in."""
    first, last = values["period_from"], values["period_to"]
    if first and last and first > last:
        raise Refused(
            _("The period searched ends before it begins."), field="period_to", hint=_("Mend one of the two dates.")
        )


def _check_level_or_not(statement: Statement, given: dict[str, Any]) -> None:
    if given.get("not_triggered"):
        if not statement.conditional:
            raise Refused(
                _("Only a conditional statement can be not triggered; {statement} is not one.").format(
                    statement=statement.id
                ),
                field="not_triggered",
                hint=_("Rate it from 0 to 5."),
            )
        if given.get("current") is not None:
            raise Refused(
                _("A statement is rated or not triggered, never both."),
                field="not_triggered",
                hint=_("Give one of the two."),
            )
        given["current"] = None
    elif given.get("current") is not None:
        given["not_triggered"] = False


def _current(name: str, value: Any) -> int | None:
    return None if value is None else _whole(name, value, 0)


def _required(name: str, value: Any) -> int:
    if isinstance(value, int) and 0 <= value < CONFORMS:
        raise Refused(
            _("Level {least} is required of every statement; it can only be raised.").format(least=CONFORMS),
            field=name,
            hint=_("Give {least}, 4 or 5, or leave it out.").format(least=CONFORMS),
        )
    return _whole(name, value, CONFORMS)


def _whole(name: str, value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= HIGHEST:
        raise Refused(
            _("{field} is {value}, which is no level.").format(field=name, value=str(value)[:40]),
            field=name,
            hint=_("Give a whole number from {least} to {most}.").format(least=least, most=HIGHEST),
        )
    return value


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise Refused(_("{field} is true or false.").format(field=name), field=name)
    return value


def _text(name: str, value: Any) -> str:
    text = _NEW_LINES.sub("\n", str(value or "")).strip()
    if len(text) > TEXTS[name]:
        raise Refused(
            _("{field} is longer than {most} characters.").format(field=name, most=TEXTS[name]),
            field=name,
            hint=_("Shorten it, or put the whole into a document and link it."),
        )
    if _NOT_KEPT.search(text):
        raise Refused(
            _("{field} holds a character that cannot be kept.").format(field=name),
            field=name,
            hint=_("Type that part again instead of pasting it."),
        )
    return text


def _link(name: str, value: Any) -> str:
    link = _text(name, value)
    if link and not is_https(link):
        raise Refused(
            _("A link to evidence starts with https:// and names a place."),
            field=name,
            hint=_("Copy the address from the browser, like https://files.example/report."),
        )
    return link


def is_https(link: str) -> bool:
    """Whether an address leads to a host by https, with nothing in it that a page would stumble over."""
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and bool(parts.hostname) and not re.search(r"[\s<>\"\\^`{|}]", link)
    except ValueError:
        return False


def _priority(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if value not in Priority.values:
        raise Refused(
            _("{value} is no priority.").format(value=str(value)[:40]),
            field=name,
            hint=_("Give one of {values}.").format(values=", ".join(Priority.values)),
        )
    return str(value)


def _owner(name: str, value: Any) -> Person | None:
    if value is not None and not isinstance(value, Person):
        raise Refused(_("The owner is a person."), field=name)
    return value


def _days(name: str, value: Any) -> Decimal | None:
    if value is None:
        return None
    days = Decimal(value)
    if not days.is_finite() or not 0 <= days < 100_000 or days != round(days, 1):
        raise Refused(
            _("Days are a number from 0 to 99,999, to a tenth at most."), field=name, hint=_("Write it like 2.5.")
        )
    return round(days, 1)


def _day(name: str, value: Any) -> date | None:
    if value is not None and (not isinstance(value, date) or not 1900 <= value.year <= 9998):
        raise Refused(_("{field} is no date.").format(field=name), field=name, hint=_("Write it like 2026-11-23."))
    return value


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "current": _current,
    "required": _required,
    "not_triggered": _flag,
    "priority": _priority,
    "owner": _owner,
    "days": _days,
    "due_on": _day,
    "period_from": _day,
    "period_to": _day,
    **dict.fromkeys(TEXTS, _text),
    "link": _link,
}
