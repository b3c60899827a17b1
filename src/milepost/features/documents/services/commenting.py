"""Remarks on a passage of a version in work, and settling them."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.features.documents.models import Comment, Version
from milepost.features.documents.passages import holds
from milepost.features.documents.policies import TAKE_PART, controls
from milepost.features.documents.querysets import AT_WORK
from milepost.features.documents.services.keeping import WORDS, allow, check_text, keep, lock_version, note, today_of
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


@transaction.atomic
def add_comment(*, actor: Actor, version: Version, text: str, anchor: str = "", quote: str = "") -> Comment:
    """Remark on a passage of a draft or of a version in review: where it stands, and the words that are meant."""
    allow(actor, TAKE_PART, version.document.programme)
    for field, words, most in (("text", text, WORDS), ("anchor", anchor, 200), ("quote", quote, WORDS)):
        check_text(field, words, most=most)
    if not text.strip():
        raise Refused(_("Say what you remark."), field="text")
    row = lock_version(version)
    if row.state not in AT_WORK:
        raise Refused(
            _("{version} is not in work any more.").format(version=row.identification),
            hint=_("Remark on the next draft, or put an action on the list."),
        )
    quoted = quote.strip()
    if quoted and row.body and not holds(row.body, quoted):
        raise Refused(_("These words do not stand in the text."), field="quote", hint=_("Quote them as they are."))
    number = row.comments.aggregate(latest=Max("number"))["latest"] or 0
    comment = Comment.objects.create(
        organisation_id=row.organisation_id,
        version=row,
        number=number + 1,
        author_id=actor.person_id,
        anchor=anchor.strip(),
        quote=quoted,
        text=text.strip(),
        made_on=today_of(row.document),
    )
    note(actor, row.document, "documents.remarked", {"version": row.identification, "text": comment.text}, [comment])
    return comment


@transaction.atomic
def resolve_comment(*, actor: Actor, comment: Comment, answer: str = "", seen: int | None = None) -> Comment:
    """Settle a remark: by who made it, who wrote the version, or who answers for the document."""
    version = comment.version
    allow(actor, TAKE_PART, version.document.programme)
    check_text("answer", answer, most=WORDS)
    wrote = any(author.person_id == actor.person_id for author in version.authors.all())
    if not wrote and comment.author_id != actor.person_id and not controls(actor, version.document):
        raise Refused(_("A remark is settled by who made it, who wrote the version, or who answers for the document."))
    row = lock_version(version)
    if row.state not in AT_WORK:
        raise Refused(_("{version} is not in work any more.").format(version=row.identification))
    present = Comment.objects.get(pk=comment.pk)
    if present.resolved_on is not None:
        raise Refused(_("This remark is settled already."))
    present.answer, present.resolved_by_id = answer.strip(), actor.person_id
    present.resolved_on = today_of(row.document)
    keep(present, is_new=False, seen=seen)
    change = {"version": row.identification, "text": present.text, "answer": present.answer}
    note(actor, row.document, "documents.remark-settled", change, [present])
    return present
