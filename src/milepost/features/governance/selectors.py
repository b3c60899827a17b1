"""Reading governance: who carries the programme on a day, how the committee meets, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.gates import CriterionVerdict, judge_criterion
from milepost.engines.rules.subjects import Kind
from milepost.features.governance.facts import beats_of, governance_topics
from milepost.features.governance.models import (
    BoardDecision,
    Commitment,
    HeldRole,
    Meeting,
    Obstacle,
    Rhythm,
    RoleHolder,
)
from milepost.features.governance.models.people import ONE_AT_A_TIME
from milepost.features.governance.querysets import (
    COMMITMENT,
    commitments_of,
    holders_of,
    meetings_of,
    obstacles_of,
    services_in_scope,
    with_logged_share,
)
from milepost.features.governance.rhythm import Beat, DueDay, beat_on, due_days, uncovered
from milepost.features.portfolio.models import Service, Unit
from milepost.features.programmes.models import Programme
from milepost.platform.files.models import StoredFile
from milepost.platform.organisations.models import Grant
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.signatures.models import Signature

CRITERIA = ("G1-GOVERNANCE", "G1-SPONSOR")


@dataclass(frozen=True, slots=True)
class Area:
    """A service area: a unit with the services in scope that it delivers, and who represents it in the team."""

    unit: Unit
    services: tuple[Service, ...]
    members: tuple[RoleHolder, ...]


@dataclass(frozen=True, slots=True)
class CommitmentOnRecord:
    """A commitment with its signatures; it stands once one of them counts, until it is withdrawn."""

    row: Commitment
    signatures: tuple[Signature, ...]

    @property
    def is_signed(self) -> bool:
        """Whether a signature counts."""
        return any(signature.counts for signature in self.signatures)

    @property
    def stands(self) -> bool:
        """Whether it is signed and not withdrawn."""
        return self.is_signed and self.row.withdrawn_on is None

    @property
    def state(self) -> str:
        """One of `withdrawn`, `signed`, `waiting` (a paper waits to be checked) and `draft`."""
        if self.row.withdrawn_on is not None:
            return "withdrawn"
        if self.is_signed:
            return "signed"
        return "waiting" if self.signatures else "draft"


@dataclass(frozen=True, slots=True)
class Charter:
    """Who carries a programme on a day, and what is missing."""

    on: date
    holders: tuple[RoleHolder, ...]
    areas: tuple[Area, ...]
    homeless: tuple[Service, ...]
    rhythm: Beat | None
    missed: tuple[date, ...]
    next_due: date | None
    meetings: tuple[Meeting, ...]
    obstacles: tuple[Obstacle, ...]
    boards: tuple[BoardDecision, ...]
    commitments: tuple[CommitmentOnRecord, ...]
    verdicts: tuple[CriterionVerdict, ...]
    with_access: frozenset[UUID]

    def in_office(self, role: str) -> tuple[RoleHolder, ...]:
        """Who holds a role on the day."""
        return tuple(row for row in self.holders if row.role == role and row.in_office(self.on))

    @property
    def sponsor(self) -> RoleHolder | None:
        """The executive sponsor."""
        return next(iter(self.in_office(HeldRole.SPONSOR)), None)

    @property
    def coordinator(self) -> Any:
        """The SMS coordinator, with `logged`, the share of the last four weeks' logs."""
        return next(iter(self.in_office(HeldRole.COORDINATOR)), None)

    @property
    def committee(self) -> tuple[RoleHolder, ...]:
        """The members of the steering committee."""
        return self.in_office(HeldRole.STEERING_MEMBER)

    @property
    def team(self) -> tuple[RoleHolder, ...]:
        """The implementation team."""
        return self.in_office(HeldRole.TEAM)

    @property
    def carriers(self) -> tuple[RoleHolder, ...]:
        """Sponsors, then coordinators, now and before, the newest first."""
        return tuple(row for role in ONE_AT_A_TIME for row in self.holders if row.role == role)

    @property
    def others(self) -> tuple[RoleHolder, ...]:
        """Who was in office before, or will be."""
        return tuple(row for row in self.holders if not row.in_office(self.on))

    @property
    def asked_for(self) -> tuple[RoleHolder, ...]:
        """Members in office without the matching role in Milepost: an administrator gives it."""
        return tuple(
            row for row in self.holders if row.person and row.in_office(self.on) and row.pk not in self.with_access
        )

    @property
    def open_obstacles(self) -> tuple[Obstacle, ...]:
        """Obstacles that nobody has decided yet."""
        return tuple(row for row in self.obstacles if row.decided_on is None)

    @property
    def next_meeting(self) -> Meeting | None:
        """The next meeting that is planned."""
        return next((row for row in self.meetings if row.held_on is None and row.due_on >= self.on), None)

    @property
    def last_meeting(self) -> Meeting | None:
        """The last meeting that was held."""
        held = [row for row in self.meetings if row.held_on is not None and row.held_on <= self.on]
        return max(held, key=lambda row: row.held_on or date.min, default=None)

    @property
    def commitment(self) -> CommitmentOnRecord | None:
        """The commitment that stands, else the newest."""
        standing = next((found for found in self.commitments if found.stands), None)
        return standing or next(iter(self.commitments), None)

    @property
    def missing(self) -> int:
        """How many things the two criteria miss."""
        return sum(result.blocks for verdict in self.verdicts for result in verdict.outcome.results)


