"""Reading controlled documents: the master list, one document with its versions, what somebody is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, StringAgg, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from milepost.catalogue.documents.kinds import Sort
from milepost.features.documents.models import (
    Acknowledgement,
    Campaign,
    Document,
    Step,
    Version,
    VersionAuthor,
    VersionState,
)
from milepost.features.documents.passages import Placed, placed
from milepost.features.documents.querysets import (
    AT_WORK,
    documents_of,
    readings_waiting_for,
    steps_of,
    steps_waiting_for,
    versions_in_force,
    versions_of,
)
from milepost.features.documents.turns import asked_now
from milepost.features.programmes.models import Programme
from milepost.platform.files.models import StoredFile
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import Hidden

STATES = ("effective", "overdue", "in_review", "draft", "none", "withdrawn")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which documents a list shows. `state` is one of STATES, or nothing for all that are not withdrawn.

    A clause stands for those below it. Every one of the words occurs in number or title.
    """

    state: str = ""
    kind: str = ""
    owner: UUID | None = None
    practice: str = ""
    clause: str = ""
    words: str = ""
    all_states: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A document with the version in force, if any, and the one in work, if any, at a day."""

    document: Document
    current: Version | None
    work: Version | None
    on: date

    @property
    def state(self) -> str:
        """What a list shows first: one of STATES."""
        if self.document.withdrawn_on is not None and self.document.withdrawn_on <= self.on:
            return "withdrawn"
        if self.is_overdue:
            return "overdue"
        if self.current is not None:
            return "effective"
        return str(self.work.state) if self.work is not None else "none"

    @property
    def is_overdue(self) -> bool:
        """Whether the version in force was due for review before that day."""
        due_on = self.current.review_due_on if self.current else None
        return due_on is not None and due_on < self.on


def documents_wanted(programme: Programme, wanted: Wanted, *, on: date) -> QuerySet[Document]:
    """The documents that a list shows, each with the keys of its version in force and of the one in work."""
    in_force = versions_in_force(on).filter(document=OuterRef("pk")).order_by("-number")
    at_work = Version.objects.filter(document=OuterRef("pk"), state__in=AT_WORK)
    found = documents_of(programme).annotate(
        current_key=Subquery(in_force.values("pk")[:1]),
        review_due_on=Subquery(in_force.values("review_due_on")[:1]),
        work_key=Subquery(at_work.values("pk")[:1]),
        work_state=Subquery(at_work.values("state")[:1]),
    )
    return _narrowed(found, wanted, on)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many documents there are that are not withdrawn, and how many of them are as each state of a list says."""

    total: int
    effective: int
    overdue: int
    in_review: int
    draft: int
    none: int


def count_documents(programme: Programme, *, on: date) -> Counted:
    """The numbers of the headline. One query."""
    found = documents_wanted(programme, Wanted(), on=on).order_by()
    states = {state: Count("pk", filter=fits) for state, fits in _states(on).items() if state != "withdrawn"}
    return Counted(**found.aggregate(total=Count("pk"), **states))


def _standing(on: date) -> Q:
    return Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)


def _states(on: date) -> dict[str, Q]:
    """The documents of each state. One may be in force, and its next version in review."""
    standing = _standing(on)
    return {
        "effective": standing & Q(current_key__isnull=False),
        "overdue": standing & Q(review_due_on__lt=on),
        "in_review": standing & Q(work_state=VersionState.IN_REVIEW),
        "draft": standing & Q(work_state=VersionState.DRAFT),
        "none": standing & Q(current_key=None, work_key=None),
        "withdrawn": ~standing,
    }


def _narrowed(found: QuerySet[Any], wanted: Wanted, on: date) -> QuerySet[Any]:
    states = _states(on)
    if wanted.state in states:
        found = found.filter(states[wanted.state])
    elif not wanted.all_states:
        found = found.filter(_standing(on))
    for name in ("kind", "practice"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    if wanted.owner is not None:
        found = found.filter(owner_id=wanted.owner)
    if wanted.clause:
        found = found.annotate(clauses_text=Cast("clauses", TextField())).filter(
            Q(clauses_text__contains=f'"{wanted.clause}"') | Q(clauses_text__contains=f'"{wanted.clause}.')
        )
    for word in wanted.words.split():
        found = found.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(title_id__icontains=word))
    return found


