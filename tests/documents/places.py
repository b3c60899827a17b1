"""What stands in the addresses of documents: one that nobody owns, with a version in review, and one on paper."""

from typing import Any

from milepost.features.documents.models import Document, Step, Version
from milepost.features.documents.services import (
    Asked,
    Submission,
    add_comment,
    adopt_version,
    enter_approval,
    hand_out,
    put_document,
    save_draft,
    submit_version,
)
from milepost.features.documents.services.approving import PaperApproval
from milepost.features.governance.services import HandedIn
from milepost.platform.ledger.clock import today


def _document(world: Any, number: str = "DOC-INC-01") -> Document:
    fields = {"number": number, "title": "Incidents", "kind": "procedure", "review_months": 12,
              "owner": world.people["ada"]}  # fmt: skip
    put = put_document(actor=world.actor("ada"), programme=world.programme, fields=fields)
    return put.row


def _in_review(world: Any, number: str = "DOC-INC-01") -> Version:
    """Ben reviews it; then one signs on paper."""
    document = _document(world, number)
    present = Version.objects.filter(document=document).first()
    if present is not None:
        present.document = document
        return present
    draft = save_draft(actor=world.actor("olga"), document=document, fields={"body": "Record each incident."})
    paper = Asked(name="Budi Hartono", office="Director")
    submission = Submission((Asked(world.people["ben"]),), (paper,))
    return submit_version(actor=world.actor("ada"), version=draft, submission=submission)


def _draft(world: Any) -> Document:
    document = _document(world, "DRAFT-1")
    if not Version.objects.filter(document=document).exists():
        save_draft(actor=world.actor("olga"), document=document, fields={"body": "Serve the customers."})
    return document


def _step(world: Any) -> object:
    return Step.objects.get(version=_in_review(world), part="review").pk


def _on_paper(world: Any, number: str, *, entered: bool) -> Step:
    document = _document(world, number)
    draft = save_draft(actor=world.actor("olga"), document=document, fields={"body": "Serve the customers."})
    submission = Submission((), (Asked(name="Budi Hartono", office="Director"),))
    version = submit_version(actor=world.actor("ada"), version=draft, submission=submission)
    step = Step.objects.get(version=version)
    if entered:
        day = today("Asia/Jakarta")
        paper = PaperApproval("paper", day, HandedIn("signed.pdf", [b"%PDF-1.7"]))
        enter_approval(actor=world.actor("ada"), version=version, step=step, paper=paper)
    return step


def _once(world: Any, number: str, *, entered: bool) -> Step:
    if number not in world.made:
        world.made[number] = _on_paper(world, number, entered=entered)
    return world.made[number]  # type: ignore[no-any-return]


def _waiting(world: Any) -> Step:
    return _once(world, "PAPER-1", entered=False)


def _entered(world: Any) -> Step:
    return _once(world, "PAPER-2", entered=True)


def _in_force(world: Any) -> Version:
    document = _document(world, "POL-01")
    present = Version.objects.filter(document=document).first()
    if present is not None:
        return present
    day = today("Asia/Jakarta")
    fields = {"label": "1", "approved_on": day, "approved_by": "Budi Hartono", "reason": "Minutes"}
    version = adopt_version(
        actor=world.actor("ada"), document=document, fields=fields, file=HandedIn("policy.pdf", [b"%PDF-1.7"])
    )
    hand_out(actor=world.actor("ada"), document=document, due_on=day, people=[world.people["ben"]])
    return version


def _remark(world: Any) -> int:
    version = _in_review(world)
    found = version.comments.first()
    return found.number if found else add_comment(actor=world.actor("ben"), version=version, text="Who?").number


PLACES: dict[str, Any] = {
    **{
        f"documents:{name} key": lambda world: _in_review(world).document_id
        for name in ("approve", "document", "details", "draft", "remark", "replace", "return", "reviewed", "settle",
                     "version", "withdraw")
    },
    **{
        f"documents:{name} key": lambda world: _in_force(world).document_id
        for name in ("adopt", "confirm", "hand-out", "read", "translate")
    },
    "documents:submit key": lambda world: _draft(world).pk,
    "api:submit_document number": lambda world: _draft(world).number,
    "documents:version number": 1,
    "documents:printed key": lambda world: _in_review(world).document_id,
    "documents:printed number": 1,
    "documents:printed form": "html",
    "documents:style-preview form": "html",
    "documents:replace step": _step,
    "documents:settle remark": _remark,
    "documents:paper key": lambda world: _waiting(world).version.document_id,
    "documents:paper step": lambda world: _waiting(world).pk,
    "documents:check key": lambda world: _entered(world).version.document_id,
    "documents:check step": lambda world: _entered(world).pk,
    "documents:file file_id": lambda world: _in_force(world).file_id,
    **{
        f"api:{name} number": lambda world: _in_review(world).document.number
        for name in ("comment_document", "get_document", "get_document_version", "put_document", "put_document_draft",
                     "replace_step", "resolve_comment", "review_document", "withdraw_document")
    },
    **{
        f"api:{name} number": lambda world: _in_force(world).document.number
        for name in ("acknowledge_document", "confirm_document_review", "hand_out_document", "put_translation")
    },
    "api:get_document_version version": 1,
    "api:put_translation version": 1,
    "api:put_translation language": "id",
    "api:resolve_comment comment": _remark,
    "api:replace_step step": _step,
}  # fmt: skip
