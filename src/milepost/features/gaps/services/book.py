"""The open assessment while it is written to: what is there, what was asked, and what changes because of it.

One book serves a single rating and a whole file alike: rows are read once, each wish is checked and applied to them,
and `close` writes what changed with one ledger entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db.models import Model
from django.utils.translation import gettext as _

from milepost.catalogue.standard import EDITION, Statement
from milepost.features.gaps.checking import check_whole, checked
from milepost.features.gaps.levels import lowest
from milepost.features.gaps.models import Assessment, PartRating, Rating
from milepost.features.gaps.services.assessments import start_assessment
from milepost.features.portfolio.models import Location, Unit
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Member, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded, save_revised

type Did = Literal["created", "updated", "unchanged"]
type PartKey = tuple[str, str]  # ("unit", "service-desk")

FEW = 100  # up to so many ratings are looked up by statement, above it all of them are read
PLACES: dict[str, type[Unit] | type[Location]] = {"unit": Unit, "location": Location}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of one statement: changed fields, all its parts (None: as they are), and what they saw."""

    statement: Statement
    changes: Mapping[str, Any]
    parts: Mapping[PartKey, int] | None = None
    seen: int | None = None


@dataclass(slots=True)
class Book:
    """The open assessment with the ratings that are asked for."""

    actor: Actor
    programme: Programme
    assessment: Assessment
    present: dict[str, Rating]
    parts: dict[Any, dict[PartKey, PartRating]]
    made: list[Rating] = field(default_factory=list)
    changed: list[Rating] = field(default_factory=list)
    new_parts: list[PartRating] = field(default_factory=list)
    changed_parts: list[PartRating] = field(default_factory=list)
    lost_parts: list[PartRating] = field(default_factory=list)
    change: dict[str, dict[str, list[object]]] = field(default_factory=dict)
    _places: dict[PartKey, Unit | Location] = field(default_factory=dict)
    _members: dict[str, Person] = field(default_factory=dict)

    def person(self, email: str) -> Person:
        """A member by address; all are read at the first question. Raises `Refused`."""
        if not self._members:
            members = Member.objects.filter(organisation=self.programme.organisation_id, removed_at=None)
            self._members = {member.person.email: member.person for member in members.select_related("person")}
        found = self._members.get(email.strip().lower())
        if found is None:
            raise Refused(
                _("{email} is no member of this organisation.").format(email=email[:254]),
                field="owner",
                hint=_("Add the member first, or mend the address."),
            )
        return found

    def place(self, key: PartKey) -> Unit | Location:
        """A unit or location by its code. Raises `Refused`."""
        kind, code = key
        if key not in self._places and kind in PLACES:
            known = PLACES[kind]._default_manager.filter(organisation=self.programme.organisation_id)
            self._places |= {(kind, place.code): place for place in known}
        if key not in self._places:
            raise Refused(
                _("There is no {kind} {code}.").format(kind=kind[:20], code=code[:60]),
                field="parts",
                hint=_("Write unit:CODE=LEVEL or location:CODE=LEVEL, with codes of the portfolio."),
            )
        return self._places[key]

    def put(self, wish: Wish) -> Did:
        """Apply one wish. Raises `Refused` or `Superseded`; the book is then as it was."""
        rating = self.present.get(wish.statement.id)
        if wish.seen is not None and rating is not None and rating.revision != wish.seen:
            raise Superseded(rating)
        is_new = rating is None
        row = rating or _blank(self.assessment, wish.statement)
        given = checked(wish.statement, wish.changes)
        held = {key: part.level for key, part in self.parts.get(row.pk, {}).items()}
        levels = held if wish.parts is None else self._checked_parts(wish.parts)
        _roll_up(row, given, levels, replaced=wish.parts is not None and levels != held)
        values = {name: getattr(row, name) for name in given}
        difference = entries.difference(_named(values), _named(given))
        if levels != held:
            difference["parts"] = [_written(held), _written(levels)]
        if not difference:
            return "unchanged"
        check_whole({"period_from": row.period_from, "period_to": row.period_to} | given)
        for name, value in given.items():
            setattr(row, name, value)
        self._sign(row, difference)
        self._keep_parts(row, levels)
        self.present[row.statement] = row
        self.change[row.statement] = difference
        (self.made if is_new else self.changed).append(row)
        return "created" if is_new else "updated"

    def _checked_parts(self, parts: Mapping[PartKey, int]) -> dict[PartKey, int]:
        for key, level in parts.items():
            self.place(key)
            if isinstance(level, bool) or level not in range(6):
                raise Refused(_("A part is rated from 0 to 5."), field="parts", hint=_("Write unit:CODE=LEVEL."))
        return dict(sorted(parts.items()))

    def _sign(self, row: Rating, difference: Mapping[str, object]) -> None:
        """Who rated it and since when it counts as rated."""
        if not {"current", "not_triggered", "parts"} & set(difference):
            return
        if row.current is not None:
            row.reopened_by, row.reopened_on = "", None
        if row.is_rated:
            row.rated_by, row.rated_at = self.actor.known_person, now()
            row.first_rated_on = row.first_rated_on or today(self.programme.organisation.timezone)
        else:
            row.rated_by, row.rated_at, row.first_rated_on = None, None, None

    def _keep_parts(self, row: Rating, levels: Mapping[PartKey, int]) -> None:
        present = self.parts.setdefault(row.pk, {})
        for key in set(present) - set(levels):
            self.lost_parts.append(present.pop(key))
        for key, level in levels.items():
            part = present.get(key)
            if part is None:
                part = PartRating(
                    organisation_id=row.organisation_id, rating=row, level=level, **{key[0]: self.place(key)}
                )
                present[key] = part
                self.new_parts.append(part)
            elif part.level != level:
                part.level = level
                self.changed_parts.append(part)

    def close(self, kind: str) -> None:
        """Write what changed, with one entry: about the rating where there is one, else about the assessment."""
        if not self.change:
            return
        Rating.objects.bulk_create(self.made, batch_size=200)
        for row in (*self.changed, *self.changed_parts):
            save_revised(row)
        PartRating.objects.bulk_create(self.new_parts, batch_size=500)
        PartRating.objects.filter(pk__in=[part.pk for part in self.lost_parts]).delete()
        touched: list[Model] = [*self.made, *self.changed, *self.new_parts, *self.changed_parts]
        only = next(iter(self.change)) if len(self.change) == 1 else ""
        counts = {"created": len(self.made), "updated": len(self.changed)}
        entries.append(
            actor=self.actor,
            organisation_id=self.assessment.organisation_id,
            programme_id=self.programme.pk,
            kind="gaps.rated" if only else kind,
            subject=self.present[only] if only else self.assessment,
            change=self.change[only] if only else {"counts": counts, "statements": self.change},
            touched=touched,
            removed=self.lost_parts,
        )