def lines_of(documents: Iterable[Any], *, on: date) -> list[Line]:
    """The lines of documents that `documents_wanted` found. Two queries."""
    rows = list(documents)
    keys = {key for row in rows for key in (row.current_key, row.work_key) if key}
    versions = {
        version.pk: version
        for version in Version.objects.filter(pk__in=keys).defer("body", "details").prefetch_related("authors")
    }
    for row in rows:
        for version in (versions.get(row.current_key), versions.get(row.work_key)):
            if version is not None:
                version.document = row
    return [Line(row, versions.get(row.current_key), versions.get(row.work_key), on) for row in rows]


def get_line(document: Document) -> Line:
    """The line of one document as it stands today."""
    on = today(document.programme.organisation.timezone)
    found = documents_wanted(document.programme, Wanted(all_states=True), on=on).filter(pk=document.pk)
    [line] = lines_of(found, on=on)
    return line


def get_document(programme: Programme, key: str) -> Document:
    """One document by its number, or by its key. Raises `Hidden`."""
    try:
        named = Q(pk=UUID(key))
    except ValueError:
        named = Q(number__iexact=key.strip())
    found = documents_of(programme).select_related("programme__organisation", "owner", "approver").filter(named)
    document = found.first()
    if document is None:
        raise Hidden
    return document


def get_version(document: Document, number: int | None = None) -> Version:
    """One version by our number; without one, the one in work, else the newest. Raises `Hidden`."""
    versions = versions_of(document)
    if number is not None:
        versions = versions.filter(number=number)
    found = versions.first()
    if found is None:
        raise Hidden
    return found


def version_at_work(document: Document) -> Version | None:
    """The draft, or the version in review."""
    return versions_of(document).filter(state__in=AT_WORK).first()


def get_step(version: Version, key: UUID) -> Step:
    """One reviewer or approver of a version. Raises `Hidden`."""
    step = steps_of(version).filter(pk=key).first()
    if step is None:
        raise Hidden
    step.version = version
    return step


@dataclass(frozen=True, slots=True)
class Turns:
    """Who takes part in a version, whose turn it is, and who of them is gone and to be replaced."""

    steps: tuple[Step, ...]
    now: tuple[Step, ...]

    @property
    def gone(self) -> tuple[Step, ...]:
        """Those who are asked and left, or have no role any more: nothing goes on until somebody else is named."""
        return tuple(step for step in self.now if step.person_id and not getattr(step, "may_act", True))

    @property
    def names(self) -> str:
        """Whose turn it is, in words."""
        return ", ".join(step.name for step in self.now)

    def mine(self, actor: Actor, part: str) -> Step | None:
        """The actor's own step of a part, when it is their turn."""
        mine = (step for step in self.now if step.part == part and step.person_id == actor.person_id)
        return next(mine, None) if actor.person_id else None


def turns_of(version: Version) -> Turns:
    """Who reviews and approves a version."""
    steps = tuple(steps_of(version))
    now = asked_now(version, steps) if version.state == VersionState.IN_REVIEW else []
    return Turns(steps, tuple(now))


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A campaign with who was asked: how many have read, in whole percent."""

    campaign: Campaign
    asked: tuple[Acknowledgement, ...]

    @property
    def read(self) -> int:
        """How many have acknowledged."""
        return sum(one.read_on is not None for one in self.asked)

    @property
    def reminded(self) -> int:
        """How many were reminded at least once."""
        return sum(bool(one.reminded_on or one.reminded_late_on) for one in self.asked)

    @property
    def percent(self) -> int:
        """Of those asked, in whole percent, rounded down: 100 says everybody."""
        return 100 * self.read // len(self.asked) if self.asked else 0


def handed_out_of(document: Document) -> list[HandedOut]:
    """How the versions of a document were handed out, the latest first. Two queries."""
    campaigns = Campaign.objects.filter(version__document=document).select_related("version")
    found = campaigns.prefetch_related("asked__person").order_by("-started_on", "-pk")
    return [
        HandedOut(campaign, tuple(sorted(campaign.asked.all(), key=lambda one: (one.person.name, one.pk))))
        for campaign in found
    ]


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody is asked for: reviews and approvals whose turn it is, readings, and drafts of their own."""

    steps: tuple[Step, ...]
    readings: tuple[Acknowledgement, ...]

    def __bool__(self) -> bool:
        return bool(self.steps or self.readings)


