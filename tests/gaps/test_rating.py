"""Rating statements: what may be said, what rolls up, what the ledger keeps, who may."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.features.gaps.levels import lowest
from milepost.features.gaps.models import Assessment, PartRating, Rating
from milepost.features.gaps.services import (
    close_assessment,
    open_assessment,
    rate_many,
    rate_statement,
    reopen_statement,
)
from milepost.features.gaps.statements import auditable, sections
from milepost.features.portfolio.models import Location, Unit
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.people import actor_of

ANY, CONDITIONAL, INFORMATIVE = "8.6.1-01", "8.1-06", "4.2-03"


def rate(who: Person, programme: Programme, statement: str = ANY, **changes: Any) -> Rating:
    rating, _did = rate_statement(actor=actor_of(who), programme=programme, statement=statement, changes=changes)
    assert rating is not None
    return rating


def test_there_are_388_statements_to_rate_in_45_rows_of_the_map() -> None:
    assert len(auditable()) == 388
    rows = [row for section in sections() for row in section.rows]
    assert (len(rows), sum(len(row.statements) for row in rows)) == (45, 388)
    assert [row.number for row in rows if not row.statements] == ["8.3.1"]


def test_the_first_rating_opens_the_first_assessment(programme: Programme, ben: Person) -> None:
    rating = rate(ben, programme, current=2)
    assert (rating.assessment.number, rating.current, rating.required, rating.rated_by) == (1, 2, 3, ben)
    kinds = list(Entry.objects.filter(kind__startswith="gaps.").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["gaps.opened", "gaps.rated"]
    assert verify_ledger().breaches == []


def test_only_what_is_given_changes(programme: Programme, ada: Person, ben: Person) -> None:
    rate(ada, programme, current=1, note="Minutes of May", days=Decimal("2.5"), owner=ben, due_on=date(2026, 6, 1))
    rating = rate(ada, programme, current=2)
    assert (rating.note, rating.days, rating.owner, rating.due_on) == (
        "Minutes of May", Decimal("2.5"), ben, date(2026, 6, 1),
    )  # fmt: skip
    assert rating.revision == 2


def test_the_same_again_changes_nothing(programme: Programme, ada: Person) -> None:
    rate(ada, programme, current=1)
    before = Entry.objects.count()
    _rating, did = rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 1})
    assert (did, Entry.objects.count()) == ("unchanged", before)


def test_a_statement_is_found_with_its_edition_too(programme: Programme, ada: Person) -> None:
    assert rate(ada, programme, f"20000-1:2018/{ANY}", current=0).statement == ANY


def test_an_unknown_statement_is_refused_with_the_nearest(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        rate(ada, programme, "8.6.1-99", current=0)
    assert refused.value.field == "statement"
    assert "8.6.1-" in refused.value.hint


def test_informative_text_is_not_rated(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused, match="informative"):
        rate(ada, programme, INFORMATIVE, current=3)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("current", 6), ("current", -1), ("current", "3"), ("current", True), ("required", 2), ("required", 6),
        ("priority", "urgent"), ("days", Decimal(-1)), ("days", Decimal("0.25")), ("days", Decimal("NaN")),
        ("link", "http://files.example/x"), ("link", "javascript:alert(1)"), ("link", "https://"),
        ("link", 'https://a.example/"onmouseover='), ("note", "a\x00b"), ("note", "x" * 20_001),
        ("finding", "\ud800"), ("not_triggered", "yes"), ("due_on", "2026-01-01"), ("colour", "red"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused_by_its_field(
    programme: Programme, ada: Person, field: str, value: object
) -> None:
    with pytest.raises(Refused) as refused:
        rate(ada, programme, **{field: value})
    assert refused.value.field == field
    assert not Rating.objects.exists()


def test_the_required_level_can_be_raised(programme: Programme, ada: Person) -> None:
    rating = rate(ada, programme, current=4, required=5)
    assert rating.is_gap


def test_the_owner_is_a_member(programme: Programme, ada: Person, zoe: Person, bukit: Organisation) -> None:
    with pytest.raises(Refused, match="no member"):
        rate(ada, programme, owner=zoe)


def test_only_a_conditional_statement_is_not_triggered(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        rate(ada, programme, not_triggered=True)
    assert refused.value.field == "not_triggered"
    assert rate(ada, programme, CONDITIONAL, not_triggered=True).not_triggered


def test_no_statement_is_both_rated_and_not_triggered(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused):
        rate(ada, programme, CONDITIONAL, not_triggered=True, current=2)
    rate(ada, programme, CONDITIONAL, not_triggered=True)
    assert not rate(ada, programme, CONDITIONAL, current=2).not_triggered
    assert rate(ada, programme, CONDITIONAL, not_triggered=True).current is None


def test_a_period_ends_after_it_begins(programme: Programme, ada: Person) -> None:
    rate(ada, programme, CONDITIONAL, not_triggered=True, period_from=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        rate(ada, programme, CONDITIONAL, period_to=date(2026, 1, 1))
    assert refused.value.field == "period_to"


def test_a_record_of_the_trigger_reopens_it_until_it_is_rated(programme: Programme, ada: Person) -> None:
    rating = rate(ada, programme, CONDITIONAL, not_triggered=True)
    rating = reopen_statement(actor=actor_of(ada), rating=rating, record="CHG-1042", on=date(2026, 5, 4))
    assert (rating.reopened_by, rating.reopened_on) == ("CHG-1042", date(2026, 5, 4))
    assert rate(ada, programme, CONDITIONAL, current=3).reopened_by == ""
    assert verify_ledger().breaches == []


# -- parts ------------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 5), min_size=1))
def test_the_lowest_part_speaks_for_all(levels: list[int]) -> None:
    low = lowest(levels)
    assert low in levels
    assert all(low <= level for level in levels)


@pytest.fixture
def places(cakrawala: Organisation) -> list[tuple[str, str]]:
    Unit.objects.create(organisation=cakrawala, code="desk", name="Service desk")
    Unit.objects.create(organisation=cakrawala, code="network", name="Network")
    Location.objects.create(organisation=cakrawala, code="jakarta", name="Jakarta")
    return [("unit", "desk"), ("unit", "network"), ("location", "jakarta")]


def put_parts(who: Person, programme: Programme, parts: dict[tuple[str, str], int], **changes: Any) -> Rating:
    rating, _did = rate_statement(actor=actor_of(who), programme=programme, statement=ANY, changes=changes, parts=parts)
    assert rating is not None
    return rating


def test_a_rating_with_parts_is_at_the_lowest(programme: Programme, ada: Person, places: list[tuple[str, str]]) -> None:
    desk, network, jakarta = places
    rating = put_parts(ada, programme, {desk: 4, network: 2, jakarta: 3})
    assert (rating.current, rating.rated_by) == (2, ada)
    assert put_parts(ada, programme, {desk: 4, jakarta: 3}).current == 3
    assert PartRating.objects.count() == 2
    breaches = [breach for breach in verify_ledger().breaches if "portfolio" not in breach.where]
    assert [breach for breach in breaches if "gaps" in f"{breach.where} {breach.detail}"] == []


def test_a_level_beside_parts_must_be_theirs(programme: Programme, ada: Person, places: list[tuple[str, str]]) -> None:
    put_parts(ada, programme, {places[0]: 4, places[1]: 2})
    with pytest.raises(Refused) as refused:
        rate(ada, programme, current=5)
    assert refused.value.field == "current"
    assert rate(ada, programme, current=2, note="seen").note == "seen"
    assert put_parts(ada, programme, {}, current=5).current == 5


def test_a_part_is_one_of_the_portfolio(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused, match="no unit moon"):
        put_parts(ada, programme, {("unit", "moon"): 1})


# -- many at once, and two people at once -----------------------------------------------------------------------------


def test_many_ratings_are_one_entry_with_counts(programme: Programme, ada: Person) -> None:
    ids = [statement.id for statement in auditable()]
    rate(ada, programme, ids[0], current=1)
    before = Entry.objects.count()
    counts = rate_many(actor=actor_of(ada), programme=programme, statements=ids, changes={"current": 3})
    assert counts == {"created": 387, "updated": 1, "unchanged": 0}
    assert Entry.objects.count() == before + 1
    assert Rating.objects.filter(current=3).count() == 388
    assert verify_ledger().breaches == []


def test_many_ratings_are_all_or_none(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused, match=ANY):
        rate_many(
            actor=actor_of(ada), programme=programme, statements=[CONDITIONAL, ANY], changes={"not_triggered": True}
        )
    assert not Rating.objects.exists()


def test_the_second_of_two_people_is_told(programme: Programme, ada: Person, ben: Person) -> None:
    seen = rate(ada, programme, current=1).revision
    rate(ben, programme, current=2)
    with pytest.raises(Superseded) as superseded:
        rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 3}, seen=seen)
    assert superseded.value.present.revision == 2
    assert Rating.objects.get().current == 2


def test_two_people_who_rate_first_do_not_overwrite_each_other(programme: Programme, ada: Person, ben: Person) -> None:
    rate_statement(actor=actor_of(ben), programme=programme, statement=ANY, changes={"current": 1}, seen=0)
    with pytest.raises(Superseded):
        rate_statement(actor=actor_of(ada), programme=programme, statement=ANY, changes={"current": 3}, seen=0)


# -- assessments ------------------------------------------------------------------------------------------------------


def test_a_new_assessment_starts_from_the_one_before(
    programme: Programme, ada: Person, places: list[tuple[str, str]]
) -> None:
    first = put_parts(ada, programme, {places[0]: 1, places[1]: 2}, note="Then").assessment
    close_assessment(actor=actor_of(ada), assessment=first)
    second = open_assessment(actor=actor_of(ada), programme=programme)
    assert second.reference.startswith("GA-")
    assert second.reference.endswith("-02")
    copied = Rating.objects.get(assessment=second)
    assert (copied.current, copied.note, copied.parts.count()) == (1, "Then", 2)
    put_parts(ada, programme, {places[0]: 4, places[1]: 4})
    assert Rating.objects.get(assessment=first).current == 1
    assert PartRating.objects.filter(rating__assessment=first).count() == 2


def test_a_closed_assessment_is_read_only(programme: Programme, ada: Person) -> None:
    assessment = rate(ada, programme, current=1).assessment
    close_assessment(actor=actor_of(ada), assessment=assessment)
    with pytest.raises(Refused, match="closed"):
        rate(ada, programme, current=2)
    with pytest.raises(Refused, match="closed already"):
        close_assessment(actor=actor_of(ada), assessment=assessment)
    assert verify_ledger().breaches == []


def test_one_assessment_is_open_at_a_time(programme: Programme, ada: Person) -> None:
    open_assessment(actor=actor_of(ada), programme=programme)
    with pytest.raises(Refused, match="still open"):
        open_assessment(actor=actor_of(ada), programme=programme)
    assert Assessment.objects.count() == 1


# -- who may ----------------------------------------------------------------------------------------------------------


def test_a_stranger_finds_nothing_to_rate(programme: Programme, zoe: Person, bukit: Organisation) -> None:
    with pytest.raises(Hidden):
        rate(zoe, programme, current=1)
    with pytest.raises(Hidden):
        open_assessment(actor=actor_of(zoe), programme=programme)


def test_a_reader_may_not_rate(programme: Programme, iris: Person) -> None:
    with pytest.raises(NotAllowed):
        rate(iris, programme, current=1)
    with pytest.raises(NotAllowed):
        rate_many(actor=actor_of(iris), programme=programme, statements=[ANY], changes={"current": 1})


def test_an_assessor_may_rate_but_not_close(programme: Programme, otto: Person) -> None:
    assessment = rate(otto, programme, current=1).assessment
    with pytest.raises(NotAllowed):
        close_assessment(actor=actor_of(otto), assessment=assessment)