def get_charter(programme: Programme, *, on: date) -> Charter:
    """Everything that the overview shows, in a fixed number of queries."""
    holders = tuple(with_logged_share(holders_of(programme), on).prefetch_related("areas__unit"))
    meetings = tuple(meetings_of(programme))
    beats = beats_of(programme, on)
    left = uncovered(due_days(beats, on), [row.days for row in meetings])
    services = tuple(services_in_scope(programme, on))
    return Charter(
        on=on,
        holders=holders,
        areas=tuple(_areas(services, [row for row in holders if row.role == HeldRole.TEAM and row.in_office(on)])),
        homeless=tuple(service for service in services if service.delivered_by is None),
        rhythm=beat_on(beats, on),
        missed=tuple(sorted({*_before(left, on), *(m.due_on for m in meetings if m.shown_state(on) == "missed")})),
        next_due=min(
            (day for day in (*(d.on for d in left), *(m.due_on for m in meetings if not m.held_on)) if day >= on),
            default=None,
        ),
        meetings=meetings,
        obstacles=tuple(obstacles_of(programme)),
        boards=tuple(BoardDecision.objects.filter(programme=programme)),
        commitments=tuple(commitments_on_record(programme)),
        verdicts=judge(programme, on=on),
        with_access=_with_access(programme, holders, on),
    )


def judge(programme: Programme, *, on: date) -> tuple[CriterionVerdict, ...]:
    """G1-GOVERNANCE and G1-SPONSOR by what is entered here; attestations are the gate's."""
    facts = ProgrammeFacts(
        key=str(programme.pk),
        code=programme.code,
        name=programme.name,
        started_on=programme.starts_on,
        **governance_topics(programme, on),
    )
    return tuple(judge_criterion(id_, facts, on=on) for id_ in CRITERIA)


def _before(days: Sequence[DueDay], on: date) -> list[date]:
    return [day.on for day in days if day.on < on]


def _areas(services: Sequence[Service], team: Sequence[RoleHolder]) -> list[Area]:
    units = {service.delivered_by.code: service.delivered_by for service in services if service.delivered_by}
    return [
        Area(
            unit,
            tuple(service for service in services if service.delivered_by_id == unit.pk),
            tuple(member for member in team if any(area.unit_id == unit.pk for area in member.areas.all())),
        )
        for _, unit in sorted(units.items())
    ]


def _with_access(programme: Programme, holders: Sequence[RoleHolder], on: date) -> frozenset[UUID]:
    people = [row.person_id for row in holders if row.person_id]
    grants = Grant.objects.filter(
        organisation_id=programme.organisation_id, member__removed_at=None, member__person_id__in=people
    )
    known = {
        (person, role)
        for person, role, place, until in grants.values_list("member__person_id", "role", "programme_id", "until")
        if place in {None, programme.pk} and (until is None or until >= on)
    }
    return frozenset(row.pk for row in holders if (row.person_id, row.role) in known)