def asked_of(programme: Programme, actor: Actor) -> Asked:
    """What waits for the actor in a programme."""
    if actor.person is None:
        return Asked((), ())
    waiting = list(steps_waiting_for(programme, actor.person))
    versions = {step.version_id: step.version for step in waiting}
    now = {step.pk for version in versions.values() for step in asked_now(version, list(steps_of(version)))}
    return Asked(
        tuple(step for step in waiting if step.pk in now), tuple(readings_waiting_for(programme, actor.person))
    )


def get_document_file(programme: Programme, file_id: UUID) -> StoredFile:
    """A file that a version, its minutes, a translation or a signature of this programme names. Raises `Hidden`."""
    here = Version.objects.filter(document__programme=programme)
    named = (
        here.filter(Q(file_id=file_id) | Q(minutes_id=file_id) | Q(translations__file_id=file_id)).exists()
        or Step.objects.filter(version__document__programme=programme, signature__file_id=file_id).exists()
    )
    found = StoredFile.objects.filter(pk=file_id, organisation_id=programme.organisation_id).first()
    if found is None or not named:
        raise Hidden
    return found


def approved_procedures(programme_id: UUID, practice: str = "") -> list[tuple[Version, str]]:
    """The approved versions of documents that are a practice's procedure, the oldest first. One query.

    Beside each the names of its authors.
    """
    rows = Version.objects.filter(
        document__programme_id=programme_id, document__kind=Sort.PROCEDURE, state=VersionState.APPROVED
    ).exclude(document__practice="")
    if practice:
        rows = rows.filter(document__practice=practice)
    # One that stands for something else (the procedure of audits) is no practice's procedure.
    rows = rows.filter(document__stands_for__in=["", "procedure"])
    found: QuerySet[Any] = (
        rows.select_related("document")
        .defer("body", "details")
        .annotate(
            written_by=Coalesce(Subquery(_authors(), output_field=TextField()), Value(""), output_field=TextField())
        )
        .order_by("effective_on", "number")
    )
    return [(version, ", ".join(sorted(version.written_by.splitlines()))) for version in found]


def _authors() -> QuerySet[Any]:
    """The names of a version's authors, one a line; SQLite cannot be told their order."""
    names = VersionAuthor.objects.filter(version=OuterRef("pk")).order_by().values("version")
    return names.annotate(names=StringAgg("name", Value("\n"))).values("names")


def later_version(version: Version) -> Version | None:
    """The newest version that came after one, with its text; one that was returned is none. One query."""
    later = Version.objects.filter(document_id=version.document_id, number__gt=version.number)
    found = later.exclude(state=VersionState.RETURNED).order_by("-number").first()
    if found is not None:
        found.document = version.document
    return found


def remarks_on(version: Version) -> list[Placed]:
    """The remarks on a version where they stand, and what became of their passages since. Two queries."""
    comments = list(version.comments.select_related("author", "resolved_by"))
    return placed(version, comments, later_version(version)) if comments else []


def remarks_before(version: Version) -> list[Placed]:
    """What is not settled of the remarks on the version that was returned before this one. Two queries."""
    earlier = (
        Version.objects.filter(document_id=version.document_id, number__lt=version.number).order_by("-number").first()
    )
    if earlier is None or earlier.state != VersionState.RETURNED:
        return []
    earlier.document = version.document
    comments = list(earlier.comments.filter(resolved_on=None).select_related("author", "resolved_by"))
    return placed(earlier, comments, version)
