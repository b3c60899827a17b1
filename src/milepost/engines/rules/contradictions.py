"""W-08: what documents in force say against each other and against the registers, with the two places side by side.

Each place that says otherwise is told once for a thing. Its other side is the newest document in force that says what
the register says, so that two documents stand side by side where there are two; else the register itself. Where no
register keeps the thing, the newest document is what the older ones are held against.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.answers import by_roadmap
from milepost.engines.rules.dates import happened
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ClaimSource, ElementKind, Inclusion, ScopeClaim, ScopeFacts
from milepost.engines.rules.facts.statements import Keeper, Matter, Place, ReviewCycle, Statement
from milepost.engines.rules.months import add_months
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.subjects import Kind, about
from milepost.engines.rules.texts import Text, as_written, say, say_many

NAMES_ALL = {ClaimSource.PLAN, ClaimSource.CATALOGUE, ClaimSource.APPLICATION, ClaimSource.CERTIFICATE}
"""Documents that must name the whole scope; a policy or an SLA may name a part, but nothing outside it."""

_KINDS = {
    ElementKind.SERVICE: Kind.SERVICE,
    ElementKind.CUSTOMER: Kind.CUSTOMER,
    ElementKind.UNIT: Kind.UNIT,
    ElementKind.LOCATION: Kind.LOCATION,
}


_OF_DOCUMENTS = {Keeper.DOCUMENT, Keeper.MASTER_LIST}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two places, and what it says."""

    place: Place
    says: Text


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two places that do not say the same of one thing; `this` is the one to look at first."""

    matter: Matter
    thing: str
    this: Side
    that: Side
    result: CheckResult

    @property
    def documents(self) -> frozenset[str]:
        """The keys of the documents concerned."""
        places = (self.this.place, self.that.place)
        return frozenset(place.at.key for place in places if place.keeper in _OF_DOCUMENTS)


def contradictions(facts: ProgrammeFacts, *, on: date) -> Iterator[Contradiction]:
    """Everything that does not say the same on that day: names, then what is stated, then review dates."""
    if facts.consistency is None:
        return
    if facts.scope is not None:
        for claim in facts.consistency.claims:
            if claim.in_force_from is None or happened(claim.in_force_from, on):
                for kind in ElementKind:
                    yield from _against_scope(claim, kind, facts.scope, on)
    yield from between(facts.consistency.statements, on=on)
    for cycle in facts.consistency.cycles:
        yield from _against_cycle(cycle)


# -- names against the scope -------------------------------------------------------------------------------------------


def _against_scope(claim: ScopeClaim, kind: ElementKind, scope: ScopeFacts, on: date) -> Iterator[Contradiction]:
    named = _named(claim, kind)
    if named is None:
        return
    in_scope = {element.key: element for element in scope.of(kind, Inclusion.IN, on)}
    labels = {element.key: element.label for element in scope.elements if element.kind is kind}
    document = claim.document.label
    for key in sorted(named - in_scope.keys()):
        name = labels.get(key, key)
        yield _of_name(
            claim,
            "W-08.names-more",
            about(_KINDS[kind], Ref(key, name)),
            (say("names it"), say("does not have it in scope")),
            say("{document} names {name}, which is not in scope.", document=document, name=name),
            say("Correct the document, or take it into scope."),
        )
    if claim.source not in NAMES_ALL:
        return
    for key in sorted(in_scope.keys() - named):
        name = in_scope[key].label
        yield _of_name(
            claim,
            "W-08.names-less",
            about(_KINDS[kind], Ref(key, name)),
            (say("leaves it out"), say("has it in scope")),
            say("{document} leaves out {name}, which is in scope.", document=document, name=name),
            say("Correct the document, or decide that it is out of scope."),
        )


def _of_name(
    claim: ScopeClaim, id_: str, named: Subject, say_both: tuple[Text, Text], text: Text, fix: Text
) -> Contradiction:
    result = by_roadmap(id_, named, text, fix, blocks=False, since=claim.in_force_from)
    document = Place(Keeper.DOCUMENT, claim.document, since=claim.in_force_from)
    scope = Place(Keeper.SCOPE, Ref("", ""), entry=named.label)
    this, that = say_both
    return Contradiction(Matter.NAME, named.label, Side(document, this), Side(scope, that), result)


def _named(claim: ScopeClaim, kind: ElementKind) -> frozenset[str] | None:
    by_kind = {
        ElementKind.SERVICE: claim.services,
        ElementKind.CUSTOMER: claim.customers,
        ElementKind.UNIT: claim.units,
        ElementKind.LOCATION: claim.locations,
    }
    return by_kind[kind]


# -- statements of one thing -------------------------------------------------------------------------------------------


def between(statements: Iterable[Statement], *, on: date) -> Iterator[Contradiction]:
    """What is stated otherwise than by the register, or than by a newer document where no register keeps it."""
    of_things: dict[tuple[Matter, str], list[Statement]] = {}
    for statement in statements:
        since = statement.place.since
        if since is None or since <= on:
            of_things.setdefault((statement.matter, statement.about.key), []).append(statement)
    for _thing, stated in sorted(of_things.items()):
        yield from _of_one_thing(stated)


def _of_one_thing(stated: Sequence[Statement]) -> Iterator[Contradiction]:
    newest_first = sorted(sorted(stated, key=_name_of), key=lambda one: one.place.since or date.min, reverse=True)
    claims = [one for one in newest_first if not one.binding]
    register = next((one for one in newest_first if one.binding), None)
    held_against = register or next(iter(claims), None)
    if held_against is None:
        return
    right = [one for one in claims if one.means == held_against.means]
    for claim in claims:
        if claim.means != held_against.means:
            yield _of_statements(claim, next(iter(right), held_against), is_kept=register is not None)


def _name_of(statement: Statement) -> tuple[str, str, str]:
    return statement.place.label, statement.place.at.key, statement.means


def _of_statements(claim: Statement, other: Statement, *, is_kept: bool) -> Contradiction:
    return _of_two(
        claim.matter,
        claim.about.label,
        Side(claim.place, as_written(claim.says)),
        Side(other.place, as_written(other.says)),
        document=claim.place.at,
        fix=_way_out(claim.place, other.place, is_kept=is_kept),
        since=max((day for day in (claim.place.since, other.place.since) if day), default=None),
    )


def _of_two(
    matter: Matter, thing: str, this: Side, that: Side, *, document: Ref, fix: Text, since: date | None
) -> Contradiction:
    """Two sides that do not say the same of a thing; `document` is the one to correct."""
    result = by_roadmap(
        f"W-08.{matter.value}",
        about(Kind.DOCUMENT, document),
        say(
            "{thing}: {this} says “{says}”, {that} says “{other}”.",
            thing=thing,
            this=this.place.label,
            says=this.says,
            that=that.place.label,
            other=that.says,
        ),
        fix,
        blocks=False,
        since=since,
    )
    return Contradiction(matter, thing, this, that, result)


def _way_out(this: Place, that: Place, *, is_kept: bool) -> Text:
    if that.keeper is not Keeper.DOCUMENT:
        return say("Put the next version of {document} in force, or correct the register.", document=this.at.label)
    if is_kept:
        return say(
            "Put the next version of {document} in force: {other} says what the register says.",
            document=this.at.label,
            other=that.at.label,
        )
    return say("Decide which of the two holds, and put the next version of the other in force.")


# -- review dates ------------------------------------------------------------------------------------------------------


def _against_cycle(cycle: ReviewCycle) -> Iterator[Contradiction]:
    if cycle.due_on and cycle.months:
        latest = add_months(cycle.counted_from, cycle.months)
        if cycle.due_on > latest:
            yield _of_cycle(
                cycle,
                Side(cycle.document, say("next review on {day}", day=cycle.due_on)),
                Side(cycle.entry, _cycle_until(cycle.months, latest)),
                say("Confirm its review by that day, or correct the cycle in the master list."),
            )
    if cycle.kind and cycle.months and cycle.usual_months and cycle.months > cycle.usual_months:
        yield _of_cycle(
            cycle,
            Side(cycle.entry, _every(cycle.months)),
            Side(cycle.kind, _every(cycle.usual_months)),
            say("Shorten the cycle in the master list, or make a template of your own that says why it is longer."),
        )


def _every(months: int) -> Text:
    return say_many("a review every month", "a review every {count} months", months)


def _cycle_until(months: int, latest: date) -> Text:
    return say_many(
        "a review every month, so by {day}", "a review every {count} months, so by {day}", months, day=latest
    )


def _of_cycle(cycle: ReviewCycle, this: Side, that: Side, fix: Text) -> Contradiction:
    document = cycle.document.at
    return _of_two(Matter.REVIEW, document.label, this, that, document=document, fix=fix, since=cycle.document.since)
