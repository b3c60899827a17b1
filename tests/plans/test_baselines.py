"""Baselines: drawn up, refused where the plan cannot be meant, endorsed once, signed, and what G1-PLAN makes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import F

from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.warnings import raise_warnings
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.selectors import get_standing
from milepost.features.gates.services import attest_criterion, sign_attestation
from milepost.features.governance.models import Meeting
from milepost.features.governance.services import HandedIn, put_meeting
from milepost.features.management.described import PROGRAMME_RISKS
from milepost.features.management.services import put_entry
from milepost.features.plans.baselines.drawing import draw_baseline
from milepost.features.plans.baselines.endorsing import endorse_baseline, sign_endorsement
from milepost.features.plans.baselines.reading import compare_plan, content_of, get_baseline, why_it_moved
from milepost.features.plans.models import Activity, Baseline, Endorsement
from milepost.features.plans.services import finish_activity, put_activity
from milepost.features.programmes.models import ElementKind, ElementState, Programme, ScopeElement
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import Signing
from tests.people import PASSWORD, actor_of

pytestmark = pytest.mark.usefixtures("coordinator")


def _draw(planned: Programme, who: Person, **given: Any) -> Baseline:
    return draw_baseline(actor=actor_of(who), programme=planned, **{"name": "As put to the committee", **given})


def _put(planned: Programme, who: Person, code: str, **fields: Any) -> None:
    put_activity(actor=actor_of(who), programme=planned, fields={"code": code, **fields})


def _sign(planned: Programme, who: Person, reference: str = "BL-1", password: str = PASSWORD) -> Signature:
    found = get_baseline(planned, reference)
    return sign_endorsement(actor=actor_of(who, may_sign=True), found=found, signing=Signing(password))


def _g1_plan(planned: Programme) -> tuple[str, set[str]]:
    on = today(planned.organisation.timezone)
    fresh = Programme.objects.select_related("organisation").get(pk=planned.pk)
    verdict = get_standing(fresh, Phase.FOUNDATION, on=on).verdict
    found = next(row for row in verdict.criteria if row.id == "G1-PLAN")
    return str(found.state), {result.id.partition(".")[2] for result in found.outcome.results if result.blocks}


# -- drawing up -------------------------------------------------------------------------------------------------------


def test_a_baseline_keeps_the_plan_with_a_hash(planned: Programme, coordinator: Person) -> None:
    row = _draw(planned, coordinator)
    taken = content_of(Baseline.objects.get())
    assert row.content_hash == sha256(canonical_json(Baseline.objects.get().content))
    assert {one.code for one in taken.activities} == set(Activity.objects.values_list("key", flat=True))
    assert len(taken.gates) == 4
    assert taken.budget == 1_000_000
    assert len(taken.dependencies) > 50
    assert (row.short_reference, row.summary["activities"]) == ("BL-1", len(taken.activities))
    entry = Entry.objects.get(kind="plan.baseline-drawn")
    assert entry.subject_label == row.reference
    assert verify_ledger().breaches == []


def test_right_after_it_was_drawn_up_nothing_differs(planned: Programme, coordinator: Person) -> None:
    _draw(planned, coordinator)
    found = compare_plan(planned).variance
    assert [one.any.code for one in found.activities if one.has_moved or one.fields] == []
    assert (found.certificate.p80.days, found.later, why_it_moved(found)) == (0, 0, ())


def test_a_later_one_says_why_and_the_ones_before_stay(planned: Programme, coordinator: Person) -> None:
    first = _draw(planned, coordinator)
    with pytest.raises(Refused) as refusal:
        _draw(planned, coordinator, reason="  ")
    assert refusal.value.field == "reason"
    _put(planned, coordinator, "kick-off", days=40)
    second = _draw(planned, coordinator, reason="The kick-off takes longer.")
    assert Baseline.objects.get(pk=first.pk).content_hash == first.content_hash != second.content_hash
    between = compare_plan(planned, baseline="BL-1", against="BL-2").variance
    assert [one.any.code for one in between.changed] == ["kick-off"]
    with pytest.raises(Refused, match="is not later"):
        compare_plan(planned, baseline="BL-2", against="BL-1")


@pytest.mark.parametrize(("given", "field"), [({"name": " "}, "name"), ({"name": "x" * 201}, "name"),
                                              ({"reason": "x" * 4_001}, "reason")])  # fmt: skip
def test_words_that_cannot_stand_are_refused(
    planned: Programme, coordinator: Person, given: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        _draw(planned, coordinator, **given)
    assert (refusal.value.field, Baseline.objects.exists()) == (field, False)


def test_a_plan_without_activities_has_nothing_to_baseline(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refusal:
        _draw(programme, ada)
    assert refusal.value.hint


def test_a_circle_is_refused_with_its_path(planned: Programme, coordinator: Person) -> None:
    first = Activity.objects.filter(programme=planned, key="kick-off")
    first.update(after="scope-approval", revision=F("revision") + 1)
    with pytest.raises(Refused, match="→"):
        _draw(planned, coordinator)
    assert not Baseline.objects.exists()


def test_deadlines_that_cannot_hold_are_refused_one_by_one_unless_it_is_said(
    planned: Programme, coordinator: Person
) -> None:
    day = today(planned.organisation.timezone)
    _put(planned, coordinator, "audit", deadline=day + timedelta(days=3))
    with pytest.raises(RefusedByRule) as refusal:
        _draw(planned, coordinator)
    [result] = refusal.value.results
    assert result.id == "BASELINE.late"
    assert "audit" in str(result.text)
    assert str(result.fix)
    assert not Baseline.objects.exists()
    row = _draw(planned, coordinator, despite_late=True)
    assert [late.code for late in content_of(row).late] == ["audit"]


def test_who_may_only_read_draws_up_nothing(planned: Programme, sponsor: Person) -> None:
    with pytest.raises(NotAllowed):
        _draw(planned, sponsor)


# -- what became of it ------------------------------------------------------------------------------------------------


def test_done_added_and_replanned_activities_are_told_apart(planned: Programme, coordinator: Person) -> None:
    _draw(planned, coordinator)
    day = today(planned.organisation.timezone)
    row = Activity.objects.select_related("programme__organisation").get(key="kick-off")
    finish_activity(actor=actor_of(coordinator), activity=row, done_on=day)
    late = Activity.objects.get(key="context")
    _put(planned, coordinator, "context", planned_to=late.planned_to + timedelta(days=10))
    _put(planned, coordinator, "own", phase="foundation", name="Own", planned_from=day, planned_to=day, days=30)
    found = {one.any.code: one for one in compare_plan(planned).variance.activities}
    assert found["kick-off"].is_done
    assert found["kick-off"].end.now == day
    assert (found["context"].planned_end.days, found["context"].fields) == (10, ("planned_to",))
    assert found["own"].change == "added"


def test_a_frozen_baseline_ignores_whatever_changes_later(planned: Programme, coordinator: Person) -> None:
    row = _draw(planned, coordinator)
    before = content_of(row)
    _put(planned, coordinator, "audit", days=90)
    _risk(planned, coordinator)
    assert content_of(Baseline.objects.get(pk=row.pk)) == before
    moved = why_it_moved(compare_plan(planned).variance)
    assert {step.cause for step in moved} >= {"estimates"}


def _risk(planned: Programme, who: Person) -> None:
    put_entry(
        actor=actor_of(who), programme=planned, register=PROGRAMME_RISKS,
        fields={"code": "PR-1", "title": "The sponsor changes", "probability": 90, "delay_days": 60},
    )  # fmt: skip


def test_a_day_before_the_baseline_compares_with_nothing(planned: Programme, coordinator: Person) -> None:
    _draw(planned, coordinator)
    with pytest.raises(Refused) as refusal:
        compare_plan(planned, baseline="BL-1", on=date(2026, 2, 2))
    assert refusal.value.field == "on"
    with pytest.raises(Refused):
        compare_plan(planned, on=date(2026, 2, 2))


# -- endorsing --------------------------------------------------------------------------------------------------------


def test_an_endorsement_stands_once_the_sponsor_has_signed(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    row = _draw(planned, coordinator)
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting, note="Unanimous.")
    assert get_baseline(planned, row.reference).state == "waits"
    _sign(planned, coordinator)
    assert get_baseline(planned, "BL-1").state == "waits"
    signature = _sign(planned, sponsor)
    found = get_baseline(planned, "BL-1")
    assert (found.state, found.endorsed_on) == ("endorsed", signature.signed_on)
    assert row.content_hash not in signature.sentence
    assert row.reference in signature.sentence
    assert verify_ledger().breaches == []


def test_a_wrong_password_signs_nothing(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    endorse_baseline(actor=actor_of(coordinator), baseline=_draw(planned, coordinator), meeting=meeting)
    with pytest.raises(Refused):
        _sign(planned, sponsor, password="wrong")
    assert not Signature.objects.exists()


def test_what_nobody_endorsed_cannot_be_signed(planned: Programme, coordinator: Person, sponsor: Person) -> None:
    _draw(planned, coordinator)
    with pytest.raises(Refused, match="not endorsed"):
        _sign(planned, sponsor)


def test_a_meeting_before_the_baseline_or_not_held_cannot_have_endorsed_it(
    planned: Programme, coordinator: Person, earlier: Meeting
) -> None:
    row = _draw(planned, coordinator)
    ahead = put_meeting(
        actor=actor_of(coordinator), programme=planned, fields={"code": "SC-9", "due_on": date(2099, 1, 5)}
    ).row
    for given in (earlier, ahead):
        with pytest.raises(Refused) as refusal:
            endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=given)
        assert (refusal.value.field, bool(refusal.value.hint)) == ("meeting", True)
    assert not Endorsement.objects.exists()


def test_the_second_who_endorses_is_told_of_the_first(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    row = _draw(planned, coordinator)
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    with pytest.raises(Overtaken, match="Ayu Lestari recorded") as refusal:
        endorse_baseline(actor=actor_of(sponsor), baseline=row, meeting=meeting)
    assert refusal.value.present["meeting"] == "SC-1"
    assert Endorsement.objects.count() == 1


def test_nobody_goes_back_to_a_baseline_before_an_endorsed_one(
    planned: Programme, coordinator: Person, meeting: Meeting
) -> None:
    first = _draw(planned, coordinator)
    second = _draw(planned, coordinator, reason="Scope.")
    endorse_baseline(actor=actor_of(coordinator), baseline=second, meeting=meeting)
    with pytest.raises(Overtaken):
        endorse_baseline(actor=actor_of(coordinator), baseline=first, meeting=meeting)


def test_a_plan_that_changed_meanwhile_is_endorsed_as_it_was_drawn_up(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    row = _draw(planned, coordinator)
    _put(planned, coordinator, "audit", days=90)
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    _sign(planned, sponsor)
    assert get_baseline(planned, "BL-1").state == "endorsed"
    assert [one.any.code for one in compare_plan(planned).variance.changed] == ["audit"]


# -- the gate ---------------------------------------------------------------------------------------------------------


def test_g1_plan_stands_on_the_endorsed_baseline(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    assert _g1_plan(planned) == ("open", {"absent"})
    _risk(planned, coordinator)
    row = _draw(planned, coordinator)
    assert _g1_plan(planned) == ("open", {"not-endorsed"})
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    assert _g1_plan(planned) == ("open", {"not-endorsed"})
    _sign(planned, sponsor)
    assert _g1_plan(planned) == ("computed", set())


def test_g1_plan_names_what_the_endorsed_baseline_lacks(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    Programme.objects.filter(pk=planned.pk).update(budget=None)
    fresh = Programme.objects.select_related("organisation").get(pk=planned.pk)
    row = _draw(fresh, coordinator)
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    _sign(fresh, sponsor)
    assert _g1_plan(fresh) == ("open", {"no-budget", "no-risks"})


def test_an_attestation_of_before_stands_until_a_baseline_is_endorsed_here(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    made = attest_criterion(
        actor=actor_of(coordinator), programme=planned, criterion="G1-PLAN", proves="The plan endorsed in January.",
        until=today(planned.organisation.timezone) + timedelta(days=90), evidence=HandedIn("plan.pdf", [b"%PDF-1.7"]),
    )  # fmt: skip
    sign_attestation(actor=actor_of(sponsor, may_sign=True), attestation=made, signing=Signing(PASSWORD))
    _risk(planned, coordinator)
    row = _draw(planned, coordinator)
    assert _g1_plan(planned) == ("attested", set())
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    _sign(planned, sponsor)
    assert _g1_plan(planned) == ("computed", set())


def test_a_scope_that_grew_since_without_days_is_warned_of(
    planned: Programme, coordinator: Person, sponsor: Person, meeting: Meeting
) -> None:
    row = _draw(planned, coordinator)
    endorse_baseline(actor=actor_of(coordinator), baseline=row, meeting=meeting)
    _sign(planned, sponsor)
    on = today(planned.organisation.timezone)
    ScopeElement.objects.create(
        organisation_id=planned.organisation_id, programme=planned, kind=ElementKind.SERVICE, code="mail",
        state=ElementState.IN,
    )  # fmt: skip
    _put(planned, coordinator, "kick-off", name="Kick-off, again")
    fresh = Programme.objects.select_related("organisation").get(pk=planned.pk)
    raised = {result.id for one in raise_warnings(gather_facts(fresh, on=on), on=on) for result in one.results}
    assert "W-04.grown" in raised
