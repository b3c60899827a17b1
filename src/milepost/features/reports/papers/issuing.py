"""Issuing a paper: what the committee is to see, kept for good."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.features.governance.models import Meeting
from milepost.features.plans.baselines.plainly import freeze
from milepost.features.programmes.models import Programme
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.gathering import Taken, checked_asks, gather_paper
from milepost.features.reports.papers.values import paper_facts
from milepost.features.reports.papers.writing import written
from milepost.features.reports.policies import ISSUE_PAPER
from milepost.platform.ledger import entries
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Overtaken, Refused
from milepost.platform.ui.formats import as_day


def issue_paper(*, actor: Actor, meeting: Meeting, asks: Sequence[str] = (), seen: int | None = None) -> MeetingPaper:
    """Write the paper of a meeting that is still ahead, in both languages, and keep it.

    An issue stays beside the ones before. `seen` is the number of the last issue that whoever issues knew of, 0 for
    none: `Overtaken` tells them of one that came after it. Raises `Refused` for a meeting that was held.
    """
    programme = meeting.programme
    require(actor, ISSUE_PAPER, organisation_id=programme.organisation_id, programme_id=programme.pk)
    asked = checked_asks(asks)
    if meeting.held_on is not None:
        raise Refused(
            _("Meeting {code} was held on {day}; what it had before it stays.").format(
                code=meeting.code, day=as_day(meeting.held_on)
            ),
            field="meeting",
            hint=_("Issue the paper of the next meeting."),
        )
    on = today(programme.organisation.timezone)
    taken = gather_paper(programme, meeting, on=on, asks=asked)  # reads much, and before anything is locked
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
        _check_known(meeting, seen)
        return _keep(actor, taken)


def _check_known(meeting: Meeting, seen: int | None) -> None:
    papers = MeetingPaper.objects.filter(meeting=meeting).select_related("made_by").order_by("-number")
    other = papers.first()
    if seen is None or other is None or other.number == seen:
        return
    raise Overtaken(
        _("{who} issued {paper} for this meeting meanwhile.").format(who=other.made_by.name, paper=other.reference),
        {"paper": other.reference, "issued_on": other.issued_on, "by": other.made_by.name},
        hint=_("Read it; then issue another only if the committee is to see something else."),
    )


def _keep(actor: Actor, taken: Taken) -> MeetingPaper:
    programme = taken.programme
    content = _content(taken)
    last = MeetingPaper.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0
    row = MeetingPaper.objects.create(
        organisation=programme.organisation,
        programme=programme,
        meeting=taken.meeting,
        number=last + 1,
        issued_on=taken.on,
        made_at=now(),
        made_by=actor.known_person,
        content=content,
        content_hash=sha256(canonical_json(content)),
    )
    change = {"meeting": taken.meeting.code, "sha256": row.content_hash}
    entries.append_row(actor, row, "reports.paper-issued", change)
    return row


def _content(taken: Taken) -> dict[str, Any]:
    texts = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            texts[language] = written(taken)
    return {
        "texts": texts,
        "asks": list(taken.asks),
        "facts": paper_facts(taken),
        "plan": freeze(taken.plan) if taken.plan else None,
    }
