"""Taking a file in: every row checked, all written or none, with counts and the reason of each refusal.

A run with any refusal, and a dry run, is rolled back as a whole; its counts then say what would have happened.
"""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from milepost.platform.applying.kinds import Did, Fields, Kind
from milepost.platform.applying.words import reason_and_fix, way_out
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused, RefusedByRule


class RefusedRow(TypedDict):
    """A row that was not taken, which field of it, why, and the way out; `row` counts from one within its kind."""

    kind: str
    row: int | None
    code: str | None
    field: str | None
    reason: str
    fix: str


class Report(TypedDict):
    """How many rows were, or would have been, taken how; `written` says whether they were."""

    created: int
    updated: int
    unchanged: int
    refused: list[RefusedRow]
    by_rule: bool
    written: bool


def apply_to[Place](
    *,
    actor: Actor,
    place: Place,
    kinds: Mapping[str, Kind[Place]],
    given: Mapping[str, Sequence[Any]],
    dry_run: bool = False,
) -> Report:
    """Take rows in by kind, in the kinds' own order. Raises what a missing permission raises."""
    report: Report = {
        "created": 0, "updated": 0, "unchanged": 0, "refused": [], "by_rule": False, "written": False,
    }  # fmt: skip
    for name in given:
        if name not in kinds:
            report["refused"].append(_unknown_kind(name, kinds))
    with transaction.atomic():
        for kind in sorted(kinds.values(), key=lambda kind: (kind.order, kind.name)):
            if kind.name in given:
                _take_kind(report, actor, place, kind, given[kind.name])
        report["written"] = not dry_run and not report["refused"]
        if not report["written"]:
            transaction.set_rollback(True)
    return report


def _take_kind[Place](report: Report, actor: Actor, place: Place, kind: Kind[Place], rows: Sequence[Any]) -> None:
    numbers: list[int] = []
    fit: list[Fields] = []
    seen: set[str] = set()
    for number, raw in enumerate(rows, start=1):
        fields, refused = _checked(kind, number, raw)
        if not refused:
            refused = _repeated(kind, number, fields, seen)
        report["refused"].extend(refused)
        if not refused:
            numbers.append(number)
            fit.append(fields)
    answers: Iterable[Did | Refused] = kind.write(actor, place, fit)
    for number, fields, answer in zip(numbers, fit, answers, strict=True):
        if isinstance(answer, Refused):
            report["refused"].append(_refused(kind, number, fields, answer))
            report["by_rule"] |= isinstance(answer, RefusedByRule)
        else:
            report[answer] += 1


def _checked[Place](kind: Kind[Place], number: int, raw: Any) -> tuple[Fields, list[RefusedRow]]:
    if not isinstance(raw, Mapping):
        reason = _("This is no row with named fields.")
        return {}, [
            RefusedRow(
                kind=kind.name,
                row=number,
                code=None,
                field=None,
                reason=reason,
                fix=_("Write it as a table with named fields."),
            )
        ]
    try:
        return kind.row.model_validate(raw).model_dump(exclude_unset=True), []
    except ValidationError as error:
        refused: dict[str | None, RefusedRow] = {}
        for found in error.errors(include_url=False, include_context=True):
            field = str(found["loc"][0]) if found["loc"] else None
            reason, fix = reason_and_fix(kind.row, field, found)
            code = _code_of(kind, raw)
            refused.setdefault(
                field, RefusedRow(kind=kind.name, row=number, code=code, field=field, reason=reason, fix=fix)
            )
        return {}, list(refused.values())


def _repeated[Place](kind: Kind[Place], number: int, fields: Fields, seen: set[str]) -> list[RefusedRow]:
    code = _code_of(kind, fields)
    if code is None or code not in seen:
        seen |= {code} if code is not None else set()
        return []
    reason = _("{code} is in this file twice.").format(code=code)
    fix = _("Keep one of the two rows.")
    return [RefusedRow(kind=kind.name, row=number, code=code, field=kind.key[-1], reason=reason, fix=fix)]


def _code_of[Place](kind: Kind[Place], fields: Mapping[str, Any]) -> str | None:
    """How a row is told apart: its key's fields joined by slashes; None where one is missing."""
    parts = [str(fields[name]) for name in kind.key if fields.get(name) not in (None, "")]
    return "/".join(parts) if parts and len(parts) == len(kind.key) else None


def _refused[Place](kind: Kind[Place], number: int, fields: Fields, refusal: Refused) -> RefusedRow:
    fix = refusal.hint
    if not fix and isinstance(refusal, RefusedByRule):
        fix = " ".join(str(result.fix) for result in refusal.results)
    return RefusedRow(
        kind=kind.name,
        row=number,
        code=_code_of(kind, fields),
        field=refusal.field or None,
        reason=refusal.reason,
        fix=fix or way_out(kind.row, refusal.field),
    )


def _unknown_kind(name: str, kinds: Iterable[str]) -> RefusedRow:
    near = get_close_matches(name, list(kinds), n=1, cutoff=0.5)
    fix = _("Write {name}.").format(name=near[0]) if near else _("Known kinds: {names}.").format(
        names=", ".join(sorted(kinds))
    )  # fmt: skip
    reason = _("There is no kind {name}.").format(name=name)
    return {"kind": name, "row": None, "code": None, "field": None, "reason": reason, "fix": fix}
