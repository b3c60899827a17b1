"""Who carries the programme: sponsor, coordinator, team, steering committee, commitment, obstacles."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from milepost.engines.rules.facts.refs import Ref


@dataclass(frozen=True, slots=True)
class Sponsor:
    """`authority` is the amount this person may commit alone, in the budget's currency."""

    person: Ref
    authority: Decimal | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class BoardDecision:
    """A decision of the board that approves the budget, with the amount it approves."""

    decision: Ref
    decided_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Coordinator:
    """`share_percent` is working time given to the programme; `logged_percent` that of the last four weeks' logs."""

    person: Ref
    share_percent: int | None = None
    direct_access: bool = False
    logged_percent: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the implementation team; `areas` are the keys of the service areas represented."""

    person: Ref
    areas: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """A unit that delivers one or more in-scope services."""

    unit: Ref
    services: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A steering meeting: the day it was due by the rhythm, and the day it was held. Not held once due = missed."""

    meeting: Ref
    due_on: date
    held_on: date | None = None
    sponsor_present: bool | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something in the programme's way; `decided_on` is the day the steering committee decided."""

    obstacle: Ref
    raised_on: date
    owner: Ref | None = None
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class GovernanceFacts:
    """`rhythm_days` is the longest time between two steering meetings; None: no rhythm set."""

    sponsors: tuple[Sponsor, ...] = ()
    coordinators: tuple[Coordinator, ...] = ()
    team: tuple[TeamMember, ...] = ()
    areas: tuple[ServiceArea, ...] = ()
    budget: Decimal | None = None
    board_decisions: tuple[BoardDecision, ...] = ()
    rhythm_days: int | None = None
    meetings: tuple[Meeting, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


class Covers(StrEnum):
    """What a leadership commitment must be signed for."""

    PROGRAMME = "programme"
    RESOURCES = "resources"
    TIMELINE = "timeline"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A signed statement of top management."""

    statement: Ref
    signed_by: Ref
    signed_on: date
    covers: frozenset[Covers] = frozenset()
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class CommitmentFacts:
    commitments: tuple[Commitment, ...] = ()
