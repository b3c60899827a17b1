"""Budget lines: put, taken out, refused, and their sums beside the programme's budget."""

from decimal import Decimal
from typing import Any

import pytest

from milepost.features.plans.budget.reading import Money, budget_of, get_budget_line
from milepost.features.plans.budget.services import put_budget_line, remove_budget_line
from milepost.features.plans.models import BudgetLine
from milepost.features.programmes.changing import change_programme
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.people import actor_of


def put(adi: Person, programme: Programme, /, **fields: Any) -> BudgetLine:
    given = {"name": "Consultant", "category": "external", **fields}
    return put_budget_line(actor=actor_of(adi), programme=programme, fields=given).row


def test_lines_sum_up_beside_the_budget(planned: Programme, adi: Person, django_assert_num_queries: Any) -> None:
    put(adi, planned, phase="design", planned=Decimal(400_000), actual=Decimal("450000.50"))
    put(adi, planned, name="Stage 1 and 2", category="certification-body", phase="certification",
        planned=Decimal(300_000))  # fmt: skip
    put(adi, planned, name="Tool", category="tools", planned=Decimal(100_000), actual=Decimal(20_000))
    with django_assert_num_queries(1):
        found = budget_of(planned)
    assert [line.code for line in found.lines] == ["B-1", "B-2", "B-3"]
    assert [key for key, _money in found.phases] == ["design", "certification", ""]
    assert dict(found.categories)["external"].remaining == Decimal("-50000.50")
    assert found.total == Money(Decimal(800_000), Decimal("470000.50"))
    assert (found.approved, found.unplanned, found.remaining) == (1_000_000, 200_000, Decimal("529999.50"))


def test_without_a_budget_nothing_is_held_against_it(planned: Programme, adi: Person) -> None:
    Programme.objects.filter(pk=planned.pk).update(budget=None)
    put(adi, planned, planned=Decimal(5))
    found = budget_of(Programme.objects.get(pk=planned.pk))
    assert (found.unplanned, found.remaining, found.total.planned) == (None, None, 5)


def test_a_line_is_changed_and_taken_out_and_the_ledger_knows(planned: Programme, adi: Person) -> None:
    row = put(adi, planned)
    did = put_budget_line(actor=actor_of(adi), programme=planned, fields={"code": row.code, "actual": Decimal(7)})
    assert (did.did, did.row.revision, did.row.name) == ("updated", 2, "Consultant")
    again = put_budget_line(actor=actor_of(adi), programme=planned, fields={"code": row.code, "actual": Decimal(7)})
    assert again.did == "unchanged"
    with pytest.raises(Superseded):
        remove_budget_line(actor=actor_of(adi), line=row, seen=1)
    remove_budget_line(actor=actor_of(adi), line=get_budget_line(planned, row.code), seen=2)
    assert not BudgetLine.objects.exists()
    assert [entry.kind for entry in Entry.objects.filter(subject_id=row.pk).order_by("seq")] == [
        "plan.budget-line-added", "plan.budget-line-changed", "plan.budget-line-removed",
    ]  # fmt: skip
    assert verify_ledger().breaches == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": ""}, "name"),
        ({"category": "gifts"}, "category"),
        ({"phase": "fifth"}, "phase"),
        ({"planned": Decimal(-1)}, "planned"),
        ({"actual": Decimal("0.001")}, "actual"),
        ({"planned": Decimal(10) ** 15}, "planned"),
        ({"note": "x" * 2_001}, "note"),
    ],
)
def test_what_cannot_be_meant_is_refused(planned: Programme, adi: Person, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        put(adi, planned, **given)
    assert refused.value.field == field
    assert not BudgetLine.objects.exists()


def test_another_currency_changes_no_amount(planned: Programme, adi: Person) -> None:
    put(adi, planned, planned=Decimal(5))
    change_programme(actor=actor_of(adi), programme=planned, fields={"currency": "USD"})
    assert budget_of(planned).total.planned == 5
