"""What W-08 compares: documents in force with each other, with the registers, the master list and the scope."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.catalogue.documents.kinds import Kind, kind
from milepost.catalogue.loader import UnknownEntry
from milepost.engines.rules.contradictions import Contradiction, contradictions
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ClaimSource, ConsistencyFacts, ScopeClaim
from milepost.engines.rules.facts.statements import Keeper, Matter, Place, ReviewCycle, Statement
from milepost.features.documents.facts import asked_kind, review_due_at
from milepost.features.documents.models import Document, ReviewConfirmation, Version
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.book import Told, told_of
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.sheets.things import parted
from milepost.features.drafting.standing.registers import Registers, registers_of
from milepost.features.drafting.standing.stating import (
    Said,
    fact_at,
    found_in_texts,
    in_words,
    key_of,
    means_of,
    origins_of,
    place_of,
    said_by,
    versions_in_force,
)
from milepost.features.practices.models import Practice
from milepost.features.practices.querysets import practices_by_key
from milepost.features.programmes.facts import counting_versions, scope_facts
from milepost.features.programmes.models import Programme, ScopeVersion

CLAIMS = {
    "DOC-POL-01": ClaimSource.POLICY,
    "DOC-SMP-01": ClaimSource.PLAN,
    "DOC-CAT-01": ClaimSource.CATALOGUE,
    "DOC-SLA-01": ClaimSource.AGREEMENT,
}
"""The documents that say what the SMS covers, by their templates."""


class InForce(NamedTuple):
    """The documents in force what templates wrote of them, when each is reviewed next, what else is told."""

    versions: Mapping[UUID, Version]
    origins: Mapping[UUID, Origin]
    cycles: tuple[ReviewCycle, ...]
    practices: Mapping[str, Practice]
    told: Told


def contradictions_of(programme: Programme, *, on: date) -> tuple[Contradiction, ...]:
    """Every contradiction of a programme at a day, as the warning W-08 finds it."""
    scopes = counting_versions(programme)
    facts = ProgrammeFacts(
        str(programme.pk),
        programme.code,
        programme.name,
        scope=scope_facts(programme, on, scopes),
        consistency=consistency_of(programme, read_in_force(programme, on), on, scopes),
    )
    return tuple(contradictions(facts, on=on))


def read_in_force(programme: Programme, on: date) -> InForce:
    """What documents, sheets and the registers of people say, whatever the portfolio says. Seven queries."""
    versions, practices = versions_in_force(programme, on), practices_by_key(programme)
    origins = origins_of(programme, versions)
    cycles = tuple(_cycles(versions, origins, on))
    return InForce(versions, origins, cycles, practices, told_of(programme, practices, on=on))


def consistency_of(
    programme: Programme, in_force: InForce, on: date, scopes: Iterable[ScopeVersion]
) -> ConsistencyFacts | None:
    """What the documents in force say; None without any. `scopes` are the versions whose signature counts."""
    if not in_force.versions:
        return None
    origins = in_force.origins
    written = [(version, origins[key]) for key, version in in_force.versions.items() if key in origins]
    return ConsistencyFacts(
        claims=tuple(_claim(version, origin) for version, origin in written if _names_the_scope(version, origin)),
        statements=tuple(_stated(programme, in_force, written, on, scopes)),
        cycles=in_force.cycles,
    )


# -- names -------------------------------------------------------------------------------------------------------------


def _names_the_scope(version: Version, origin: Origin) -> bool:
    return origin.template in CLAIMS and origin.version_id == version.pk


def _claim(version: Version, origin: Origin) -> ScopeClaim:
    place = place_of(version)
    return ScopeClaim(
        CLAIMS[origin.template],
        place.at,
        services=_named(origin.read, "services"),
        customers=_named(origin.read, "customers"),
        units=_named(origin.read, "units"),
        locations=_named(origin.read, "locations"),
        in_force_from=place.since,
    )


def _named(read: Iterable[str], root: str) -> frozenset[str] | None:
    """The keys of a register that a document names; None where it names none, which says nothing of them."""
    keys = {path.split(".")[1] for path in read if path.startswith(f"{root}.")}
    return frozenset(keys) or None


# -- statements --------------------------------------------------------------------------------------------------------


def _stated(
    programme: Programme,
    in_force: InForce,
    written: list[tuple[Version, Origin]],
    on: date,
    scopes: Iterable[ScopeVersion],
) -> Iterator[Statement]:
    """What is said of things that not every place says the same of."""
    owned = [version for version in in_force.versions.values() if _is_owned_procedure(version.document)]
    if not written and not owned:
        return
    registers = registers_of(programme, on, in_force.practices, in_force.told, scopes)
    said = [one for version, origin in written for one in said_by(version, origin, registers)]
    binding = [*_binding_facts(written, registers), *_binding_targets(registers)]
    for version in owned:
        for one in _owners(version, registers):
            if one.binding:
                binding.append(one)
            else:
                said.append(Said(one, version.pk, ""))
    meant: dict[tuple[Matter, str], set[str]] = defaultdict(set)
    for statement in (*(one.statement for one in said), *binding):
        meant[statement.matter, statement.about.key].add(statement.means)
    disputed = {thing for thing, meanings in meant.items() if len(meanings) > 1}
    yield from found_in_texts(one for one in said if _thing(one.statement) in disputed)
    stated = {_thing(one.statement) for one in said}
    yield from (one for one in binding if _thing(one) in disputed & stated)


def _thing(statement: Statement) -> tuple[Matter, str]:
    return statement.matter, statement.about.key


def _binding_facts(written: list[tuple[Version, Origin]], registers: Registers) -> Iterator[Statement]:
    """What the registers say of each fact that a document states, once for each language of a text."""
    asked: dict[str, tuple[str, str, str]] = {}
    for _version, origin in written:
        _key, thing = parted(address_of(origin))
        for path in origin.read:
            fact = fact_at(path)
            if fact is not None:
                asked[key_of(path, fact, origin.language, thing)] = (path, thing, origin.language)
    language = (get_language() or "en")[:2]
    for key, (path, thing, of_text) in asked.items():
        fact, value = fact_at(path), registers.value(path, thing, of_text)
        if fact is None or value is None:
            continue
        says = in_words(value, fact, language) if value else _("nobody")
        about = Ref(key, registers.called(path, thing))
        yield Statement(fact.matter, about, says, value, registers.place(path, thing, value), binding=True)


def _binding_targets(registers: Registers) -> Iterator[Statement]:
    language = (get_language() or "en")[:2]
    for target, place in registers.targets():
        about = Ref(f"target:{target.code}", target.about[language])
        yield Statement(Matter.TARGET, about, target.says[language], means_of(target.says), place, binding=True)


def _is_owned_procedure(document: Document) -> bool:
    return document.owner_id is not None and asked_kind(document) is DocumentKind.PROCEDURE and bool(document.practice)


def _owners(version: Version, registers: Registers) -> Iterator[Statement]:
    """Who owns a procedure by the master list, and who its practice by their register."""
    document, row = version.document, registers.practices.get(version.document.practice)
    if document.owner is None or row is None or row.owner is None:
        return
    about = Ref(f"owner:{document.pk}", _("Owner of {number}").format(number=document.number))
    here, there = place_of(version, _("owner in the master list")), registers.place_of_practice(row.key)
    yield Statement(Matter.ROLE, about, document.owner.name, str(document.owner.pk), here)
    yield Statement(Matter.ROLE, about, row.owner.name, str(row.owner.pk), there, binding=True)


# -- review dates ------------------------------------------------------------------------------------------------------


def _cycles(in_force: Mapping[UUID, Version], origins: Mapping[UUID, Origin], on: date) -> Iterator[ReviewCycle]:
    confirmed: dict[UUID, list[ReviewConfirmation]] = defaultdict(list)
    for one in ReviewConfirmation.objects.filter(version__in=[version.pk for version in in_force.values()]):
        confirmed[one.version_id].append(one)
    for key, version in in_force.items():
        moved, origin = confirmed[version.pk], origins.get(key)
        known = None if origin and origin.own_version else _kind(version.document)
        days = [one.confirmed_on for one in moved if one.confirmed_on <= on]
        since = version.effective_on or version.approved_on
        if since is not None:
            yield ReviewCycle(
                document=place_of(version, _("its next review")),
                entry=Place(Keeper.MASTER_LIST, Ref(str(key), _("Master list")), version.document.number),
                counted_from=max((since, *days)),
                due_on=review_due_at(version, moved, on),
                months=version.document.review_months,
                kind=_place_of_kind(known) if known else None,
                usual_months=known.review_months if known else None,
            )


def _kind(document: Document) -> Kind | None:
    try:
        return kind(document.catalogue_kind) if document.catalogue_kind else None
    except UnknownEntry:
        return None


def _place_of_kind(known: Kind) -> Place:
    title = known.title.in_language((get_language() or "en")[:2])
    return Place(Keeper.CATALOGUE, Ref(known.key, _("Kind of document")), f"{known.key} {title}")