def commitments_on_record(programme: Programme) -> list[CommitmentOnRecord]:
    """Every commitment with its signatures, the newest first. Two queries."""
    rows = list(commitments_of(programme).select_related("programme__organisation"))
    signatures = Signature.objects.filter(subject_kind=COMMITMENT, subject_id__in=[row.pk for row in rows])
    under: dict[UUID, list[Signature]] = {}
    for signature in signatures.select_related("entered_by", "checked_by").order_by("at"):
        under.setdefault(signature.subject_id, []).append(signature)
    return [CommitmentOnRecord(row, tuple(under.get(row.pk, ()))) for row in rows]


def get_commitment(programme: Programme, code: str) -> CommitmentOnRecord:
    """One commitment by its number. Raises `Hidden`."""
    return next((found for found in commitments_on_record(programme) if found.row.code == code), None) or _hidden()


def get_holder(programme: Programme, code: str) -> RoleHolder:
    """Somebody in a role, by code. Raises `Hidden`."""
    found = holders_of(programme).select_related("person", "programme__organisation")
    return found.prefetch_related("areas__unit").filter(code=code).first() or _hidden()


def get_meeting(programme: Programme, code: str) -> Meeting:
    """One meeting by its number. Raises `Hidden`."""
    found = meetings_of(programme).select_related("programme__organisation")
    return found.prefetch_related("attendance__holder__person").filter(code=code).first() or _hidden()


def find_meeting(programme: Programme, code: str) -> Meeting:
    """A meeting that somebody named in a field `meeting`. Raises `Refused` where there is none."""
    found = meetings_of(programme).filter(code=code).first()
    if found is None:
        raise Refused(
            _("There is no steering meeting {code}.").format(code=code),
            field="meeting",
            hint=_("Write its number, like SC-2026-01; the list of meetings has it."),
        )
    return found


def get_obstacle(programme: Programme, code: str) -> Obstacle:
    """One obstacle by its number. Raises `Hidden`."""
    return obstacles_of(programme).filter(code=code).first() or _hidden()


def get_board_decision(programme: Programme, code: str) -> BoardDecision:
    """One decision of the board by its number. Raises `Hidden`."""
    return BoardDecision.objects.filter(programme=programme, code=code).first() or _hidden()


def code_of(programme: Programme, kind: str, key: str) -> str | None:
    """The code of a person in a role, a meeting or an obstacle, by the key that rules know it by."""
    try:
        uuid = UUID(key)
    except ValueError:  # a meeting that was due and is not even planned
        return None
    if kind == Kind.PERSON:
        holder = holders_of(programme).filter(Q(pk=uuid) | Q(person_id=uuid)).first()
        return holder.code if holder else None
    rows: QuerySet[Any] = (meetings_of if kind == Kind.MEETING else obstacles_of)(programme)
    row = rows.filter(pk=uuid).first()
    return str(row.code) if row else None


def rhythms_of(programme: Programme) -> QuerySet[Rhythm]:
    """The rhythms, the first one first."""
    return Rhythm.objects.filter(programme=programme).select_related("programme__organisation")


def get_rhythm(programme: Programme, key: UUID) -> Rhythm:
    """One rhythm. Raises `Hidden`."""
    return rhythms_of(programme).filter(pk=key).first() or _hidden()


def get_file(programme: Programme, key: UUID) -> StoredFile:
    """A file that governance carries: minutes, a board decision, a signed paper. Raises `Hidden`."""
    carried = (
        Meeting.objects.filter(programme=programme, file_id=key).exists()
        or BoardDecision.objects.filter(programme=programme, file_id=key).exists()
        or Signature.objects.filter(programme_id=programme.pk, subject_kind=COMMITMENT, file_id=key).exists()
    )
    file = StoredFile.objects.filter(pk=key, organisation_id=programme.organisation_id).first() if carried else None
    return file or _hidden()


def _hidden() -> NoReturn:
    raise Hidden
