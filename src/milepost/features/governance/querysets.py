"""Which rows of governance there are."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from milepost.features.governance.models import (
    Attendance,
    Commitment,
    HeldRole,
    Meeting,
    Obstacle,
    Presence,
    RoleHolder,
    WeekLog,
)
from milepost.features.portfolio.models import Service
from milepost.features.programmes.models import ElementKind, ElementState, Programme, ScopeElement
from milepost.platform.signatures.models import SIGNED_IN, Signature

WEEKS = 4  # of time logs that are averaged
COMMITMENT = "governance.commitment"  # the kind of subject that a commitment's signatures name


def holders_of(programme: Programme) -> QuerySet[RoleHolder]:
    """Everybody who holds or held a role, the newest in each role first."""
    return (
        RoleHolder.objects.filter(programme=programme)
        .select_related("person")
        .order_by("role", F("since").desc(nulls_last=True), "-pk")
    )


def with_logged_share(holders: QuerySet[RoleHolder], on: date) -> QuerySet[RoleHolder]:
    """Adds `logged`: the mean percentage of the last four whole weeks; None unless each of them is logged."""
    this_week = on - timedelta(days=on.weekday())
    weeks = WeekLog.objects.filter(
        holder=OuterRef("pk"), week_of__gte=this_week - timedelta(weeks=WEEKS), week_of__lt=this_week
    )
    mean = weeks.values("holder").annotate(mean=Avg("percent"), logged=Count("pk")).filter(logged=WEEKS)
    return holders.annotate(logged=Subquery(mean.order_by().values("mean")[:1]))


def services_in_scope(programme: Programme, on: date) -> QuerySet[Service]:
    """The services of the portfolio on offer that were not decided out of the programme's scope."""
    out = ScopeElement.objects.filter(programme=programme, kind=ElementKind.SERVICE, state=ElementState.OUT)
    return (
        Service.objects.filter(organisation_id=programme.organisation_id)
        .filter(Q(retired_on=None) | Q(retired_on__gt=on))
        .exclude(code__in=out.values("code"))
        .select_related("delivered_by")
        .order_by("code")
    )


def meetings_of(programme: Programme) -> QuerySet[Meeting]:
    """The meetings, the soonest due first."""
    return Meeting.objects.filter(programme=programme).order_by("due_on", "code")


def with_attendance(meetings: QuerySet[Meeting]) -> QuerySet[Any]:
    """Adds `attendance_kept` (somebody is on the list) and `sponsor_there`."""
    listed = Attendance.objects.filter(meeting=OuterRef("pk"))
    there = listed.filter(holder__role=HeldRole.SPONSOR, presence=Presence.PRESENT)
    return meetings.annotate(attendance_kept=Exists(listed), sponsor_there=Exists(there))


def obstacles_of(programme: Programme) -> QuerySet[Obstacle]:
    """The obstacles, the oldest first."""
    return Obstacle.objects.filter(programme=programme).select_related("owner", "decided_in").order_by(
        "raised_on", "code"
    )  # fmt: skip


def commitments_of(programme: Programme) -> QuerySet[Commitment]:
    """The commitments, the newest first."""
    return Commitment.objects.filter(programme=programme).order_by("-written_on", "-pk")


def with_first_signature(commitments: QuerySet[Commitment]) -> QuerySet[Any]:
    """Adds who signed first, of the signatures that count: `signed_by`, `signed_key` and `signed_on`."""
    counting = (
        Signature.objects.filter(subject_kind=COMMITMENT, subject_id=OuterRef("pk"))
        .filter(Q(method__in=SIGNED_IN) | Q(checked_at__isnull=False))
        .order_by("signed_on", "at")
    )
    return commitments.annotate(
        signed_on=Subquery(counting.values("signed_on")[:1]),
        signed_by=Subquery(counting.values("signatory")[:1]),
        signed_key=Subquery(counting.values("person_id")[:1]),
    )
