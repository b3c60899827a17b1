"""Entering facts and answering questions: policy, shape, transaction, ledger."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.texts import say
from milepost.engines.templating.shapes import Misfit, Shape, misfits
from milepost.features.drafting.models import Answer, FactSheet
from milepost.features.drafting.policies import EDIT_FACTS
from milepost.features.drafting.sheets.entered import row_of
from milepost.features.drafting.sheets.kinds import Sheet, UnknownSheet, sheet
from milepost.features.drafting.sheets.repeating import by_thing, refuse
from milepost.features.drafting.writing.own_templates import answer_shape_of
from milepost.features.programmes.models import Programme
from milepost.platform.applying.kinds import Did
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded, save_revised


def put_sheet(*, actor: Actor, programme: Programme, code: str, facts: Any, seen: int | None = None) -> Did:
    """Enter the facts of one sheet, whole; of one that repeats the records of some things by their codes.

    Raises `Refused` naming what does not fit, or `Superseded`.
    """
    require(actor, EDIT_FACTS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    try:
        known = sheet(code)
    except UnknownSheet:
        raise Refused(
            _("There is no fact sheet {code}.").format(code=code[:80]),
            field="code",
            hint=_("The list of facts names them all."),
        ) from None
    if facts is None:
        raise Refused(_("A fact sheet holds something; an empty one is {}."), field="facts")
    if known.repeats:
        written = by_thing(programme, known, facts)
    else:
        refuse(_misfits_of(known, facts))
        written = {code: facts}
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # the first facts have no twin
        did = {_put_sheet(actor, programme, one, inner, seen) for one, inner in written.items()}
    return next((each for each in ("created", "updated") if each in did), "unchanged")


def _put_sheet(actor: Actor, programme: Programme, code: str, facts: Any, seen: int | None) -> Did:
    row = row_of(programme, sheet(code))
    if row is None:
        row = FactSheet(organisation_id=programme.organisation_id, programme=programme, code=code, revision=0)
    return _put(actor, row, "facts", facts, seen, "drafting.facts-entered")


def put_answer(*, actor: Actor, programme: Programme, code: str, answer: Any, seen: int | None = None) -> Did:
    """Answer a question; None takes the answer back. Raises `Refused` naming what does not fit, or `Superseded`."""
    require(actor, EDIT_FACTS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    try:
        shape = answer_shape_of(programme, code)
    except KeyError:
        raise Refused(_("No document asks the question {code}.").format(code=code[:60]), field="code") from None
    refuse(misfits(shape, answer, "answer"))
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # the first answer has no twin
        row = Answer.objects.select_for_update().filter(programme=programme, code=code).first()
        if row is None:
            row = Answer(organisation_id=programme.organisation_id, programme=programme, code=code, revision=0)
        if answer is None:
            return _take_back(actor, row, seen)
        return _put(actor, row, "answer", answer, seen, "drafting.question-answered")


def _take_back(actor: Actor, row: Answer, seen: int | None) -> Did:
    """A question whose answer was taken back is asked again."""
    if not row.revision:
        return "unchanged"
    if seen is not None and seen != row.revision:
        raise Superseded(row)
    entries.append(
        actor=actor,
        organisation_id=row.organisation_id,
        programme_id=row.programme_id,
        kind="drafting.question-answered",
        subject=row,
        change={"answer": [row.answer, None]},
        removed=[row],
    )
    row.delete()
    return "updated"


def _put(actor: Actor, row: FactSheet | Answer, name: str, value: Any, seen: int | None, kind: str) -> Did:
    before = getattr(row, name) if row.revision else None
    if row.revision and seen == 0:  # it was to be the first
        raise Superseded(row)
    if row.revision and before == value:
        return "unchanged"
    setattr(row, name, value)
    did: Did = "updated" if row.revision else "created"
    if row.revision:
        save_revised(row, seen=seen)
    else:
        row.revision = 1
        row.save(force_insert=True)
    entries.append_row(actor, row, kind, {name: [before, value]})
    return did


def _misfits_of(known: Sheet, facts: Any) -> Iterable[Misfit]:
    if not known.by_key:
        return misfits(known.shape, facts, "facts")
    if not isinstance(facts, dict):
        return [Misfit("facts", say("is not a table of entries by key"), "table")]
    return [fault for key, entry in facts.items() for fault in _misfits_of_entry(known.shape, str(key), entry)]


def _misfits_of_entry(shape: Shape, key: str, entry: Any) -> Iterable[Misfit]:
    if not key.replace("_", "").replace("-", "").replace(".", "").isalnum() or len(key) > 60:
        return [Misfit(f"facts.{key[:60]}", say("is no key: letters, digits, dots, hyphens and underscores"), "key")]
    if entry is None:
        return [Misfit(f"facts.{key}", say("is not a record"), "record")]
    return misfits(shape, entry, f"facts.{key}")
