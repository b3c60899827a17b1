"""Coverage of documented information: examples on the catalogue's own list, and what holds for any documents."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.catalogue import standard
from milepost.catalogue.documents.covering import asked, offered
from milepost.catalogue.documents.kinds import Kind, kind, kinds
from milepost.engines.rules.coverage import Coverage, Holding, Item, ItemCoverage, Offer, Standing, cover

ABSENT, DRAFTED, IN_FORCE = Standing


def written(key: str, standing: Standing = IN_FORCE) -> Holding:
    """A document of one of the catalogue's kinds, under the kind's own key."""
    return Holding(key, key, frozenset(kind(key).items), standing)


def of(coverage: Coverage, number: int) -> ItemCoverage:
    return next(item for item in coverage.items if item.item.number == number)


def test_with_no_document_everything_asked_for_is_missing() -> None:
    coverage = cover(asked(), offered(), ())
    assert (coverage.required.items, coverage.advised.items) == (57, 19)
    assert (coverage.required.drafted, coverage.required.in_force, coverage.required.missing) == (0, 0, 57)
    assert len(coverage.missing) == 57
    assert {str(item.fix) for item in coverage.items if item.item.number == 10} == {
        "Draft DOC-SMP-01, or bring in a document of yours that holds it."
    }


def test_with_every_kind_in_force_nothing_is_left_to_do() -> None:
    coverage = cover(asked(), offered(), (written(known.key) for known in kinds()))
    assert coverage.missing == ()
    assert (coverage.required.in_force, coverage.advised.in_force) == (57, 19)
    assert [item for item in coverage.items if item.fix or item.unwritten] == []


def test_a_draft_covers_and_waits_for_its_approval() -> None:
    coverage = cover(asked(), offered(), [written("DOC-SMP-01", DRAFTED)])
    plan = of(coverage, 10)
    assert plan.standing is DRAFTED
    assert str(plan.fix) == "Have DOC-SMP-01 reviewed and approved."
    assert (coverage.required.drafted, coverage.required.in_force) == (1, 0)
    assert coverage.advised.drafted == 1  # the plans to reach objectives, 6.2.2
    assert of(coverage, 9).unwritten == ("DOC-OBJ-01",)


def test_an_absent_document_covers_nothing() -> None:
    coverage = cover(asked(), offered(), [written("DOC-SMP-01", ABSENT)])
    assert coverage == cover(asked(), offered(), ())


def test_a_document_shared_with_another_system_covers_without_a_twin() -> None:
    ours = Holding("QP-07", "", frozenset({13}), IN_FORCE)
    control = of(cover(asked(), offered(), [ours]), 13)
    assert (control.standing, control.documents, control.fix) == (IN_FORCE, (ours,), None)
    assert control.unwritten == ("DOC-DOC-01", "DOC-DOC-02")


def test_the_furthest_document_is_named_first_and_counts() -> None:
    draft, force = written("DOC-RSK-01", DRAFTED), written("DOC-RSK-02", IN_FORCE)
    risks = of(cover(asked(), offered(), [draft, force]), 6)
    assert (risks.standing, risks.documents) == (IN_FORCE, (force, draft))


def test_an_item_that_no_kind_offers_says_what_to_bring() -> None:
    coverage = cover([Item(1, ("4.1",), required=True)], [], [])
    assert str(coverage.items[0].fix) == "Bring in a document of yours that holds it."


def test_clauses_come_in_the_order_of_the_standard_with_their_own_counts() -> None:
    coverage = cover(asked(), offered(), [written("DOC-CHG-02")])
    numbers = [row.clause for row in coverage.clauses]
    assert numbers == sorted(numbers, key=standard.order)
    assert numbers.index("9.4") < numbers.index("10.1.2")
    policy = next(row for row in coverage.clauses if row.clause == "8.5.1.1")
    assert (policy.required.items, policy.required.in_force, policy.advised.items) == (1, 1, 0)
    # 7.5.4 names ten of the items a second time, by letter.
    assert next(row for row in coverage.clauses if row.clause == "7.5.4").required.in_force == 1


# What holds for any documents

NUMBERS = st.integers(1, 12)
ITEMS = st.lists(
    st.builds(
        Item,
        number=NUMBERS,
        clauses=st.lists(st.sampled_from(["4.1", "8.6.1", "9.4", "10.2"]), min_size=1, max_size=3).map(tuple),
        required=st.booleans(),
    ),
    unique_by=lambda item: item.number,
)
KEYS = st.sampled_from(["DOC-A", "DOC-B", "DOC-C", "DOC-D"])
OFFERS = st.lists(st.builds(Offer, key=KEYS, items=st.frozensets(NUMBERS)), unique_by=lambda offer: offer.key)
HOLDINGS = st.lists(
    st.builds(
        Holding,
        key=st.sampled_from(["M-1", "M-2", "M-3", "M-4", "M-5"]),
        kind=st.one_of(st.just(""), KEYS),
        items=st.frozensets(NUMBERS),
        standing=st.sampled_from(Standing),
    ),
    unique_by=lambda holding: holding.key,
)
any_documents = given(items=ITEMS, offers=OFFERS, holdings=HOLDINGS)


@any_documents
def test_counts_agree_with_the_items(items: list[Item], offers: list[Offer], holdings: list[Holding]) -> None:
    coverage = cover(items, offers, holdings)
    assert [row.item for row in coverage.items] == sorted(items, key=lambda item: item.number)
    for count, required in ((coverage.required, True), (coverage.advised, False)):
        rows = [row for row in coverage.items if row.item.required is required]
        assert count.items == len(rows)
        assert count.drafted == sum(row.standing is not ABSENT for row in rows)
        assert count.in_force <= count.drafted
        assert count.missing == sum(row.standing is ABSENT for row in rows)
    assert len(coverage.missing) == coverage.required.missing


@any_documents
def test_each_item_names_its_documents_and_no_other(
    items: list[Item], offers: list[Offer], holdings: list[Holding]
) -> None:
    for row in cover(items, offers, holdings).items:
        holding = [held for held in holdings if row.item.number in held.items and held.standing is not ABSENT]
        assert set(row.documents) == set(holding)
        assert row.standing is max((held.standing for held in holding), default=ABSENT)
        assert (row.fix is None) == (row.standing is IN_FORCE)
        written_kinds = {held.kind for held in holdings if held.standing is not ABSENT}
        wanted = {offer.key for offer in offers if row.item.number in offer.items}
        assert set(row.unwritten) == wanted - written_kinds


@any_documents
def test_every_item_stands_under_each_of_its_clauses(
    items: list[Item], offers: list[Offer], holdings: list[Holding]
) -> None:
    coverage = cover(items, offers, holdings)
    for row in coverage.clauses:
        assert [item.item for item in row.items] == sorted(
            (item for item in items if row.clause in item.clauses), key=lambda item: item.number
        )
        assert row.required.items + row.advised.items == len(row.items)
    assert {row.clause for row in coverage.clauses} == {clause for item in items for clause in item.clauses}


@any_documents
def test_the_order_of_what_comes_in_changes_nothing(
    items: list[Item], offers: list[Offer], holdings: list[Holding]
) -> None:
    assert cover(items, offers, holdings) == cover(items[::-1], offers[::-1], holdings[::-1])


@any_documents
def test_a_document_that_goes_further_never_lowers_anything(
    items: list[Item], offers: list[Offer], holdings: list[Holding]
) -> None:
    before = cover(items, offers, holdings)
    for index, held in enumerate(holdings):
        further = [*holdings]
        further[index] = replace(held, standing=IN_FORCE)
        after = cover(items, offers, further)
        for old, new in zip(before.items, after.items, strict=True):
            assert new.standing >= old.standing
            assert set(new.unwritten) <= set(old.unwritten)


@pytest.mark.parametrize("known", kinds(), ids=lambda known: known.key)
def test_writing_any_one_kind_covers_exactly_its_items(known: Kind) -> None:
    coverage = cover(asked(), offered(), [written(known.key, DRAFTED)])
    assert {row.item.number for row in coverage.items if row.standing is DRAFTED} == set(known.items)
