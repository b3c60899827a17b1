"""The heat map's numbers, and what the rules are told."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from milepost.features.actions.models import ActionState
from milepost.features.actions.services import change_action
from milepost.features.gaps.facts import gap_facts
from milepost.features.gaps.heatmap import Filters, HeatMap, HeatRow, Standing, add_up, build_heatmap
from milepost.features.gaps.models import Rating
from milepost.features.gaps.selectors import Line, assessments_of
from milepost.features.gaps.services import (
    close_assessment,
    open_assessment,
    plan_remediation,
    rate_each,
    rate_many,
    rate_statement,
)
from milepost.features.gaps.statements import auditable, statements_in
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from tests.people import actor_of

TODAY = date(2100, 1, 1)
FIRST, SECOND = auditable()[0].id, auditable()[1].id  # both of 4.1


def heat(programme: Programme, **filters: Any) -> HeatMap:
    return build_heatmap(programme, assessments_of(programme), filters=Filters(**filters))


def row(found: HeatMap, number: str) -> HeatRow:
    return next(row for section, rows in found.sections for row in (section, *rows) if row.number == number)


def rate(who: Person, programme: Programme, **levels: Any) -> None:
    wishes = [(name, value if isinstance(value, dict) else {"current": value}) for name, value in levels.items()]
    rate_each(actor=actor_of(who), programme=programme, wishes=wishes)


def test_before_the_first_assessment_everything_is_unrated(programme: Programme) -> None:
    total = heat(programme).everything
    assert (total.statements, total.unrated, total.now, total.progress) == (388, 388, None, None)
    facts = gap_facts(programme, TODAY)
    assert (facts.rated, sum(clause.count for clause in facts.unrated), facts.complete_on) == (0, 388, None)


def test_a_clause_is_added_up(programme: Programme, ada: Person) -> None:
    rate(ada, programme, **{
        FIRST: {"current": 1, "days": Decimal("2.5"), "remediation": "Hold a workshop."},
        SECOND: {"current": 4, "required": 4, "days": Decimal(1)},
    })  # fmt: skip
    found = row(heat(programme), "4.1")
    assert found.levels == (0, 1, 0, 0, 1, 0)
    assert (found.now, found.required, found.gap) == (Decimal("2.5"), Decimal("3.5"), Decimal("1.0"))
    assert (found.at_required, found.below, found.days, found.progress) == (1, 1, Decimal("2.5"), 28)


def test_a_small_gap_is_never_rounded_away(programme: Programme, ada: Person) -> None:
    ids = [statement.id for statement in statements_in("8.5.1")]
    rate_many(actor=actor_of(ada), programme=programme, statements=ids, changes={"current": 3})
    rate(ada, programme, **{ids[0]: 2})
    assert row(heat(programme), "8.5.1").gap == Decimal("0.1")


def test_a_strong_statement_does_not_hide_a_weak_one(programme: Programme, ada: Person) -> None:
    rate(ada, programme, **{FIRST: 1, SECOND: 5})
    found = row(heat(programme), "4.1")
    assert (found.now, found.gap) == (Decimal("3.0"), Decimal("1.0"))


def test_a_later_assessment_is_compared_with_the_one_before(programme: Programme, ada: Person) -> None:
    rate(ada, programme, **{FIRST: 1, SECOND: 2})
    close_assessment(actor=actor_of(ada), assessment=assessments_of(programme)[0])
    open_assessment(actor=actor_of(ada), programme=programme)
    rate(ada, programme, **{FIRST: 3})
    found = row(heat(programme), "4.1")
    assert (found.now, found.since) == (Decimal("2.5"), Decimal("1.0"))
    alone = build_heatmap(programme, assessments_of(programme), against="none", filters=Filters())
    assert row(alone, "4.1").since is None


def test_a_finished_action_settles_the_days_but_not_the_gap(programme: Programme, ada: Person) -> None:
    rate(ada, programme, **{FIRST: {"current": 1, "days": Decimal(4), "remediation": "Hold a workshop.", "owner": ada}})
    action = plan_remediation(actor=actor_of(ada), rating=Rating.objects.get())
    assert (action.source_kind, action.source_key, action.owner, action.days) == ("gap", FIRST, ada, Decimal(4))
    with pytest.raises(Refused, match="not finished"):
        plan_remediation(actor=actor_of(ada), rating=Rating.objects.get())
    assert heat(programme).total.days == 4
    change_action(actor=actor_of(ada), action=action, changes={"state": ActionState.DONE})
    total = heat(programme).total
    assert (total.days, total.below, total.progress) == (0, 1, 100)


def test_an_action_needs_a_gap_with_a_remediation(programme: Programme, ada: Person) -> None:
    rate(ada, programme, **{FIRST: 1, SECOND: {"current": 3, "remediation": "Nothing to do."}})
    for rating in Rating.objects.all():
        with pytest.raises(Refused):
            plan_remediation(actor=actor_of(ada), rating=rating)


def test_filters_narrow_what_is_shown_and_not_the_headline(programme: Programme, ada: Person, ben: Person) -> None:
    rate(ada, programme, **{
        FIRST: {"current": 1, "owner": ben, "priority": "high"}, SECOND: {"current": 3, "owner": ada}, "5.1-01": 0,
    })  # fmt: skip
    for filters in ({"owner": ben.pk}, {"priority": "high"}, {"gaps": True, "clause": "4"}):
        found = heat(programme, **filters)
        assert (found.total.statements, found.everything.statements) == (1, 388)
        assert [section.number for section, _rows in found.sections] == ["4"]
    assert heat(programme, gaps=True).total.statements == 2


lines = st.builds(
    Line,
    statement=st.just(""),
    current=st.none() | st.integers(0, 5),
    required=st.integers(3, 5),
    days=st.none() | st.decimals(0, 99, places=1),
)


@given(st.lists(lines, min_size=1, max_size=len(auditable())))
def test_counts_always_add_up(given_lines: list[Line]) -> None:
    statements = auditable()[: len(given_lines)]
    by_id = {statement.id: line for statement, line in zip(statements, given_lines, strict=True)}
    found = add_up("", None, statements, Standing(by_id, {}, frozenset()))
    assert found.rated + found.unrated + found.not_triggered == found.statements
    assert found.at_required + found.below == found.rated
    assert bool(found.gap) == bool(found.below)
    assert found.progress is None or 0 <= found.progress <= 100


@pytest.mark.parametrize("how_many", [1, 388])
def test_facts_and_map_cost_the_same_for_few_and_many(
    programme: Programme, ada: Person, how_many: int, django_assert_num_queries: Any
) -> None:
    ids = [statement.id for statement in auditable()[:how_many]]
    rate_many(actor=actor_of(ada), programme=programme, statements=ids, changes={"current": 1})
    with django_assert_num_queries(1):
        gap_facts(programme, TODAY)
    with django_assert_num_queries(3):
        heat(programme)


def test_facts_name_what_each_gap_lacks(programme: Programme, ada: Person) -> None:
    rate_many(actor=actor_of(ada), programme=programme, statements=[s.id for s in auditable()], changes={"current": 3})
    rate(ada, programme, **{FIRST: {"current": 2, "days": Decimal(0)}})
    facts = gap_facts(programme, TODAY)
    assert facts.complete_on is not None
    assert [(gap.statement, gap.clause, [str(m) for m in gap.missing]) for gap in facts.incomplete] == [
        (FIRST, "4.1", ["priority", "owner", "remediation"])
    ]


def test_a_past_day_reads_the_assessment_of_that_day(
    programme: Programme, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate_statement(actor=actor_of(ada), programme=programme, statement=FIRST, changes={"current": 1})
    first = assessments_of(programme)[0]
    close_assessment(actor=actor_of(ada), assessment=first)
    second = open_assessment(actor=actor_of(ada), programme=programme)
    rate_statement(actor=actor_of(ada), programme=programme, statement=SECOND, changes={"current": 1})
    type(second).objects.filter(pk=second.pk).update(opened_on=date(2099, 1, 1))
    assert gap_facts(programme, date(2098, 1, 1)).rated == 1
    assert gap_facts(programme, TODAY).rated == 2


def test_writing_one_rating_reads_and_writes_little(programme: Programme, ada: Person) -> None:
    from django.db import connection

    rate_statement(actor=actor_of(ada), programme=programme, statement=FIRST, changes={"current": 1})
    actor = actor_of(ada)
    with CaptureQueriesContext(connection) as queries:
        rate_statement(actor=actor, programme=programme, statement=FIRST, changes={"current": 2})
    assert len(queries) <= 12
