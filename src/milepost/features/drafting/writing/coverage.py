"""How much of the required documented information is there: in force by the master list, or drafted from registers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from milepost.catalogue.documents.covering import asked, offered
from milepost.catalogue.documents.kinds import Kind, kind, satisfying
from milepost.engines.rules.coverage import ClauseCoverage, Holding, Standing, cover
from milepost.features.drafting.reading.controlled import Controlled
from milepost.features.drafting.sheets.things import is_needless, parted
from milepost.features.drafting.writing.drafts import Asked, Drafted, Written, asked_for


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the required documented information is there.

    `required` are the numbers of the items that have to be documented; `in_force` those of them that a document in
    force holds, `drafted` those and the ones whose documents can be written, `missing` the others. `asked` is
    everything that documents lack, those aside that the organisation has of its own. `idle` are kinds that there is
    nothing to write for; an item that only needless ones of them would hold is not asked for. `controlled` are the
    documents of the master list by the address of their draft, `clauses` how what each clause asks for stands.
    """

    required: tuple[int, ...]
    drafted: tuple[int, ...]
    in_force: tuple[int, ...]
    missing: tuple[int, ...]
    asked: tuple[Asked, ...]
    documents: tuple[Drafted, ...]
    idle: tuple[Kind, ...]
    controlled: Mapping[str, Controlled]
    clauses: tuple[ClauseCoverage, ...]


def coverage_of(written: Written) -> Coverage:
    """The coverage of the items that the standard asks for in writing, by documents in force and by drafts."""
    controlled = by_address(written.controlled)
    holdings = tuple(_holdings(written, controlled))
    holding = {number for each in holdings if each.standing is Standing.IN_FORCE for number in each.items}
    needless = _needless_items(written.idle) - holding
    covered = cover((item for item in asked() if item.number not in needless), offered(), holdings)
    required = tuple(each for each in covered.items if each.item.required)
    return Coverage(
        required=tuple(each.item.number for each in required),
        drafted=tuple(each.item.number for each in required if each.standing >= Standing.DRAFTED),
        in_force=tuple(each.item.number for each in required if each.standing is Standing.IN_FORCE),
        missing=tuple(each.item.number for each in covered.missing),
        asked=still_asked(written),
        documents=written.documents,
        idle=written.idle,
        controlled=controlled,
        clauses=covered.clauses,
    )


def by_address(documents: Iterable[Controlled]) -> Mapping[str, Controlled]:
    """The documents that are of a kind of ours, by the address of their draft; of two the one in force."""
    some = sorted((each for each in documents if each.address), key=lambda each: bool(each.in_force))
    return {each.address: each for each in some}


def controlled_as(each: Drafted, controlled: Mapping[str, Controlled]) -> Controlled | None:
    """The document of the master list that a draft is: about the same thing, or one for all things of its kind."""
    return controlled.get(each.address) or controlled.get(each.kind.key)


def still_asked(written: Written) -> tuple[Asked, ...]:
    """What documents lack; nothing is asked for one of which the organisation has its own in force."""
    own = by_address(each for each in written.controlled if each.is_own and each.in_force)
    waiting = tuple(each for each in written.documents if controlled_as(each, own) is None)
    idle = tuple(each for each in written.idle if each.key not in own)
    return asked_for(replace(written, documents=waiting, idle=idle))


def _holdings(written: Written, controlled: Mapping[str, Controlled]) -> Iterator[Holding]:
    """The kinds that are drafted, one that repeats as far as each of its documents is; and what is in force."""
    for key, standing in _standings(written.documents, controlled).items():
        yield Holding(key, key, frozenset(kind(key).items), standing)
    for each in (each for each in written.controlled if each.in_force):
        key, code = parted(each.address)
        items = each.items - frozenset(kind(key).items) if code else each.items  # one of several is not all of them
        yield Holding(each.in_force, key, items, Standing.IN_FORCE)


def _standings(documents: Iterable[Drafted], controlled: Mapping[str, Controlled]) -> Mapping[str, Standing]:
    found: dict[str, Standing] = {}
    for each in documents:
        standing = Standing.DRAFTED if each.draft.is_drafted else Standing.ABSENT
        if each.about and (there := controlled_as(each, controlled)) and there.in_force:
            standing = Standing.IN_FORCE
        found[each.kind.key] = min(found.get(each.kind.key, standing), standing)
    return found


def _needless_items(idle: Iterable[Kind]) -> set[int]:
    needless = {found.key for found in idle if is_needless(found)}
    return {
        number
        for key in needless
        for number in kind(key).items
        if all(found.key in needless for found in satisfying(number))
    }
