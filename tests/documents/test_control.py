"""The life of a version: drafted, reviewed, approved, in force, superseded, withdrawn; and what is refused."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from milepost.engines.rules.months import add_months
from milepost.features.actions.models import Action, ActionState
from milepost.features.documents.contents import differences, rendered
from milepost.features.documents.models import Document, Step, StepState, Version, VersionState
from milepost.features.documents.querysets import steps_of, steps_waiting_for
from milepost.features.documents.selectors import turns_of
from milepost.features.documents.services import (
    Asked,
    add_comment,
    approve_version,
    check_approval,
    confirm_review,
    enter_approval,
    finish_review,
    put_document,
    put_translation,
    remind_of_reviews,
    replace_step,
    resolve_comment,
    return_version,
    save_draft,
    withdraw_document,
)
from milepost.features.documents.services.approving import PaperApproval
from milepost.features.documents.signables import approval_signable
from milepost.features.documents.turns import asked_now
from milepost.features.governance.services import HandedIn
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Grant, Member, Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import remove_member
from milepost.platform.organisations.tables import Superseded
from milepost.platform.signatures.models import Signature
from milepost.platform.signatures.services import Signable
from tests.documents.conftest import BODY, SIGNING, approve, in_force, submit
from tests.people import actor_of

NASTY = "<b onclick=x>x</b> 🚀 \u202eabc"


def _day(days: int = 0) -> date:
    return today("Asia/Jakarta") + timedelta(days=days)


def _fresh(version: Version) -> Version:
    return Version.objects.select_related("document__programme__organisation").get(pk=version.pk)


def test_from_a_draft_to_the_version_in_force(in_review: Version, ben: Person, sari: Person) -> None:
    assert in_review.identification == "DOC-INC-01 v1"
    with pytest.raises(Refused, match="not your turn"):
        approve(in_review, sari)
    finish_review(actor=actor_of(ben), version=in_review, remark="Fine.")
    approved = approve(in_review, sari)
    assert (approved.state, approved.approved_on, approved.effective_on) == (VersionState.APPROVED, _day(), _day())
    assert approved.approver == sari
    assert approved.by_top_management
    assert approved.review_due_on == add_months(_day(), 12)
    assert approved.state_on(_day()) == "effective"
    assert verify_ledger().breaches == []


def test_each_is_asked_when_it_is_their_turn_and_no_longer_when_they_did_it(
    in_review: Version, programme: Programme, ben: Person, sari: Person
) -> None:
    assert [action.title for action in Action.objects.filter(owner=ben)] == ["Review DOC-INC-01 v1"]
    assert not Action.objects.filter(owner=sari).exists()
    assert steps_waiting_for(programme, ben).count() == 1
    finish_review(actor=actor_of(ben), version=in_review)
    assert Action.objects.get(owner=ben).state == ActionState.DONE
    assert Action.objects.get(owner=sari).title == "Approve DOC-INC-01 v1"
    approve(in_review, sari)
    assert Action.objects.get(owner=sari).state == ActionState.DONE


def test_a_later_version_supersedes_and_may_begin_on_a_day_to_come(
    document: Document, olga: Person, sari: Person
) -> None:
    first = in_force(document, olga, sari)
    draft = save_draft(actor=actor_of(olga), document=document, fields={"summary": "Shorter", "wanted_from": _day(10)})
    assert draft.body == BODY
    second = approve(submit(draft, olga, approvers=(Asked(sari),)), sari)
    first = _fresh(first)
    assert [first.state_on(_day(9)), second.state_on(_day(9))] == ["effective", "approved"]
    assert [first.state_on(_day(10)), second.state_on(_day(10))] == ["superseded", "effective"]


def test_a_submitted_version_does_not_change_any_more(in_review: Version, document: Document, olga: Person) -> None:
    with pytest.raises(Refused, match="does not change any more"):
        save_draft(actor=actor_of(olga), document=document, fields={"body": "Other"})


def test_a_returned_version_stays_and_the_next_is_a_new_one(
    in_review: Version, document: Document, ben: Person, olga: Person
) -> None:
    with pytest.raises(Refused, match="what is to be changed"):
        return_version(actor=actor_of(ben), version=in_review, why=" ")
    returned = return_version(actor=actor_of(ben), version=in_review, why="Say who closes it.")
    assert returned.state == VersionState.RETURNED
    again = save_draft(actor=actor_of(olga), document=document, fields={"body": BODY + "The desk closes it.\n"})
    assert again.number == 2
    assert _fresh(returned).body == BODY
    assert {action.state for action in Action.objects.filter(source_key=str(document.pk))} == {ActionState.DONE}


def test_who_wrote_it_does_not_approve_it(document: Document, draft: Version, olga: Person, ada: Person) -> None:
    with pytest.raises(Refused, match="S-16"):
        submit(draft, ada, approvers=(Asked(olga),))
    save_draft(actor=actor_of(ada), document=document, fields={"body": "Ada, too"}, authors=["Budi Hartono"])
    with pytest.raises(Refused, match="S-16"):
        submit(_fresh(draft), olga, approvers=(Asked(ada),))
    with pytest.raises(Refused, match="S-16"):
        submit(_fresh(draft), olga, approvers=(Asked(name="budi hartono", office="Director"),))


def test_a_version_whose_document_changed_meanwhile_is_not_approved(
    in_review: Version, programme: Programme, ada: Person, ben: Person, sari: Person
) -> None:
    finish_review(actor=actor_of(ben), version=in_review)
    with pytest.raises(Refused, match="was changed meanwhile"):
        approve_version(actor=actor_of(sari), version=in_review, signing=SIGNING, digest="0" * 64)
    put_document(actor=actor_of(ada), programme=programme, fields={"number": "DOC-INC-01", "title": "Incidents"})
    with pytest.raises(Refused, match="not what was submitted"):
        approve(_fresh(in_review), sari)
    assert not Signature.objects.exists()


def test_a_text_edited_behind_the_back_of_the_ledger_is_not_approved(
    in_review: Version, ben: Person, sari: Person
) -> None:
    finish_review(actor=actor_of(ben), version=in_review)
    Version.objects.filter(pk=in_review.pk).update(body="Nobody is asked.")
    with pytest.raises(Refused, match="not what was submitted"):
        approve(_fresh(in_review), sari)
    assert [breach.where for breach in verify_ledger().breaches]


def test_of_two_who_write_the_second_is_told(document: Document, draft: Version, ada: Person, olga: Person) -> None:
    save_draft(actor=actor_of(olga), document=document, fields={"body": "First"}, seen=draft.revision)
    with pytest.raises(Superseded):
        save_draft(actor=actor_of(ada), document=document, fields={"body": "Second"}, seen=draft.revision)


def test_quorum_order_and_due_dates(
    draft: Version, ada: Person, ben: Person, otto: Person, sari: Person, adi: Person
) -> None:
    version = submit(
        draft, ada,
        reviewers=(Asked(ben, due_on=_day(5)), Asked(otto)), review_quorum=1,
        approvers=(Asked(sari, place=2), Asked(adi, place=1)),
    )  # fmt: skip
    assert {step.name for step in asked_now(version, list(steps_of(version)))} == {ben.name, otto.name}
    assert Action.objects.get(owner=ben).due_on == _day(5)
    finish_review(actor=actor_of(otto), version=version)
    assert Action.objects.get(owner=ben).state == ActionState.CANCELLED
    assert [step.name for step in asked_now(version, list(steps_of(version)))] == [adi.name]
    with pytest.raises(Refused, match="not your turn"):
        approve(version, sari)
    assert approve(version, adi).state == VersionState.IN_REVIEW
    assert approve(_fresh(version), sari).state == VersionState.APPROVED


def test_a_quorum_of_approvers_suffices_and_the_rest_is_not_asked_any_more(
    draft: Version, ada: Person, ben: Person, sari: Person
) -> None:
    version = submit(draft, ada, approvers=(Asked(ben), Asked(sari)), approval_quorum=1)
    assert approve(version, ben).approver == ben
    assert Action.objects.get(owner=sari).state == ActionState.CANCELLED
    with pytest.raises(Refused, match="not in review any more"):
        approve(_fresh(version), sari)


def test_who_is_not_asked_neither_reviews_nor_approves(in_review: Version, iris: Person, ada: Person) -> None:
    with pytest.raises(Refused, match="not asked"):
        approve(in_review, ada)
    with pytest.raises(Refused, match="not asked"):
        finish_review(actor=actor_of(iris), version=in_review)
    with pytest.raises(Refused, match="not asked"):
        return_version(actor=actor_of(iris), version=in_review, why="No")


def test_an_approver_who_leaves_is_named_and_replaced(
    draft: Version, ada: Person, adi: Person, ben: Person, sari: Person, olga: Person
) -> None:
    version = submit(draft, ada, approvers=(Asked(ben),))
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=ben))
    [gone] = steps_of(version)
    assert not gone.may_act
    with pytest.raises(Refused, match="S-16"):
        replace_step(actor=actor_of(ada), step=gone, by=Asked(olga))
    replace_step(actor=actor_of(olga), step=gone, by=Asked(sari), why="He left.")  # she owns the document
    assert Step.objects.get(pk=gone.pk).state == StepState.REPLACED
    assert Action.objects.get(owner=ben).state == ActionState.CANCELLED
    assert approve(version, sari).state == VersionState.APPROVED
    assert verify_ledger().breaches == []


def test_nobody_is_asked_who_could_not_answer(draft: Version, ada: Person, mira: Person, eka: Person) -> None:
    for person in (mira, eka):  # one without a role, one who only looks
        with pytest.raises(Refused, match="no role in this programme"):
            submit(draft, ada, approvers=(Asked(person),))


def test_an_approver_whose_role_was_taken_is_to_be_replaced_too(draft: Version, ada: Person, ben: Person) -> None:
    version = submit(draft, ada, approvers=(Asked(ben),))
    Grant.objects.filter(member__person=ben).delete()
    assert [step.name for step in turns_of(version).gone] == [ben.name]


def test_remarks_are_settled_before_anybody_approves(
    in_review: Version, ben: Person, sari: Person, olga: Person, iris: Person
) -> None:
    with pytest.raises(Refused, match="do not stand in the text"):
        add_comment(actor=actor_of(ben), version=in_review, text="Who?", quote="nobody wrote this")
    remark = add_comment(
        actor=actor_of(ben), version=in_review, text=NASTY, anchor="Steps", quote="The assignee  resolves it."
    )
    finish_review(actor=actor_of(ben), version=in_review)
    with pytest.raises(Refused, match="remarks are not settled"):
        approve(in_review, sari)
    with pytest.raises(Refused, match="settled by who made it"):
        resolve_comment(actor=actor_of(iris), comment=remark)
    resolve_comment(actor=actor_of(olga), comment=remark, answer="The incident manager.")
    with pytest.raises(Refused, match="settled already"):
        resolve_comment(actor=actor_of(olga), comment=remark)
    assert approve(in_review, sari).state == VersionState.APPROVED


def test_top_management_that_never_signs_in_approves_on_paper(
    draft: Version, ada: Person, ben: Person, home: Path
) -> None:
    version = submit(draft, ada, approvers=(Asked(name="Budi Hartono", office="Director", top_management=True),))
    [step] = steps_of(version)
    paper = PaperApproval("paper", _day(), HandedIn("signed.pdf", [b"%PDF-1.7"]))
    enter_approval(actor=actor_of(ada), version=version, step=step, paper=paper)
    [step] = steps_of(version)
    assert _fresh(version).state == VersionState.IN_REVIEW
    with pytest.raises(Refused, match="somebody else checks it"):
        check_approval(actor=actor_of(ada), version=version, step=step)
    approved = check_approval(actor=actor_of(ben), version=version, step=step)
    assert (approved.state, approved.by_top_management) == (VersionState.APPROVED, True)
    assert approved.approved_by == "Budi Hartono"
    assert verify_ledger().breaches == []


def test_what_is_signed_is_kept_under_its_hash(in_review: Version, ben: Person, sari: Person) -> None:
    finish_review(actor=actor_of(ben), version=in_review)
    signed = approval_signable(in_review).content_hash
    approve(in_review, sari)
    assert Signature.objects.get().content_hash == signed


def test_a_review_without_a_change_moves_the_next_one(
    document: Document, olga: Person, sari: Person, iris: Person
) -> None:
    version = in_force(document, olga, sari)
    Version.objects.filter(pk=version.pk).update(review_due_on=_day(-1))
    with pytest.raises(NotAllowed):
        confirm_review(actor=actor_of(iris), document=document)
    confirm_review(actor=actor_of(olga), document=document, remark="Still right.")
    assert _fresh(version).review_due_on == add_months(_day(), 12)


def test_owners_are_reminded_once_of_a_review_that_comes(document: Document, olga: Person, sari: Person) -> None:
    version = in_force(document, olga, sari)
    assert remind_of_reviews(document.organisation) == 0
    fields = {"number": document.number, "review_months": 1}
    put_document(actor=actor_of(olga), programme=document.programme, fields=fields)
    confirm_review(actor=actor_of(olga), document=document, next_due_on=_day(20))
    assert [remind_of_reviews(document.organisation) for _ in range(2)] == [1, 0]
    action = Action.objects.get(owner=olga)
    assert (action.title, action.due_on) == ("Review DOC-INC-01 v1: confirm it or write a new version", _day(20))
    confirm_review(actor=actor_of(olga), document=document)
    assert Action.objects.get(owner=olga).state == ActionState.DONE
    assert _fresh(version).reminder is None
    assert verify_ledger().breaches == []


def test_a_review_of_what_nobody_owns_any_more_is_the_coordinators(
    document: Document, olga: Person, sari: Person, ada: Person, adi: Person
) -> None:
    in_force(document, olga, sari)
    confirm_review(actor=actor_of(olga), document=document, next_due_on=_day(20))
    remove_member(actor=actor_of(adi), member=Member.objects.get(person=olga))
    assert [remind_of_reviews(document.organisation) for _ in range(2)] == [1, 0]
    assert Action.objects.get(owner=ada).due_on == _day(20)


def test_what_nobody_answers_for_is_not_submitted(programme: Programme, ada: Person, sari: Person) -> None:
    fields = {"number": "F-1", "title": "Form", "kind": "form"}
    document = put_document(actor=actor_of(ada), programme=programme, fields=fields).row
    version = save_draft(actor=actor_of(ada), document=document, fields={"body": BODY})
    with pytest.raises(Refused, match="Nobody answers for F-1") as refused:
        submit(version, ada, approvers=(Asked(sari),))
    assert refused.value.field == "owner"
    put_document(actor=actor_of(ada), programme=programme, fields={"owner": ada}, document=document)
    assert submit(_fresh(version), ada, approvers=(Asked(sari),)).state == VersionState.IN_REVIEW


def test_a_withdrawn_document_has_nothing_in_force_and_takes_no_draft(
    document: Document, olga: Person, sari: Person, ben: Person
) -> None:
    version = in_force(document, olga, sari)
    with pytest.raises(NotAllowed):
        withdraw_document(actor=actor_of(ben), document=document, why="Old")
    withdraw_document(actor=actor_of(olga), document=document, why="The desk works by another one.")
    assert _fresh(version).state_on(_day()) == "withdrawn"
    with pytest.raises(Refused, match="was withdrawn"):
        save_draft(actor=actor_of(olga), document=Document.objects.get(), fields={"body": "x"})
    assert verify_ledger().breaches == []


def test_a_translation_belongs_to_its_version(document: Document, olga: Person, sari: Person) -> None:
    version = in_force(document, olga, sari)
    with pytest.raises(Refused, match="written in this language"):
        put_translation(actor=actor_of(olga), version=version, language="en", body="x")
    translation = put_translation(actor=actor_of(olga), version=version, language="id", body="Insiden")
    assert translation.source_hash == version.content_hash
    in_force(document, olga, sari, body="Another text")
    assert _fresh(version).state_on(_day()) == "superseded"


def test_a_number_that_exists_is_refused_whatever_its_case(
    programme: Programme, document: Document, ada: Person
) -> None:
    fields = {"number": "doc-inc-01", "title": "Another", "kind": "policy"}
    with pytest.raises(Refused, match="is a document already"):
        put_document(actor=actor_of(ada), programme=programme, fields=fields, seen=0)
    other = put_document(actor=actor_of(ada), programme=programme, fields={"title": "Other", "kind": "policy"}).row
    assert other.number == "DOC-001"
    with pytest.raises(Refused, match="is a document already"):
        put_document(actor=actor_of(ada), programme=programme, fields={"number": "DOC-INC-01"}, document=other)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": ""}, "title"), ({"kind": "song"}, "kind"), ({"clauses": ["8.99"]}, "clauses"),
        ({"practice": "juggling"}, "practice"), ({"review_months": 0}, "review_months"),
        ({"title": "x" * 301}, "title"), ({"external": True}, "external_source"), ({"items": ["y" * 61]}, "items"),
        ({"stands_for": "poem"}, "stands_for"), ({"colour": "red"}, "colour"),
        ({"number": "A\nB"}, "number"), ({"number": "\u202eA"}, "number"),
    ],
)  # fmt: skip
def test_bad_details_are_refused_by_field(
    document: Document, programme: Programme, ada: Person, fields: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        put_document(actor=actor_of(ada), programme=programme, fields=fields, document=document)
    assert refused.value.field == field


def test_titles_of_any_script_and_texts_of_a_megabyte_are_kept_as_they_are(
    document: Document, programme: Programme, ada: Person, olga: Person, sari: Person
) -> None:
    put_document(actor=actor_of(ada), programme=programme, fields={"number": document.number, "title": NASTY})
    body = "<script>alert(1)</script> 🚀\n" * 33_000  # about a megabyte
    version = in_force(Document.objects.select_related("programme__organisation").get(), olga, sari, body=body)
    assert _fresh(version).body == body
    assert "<script>" not in rendered(version)
    with pytest.raises(Refused, match="at most"):
        save_draft(actor=actor_of(olga), document=version.document, fields={"body": "x" * 1_500_001})


def test_the_difference_of_two_versions_is_told_word_by_word(document: Document, olga: Person, sari: Person) -> None:
    first = in_force(document, olga, sari)
    second = in_force(document, olga, sari, body=BODY.replace("resolves", "settles"))
    changes = differences(_fresh(first), _fresh(second))
    (changed,) = (change for change in changes if change.kind not in {"same", "gap"})
    assert changed.kind == "changed"
    assert {(word.kind, word.text.strip()) for word in changed.words} >= {("removed", "resolves"), ("added", "settles")}
    assert differences(_fresh(first), _fresh(first)) == ()


def test_of_two_approvals_at_once_one_brings_it_into_force(
    draft: Version, ada: Person, ben: Person, sari: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = submit(draft, ada, approvers=(Asked(ben), Asked(sari)), approval_quorum=1)

    def meanwhile(what: Version) -> Signable:
        """Sari signs after it was looked at whether Ben may, and before he does."""
        monkeypatch.undo()
        approve(_fresh(version), sari)
        return approval_signable(what)

    monkeypatch.setattr("milepost.features.documents.services.approving.approval_signable", meanwhile)
    with pytest.raises(Refused, match="not in review any more"):
        approve(version, ben)
    assert [signature.person for signature in Signature.objects.all()] == [sari]
    assert _fresh(version).approver == sari
    assert verify_ledger().breaches == []