def open_book(actor: Actor, programme: Programme, statements: Sequence[str]) -> Book:
    """The open assessment, held until the transaction ends; the first one is opened by its first rating."""
    assessment = Assessment.objects.select_for_update(of=("self",)).filter(programme=programme, closed_on=None).first()
    if assessment is None:
        latest = Assessment.objects.filter(programme=programme).order_by("-number").first()
        if latest is not None:
            raise Refused(
                _("{reference} is closed.").format(reference=latest.reference),
                field="assessment",
                hint=_("Open the next assessment; it starts from these ratings."),
            )
        assessment = start_assessment(actor, programme, None)
    ratings = Rating.objects.filter(assessment=assessment).select_related("owner", "rated_by")
    if len(statements) <= FEW:
        ratings = ratings.filter(statement__in=statements)
    present = {rating.statement: rating for rating in ratings}
    for rating in present.values():
        rating.assessment = assessment
    parts: dict[Any, dict[PartKey, PartRating]] = {}
    if present:
        found = PartRating.objects.filter(rating__assessment=assessment).select_related("unit", "location")
        if len(statements) <= FEW:
            found = found.filter(rating__statement__in=statements)
        for part in found:
            kind, _colon, code = part.key.partition(":")
            parts.setdefault(part.rating_id, {})[kind, code] = part
    return Book(actor, programme, assessment, present, parts)


def _blank(assessment: Assessment, statement: Statement) -> Rating:
    return Rating(
        organisation_id=assessment.organisation_id, assessment=assessment, statement=statement.id, edition=EDITION
    )


def _roll_up(row: Rating, given: dict[str, Any], levels: Mapping[PartKey, int], *, replaced: bool) -> None:
    """With parts the level is their lowest; it cannot be set to anything else beside them."""
    low = lowest(levels.values())
    if low is None:
        return
    if given.get("not_triggered"):
        raise Refused(
            _("{statement} has levels per service area or site, so it was triggered.").format(statement=row.statement),
            field="not_triggered",
            hint=_("Take those levels away first."),
        )
    if given.get("current") not in (None, low):
        raise Refused(
            _("The lowest service area or site of {statement} is at {level}: that is its level.").format(
                statement=row.statement, level=low
            ),
            field="current",
            hint=_("Change the level of the part, or take the parts away."),
        )
    if replaced or "current" in given:
        given |= {"current": low, "not_triggered": False}


def _named(values: Mapping[str, Any]) -> dict[str, object]:
    return {name: value.email if isinstance(value, Person) else value for name, value in values.items()}


def _written(levels: Mapping[PartKey, int]) -> str:
    return "; ".join(write_parts(levels))


def write_parts(levels: Mapping[PartKey, int]) -> list[str]:
    """Parts as files write them: `unit:service-desk=2`, in order."""
    return [f"{kind}:{code}={level}" for (kind, code), level in sorted(levels.items())]


def read_parts(written: Iterable[str]) -> dict[PartKey, int]:
    """Parts from `unit:service-desk=2`. Raises `Refused`."""
    found: dict[PartKey, int] = {}
    for words in written:
        place, _equals, level = words.strip().rpartition("=")
        kind, _colon, code = place.partition(":")
        if kind not in PLACES or not code or level not in {"0", "1", "2", "3", "4", "5"} or (kind, code) in found:
            raise Refused(
                _("{words} is no level of a part.").format(words=words[:80]),
                field="parts",
                hint=_("Write unit:CODE=LEVEL or location:CODE=LEVEL, separated by semicolons."),
            )
        found[kind, code] = int(level)
    return found
