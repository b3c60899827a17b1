"""Rating statements: one, many alike, or a file of rows. Each function is one door."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.features.gaps.models import Rating
from milepost.features.gaps.policies import RATE
from milepost.features.gaps.services.book import Book, Did, PartKey, Wish, open_book, read_parts
from milepost.features.gaps.statements import bare, find_statement
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

READ_ONLY = frozenset({"assessment", "clause", "letter", "question", "text", "rated_by", "rated_at"})


def rate_statement(
    *,
    actor: Actor,
    programme: Programme,
    statement: str,
    changes: Mapping[str, Any],
    parts: Mapping[PartKey, int] | None = None,
    seen: int | None = None,
) -> tuple[Rating | None, Did]:
    """Change what is given of one rating; the first rating of all opens the first assessment.

    `parts` are all levels per service area or site, whose lowest becomes the level. `seen` is the revision the change
    was based on, 0 for none. The rating is None where nothing was said and nothing was there. Raises `Superseded`.
    """
    _allow(actor, programme)
    wanted = find_statement(statement)
    _check_owner(programme, changes)
    with transaction.atomic():
        book = open_book(actor, programme, [wanted.id])
        did = book.put(Wish(wanted, changes, parts, seen))
        book.close("gaps.rated")
    return book.present.get(wanted.id), did


def rate_many(
    *, actor: Actor, programme: Programme, statements: Sequence[str], changes: Mapping[str, Any]
) -> dict[Did, int]:
    """Give several statements the same: all of them, or none where one is refused. One ledger entry with counts."""
    return rate_each(actor=actor, programme=programme, wishes=[(statement, changes) for statement in statements])


def rate_each(*, actor: Actor, programme: Programme, wishes: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[Did, int]:
    """Give several statements each its own: all or none. `Refused` names the statement."""
    _allow(actor, programme)
    if not wishes:
        raise Refused(_("No statement is chosen."), field="statements", hint=_("Tick at least one."))
    wanted = [(find_statement(statement), changes) for statement, changes in wishes]
    if len({statement.id for statement, _changes in wanted}) != len(wanted):
        raise Refused(_("A statement is named twice."), field="statements")
    _check_owner(programme, *(changes for _statement, changes in wanted))
    counts: dict[Did, int] = {"created": 0, "updated": 0, "unchanged": 0}
    with transaction.atomic():
        book = open_book(actor, programme, [statement.id for statement, _changes in wanted])
        for statement, changes in wanted:
            try:
                counts[book.put(Wish(statement, changes))] += 1
            except Refused as refused:
                reason = refused.reason if statement.id in refused.reason else f"{statement.id}: {refused.reason}"
                raise Refused(reason, field=refused.field, hint=refused.hint) from None
        book.close("gaps.many-rated")
    return counts


def put_ratings(*, actor: Actor, programme: Programme, rows: Sequence[Mapping[str, Any]]) -> list[Did | Refused]:
    """Take rows of a file in; answers per row. A refused row is left out, the others are written with one entry."""
    _allow(actor, programme)
    if not rows:
        return []
    with transaction.atomic():
        book = open_book(actor, programme, [bare(str(row["statement"])) for row in rows])
        answers = [_put_row(book, row) for row in rows]
        book.close("gaps.imported")
    return answers


def _put_row(book: Book, row: Mapping[str, Any]) -> Did | Refused:
    changes = {name: value for name, value in row.items() if name not in READ_ONLY | {"statement", "parts", "owner"}}
    try:
        statement = find_statement(str(row["statement"]))
        if "owner" in row:
            changes["owner"] = book.person(row["owner"]) if row["owner"] else None
        parts = read_parts(row["parts"] or ()) if "parts" in row else None
        return book.put(Wish(statement, changes, parts))
    except Refused as refused:
        return refused


@transaction.atomic
def reopen_statement(*, actor: Actor, rating: Rating, record: str, on: date | None = None) -> Rating:
    """Say that the trigger of a statement called not triggered has arisen: the record that shows it, and its day."""
    programme = rating.assessment.programme
    _allow(actor, programme)
    if not rating.not_triggered:
        raise Refused(_("{statement} is not called not triggered.").format(statement=rating.statement))
    if not record.strip() or len(record) > 200:
        raise Refused(_("Name the record in at most {count} characters.").format(count=200), field="record")
    rating.reopened_by, rating.reopened_on = record.strip(), on or today(programme.organisation.timezone)
    save_revised(rating)
    entries.append(
        actor=actor,
        organisation_id=rating.organisation_id,
        programme_id=programme.pk,
        kind="gaps.reopened",
        subject=rating,
        change={"record": rating.reopened_by, "on": rating.reopened_on},
        touched=[rating],
    )
    return rating


def _allow(actor: Actor, programme: Programme) -> None:
    require(actor, RATE, organisation_id=programme.organisation_id, programme_id=programme.pk)


def _check_owner(programme: Programme, *changes: Mapping[str, Any]) -> None:
    for owner in {change["owner"] for change in changes if change.get("owner")}:
        if not Member.objects.filter(organisation=programme.organisation_id, person=owner, removed_at=None).exists():
            raise Refused(
                _("{name} is no member of this organisation.").format(name=owner),
                field="owner",
                hint=_("Add them first, or choose somebody else."),
            )
