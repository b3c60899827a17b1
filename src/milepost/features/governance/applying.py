"""Governance in files: `roles`, `team`, `steering`, `meetings`, `obstacles` and `board-decisions`."""

from django.utils.translation import gettext as _

from milepost.features.governance.models import HeldRole
from milepost.features.governance.rows import (
    BoardDecisionRow,
    MeetingRow,
    ObstacleRow,
    RoleRow,
    SteeringRow,
    TeamRow,
)
from milepost.features.governance.services import (
    put_board_decision,
    put_holder,
    put_meeting,
    put_obstacle,
    set_rhythm,
)
from milepost.features.programmes.applying import Did, Fields, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


@applies("roles", row=RoleRow, order=30)
def apply_role(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Sponsor, coordinator and steering members."""
    return put_holder(actor=actor, programme=programme, fields=row).did


@applies("team", row=TeamRow, order=31)
def apply_team_member(actor: Actor, programme: Programme, row: Fields) -> Did:
    """The implementation team."""
    return put_holder(actor=actor, programme=programme, fields={**row, "role": HeldRole.TEAM.value}).did


@applies("steering", row=SteeringRow, order=32, key=("starts_on",))
def apply_rhythm(actor: Actor, programme: Programme, row: Fields) -> Did:
    """The steering committee's rhythm."""
    given = [row["every_days"]] if row.get("every_days") else []
    given += [7 * row["every_weeks"]] if row.get("every_weeks") else []
    if len(given) != 1:
        raise Refused(
            _("Say every how many days, or every how many weeks, it meets."),
            field="every_days",
            hint=_("Give one of every_days and every_weeks."),
        )
    return set_rhythm(actor=actor, programme=programme, starts_on=row["starts_on"], every_days=given[0]).did


@applies("meetings", row=MeetingRow, order=33)
def apply_meeting(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Steering meetings."""
    return put_meeting(actor=actor, programme=programme, fields=row).did


@applies("obstacles", row=ObstacleRow, order=34)
def apply_obstacle(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Obstacles and what was decided about them."""
    return put_obstacle(actor=actor, programme=programme, fields=row).did


@applies("board-decisions", row=BoardDecisionRow, order=35)
def apply_board_decision(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Decisions of the board."""
    return put_board_decision(actor=actor, programme=programme, fields=row).did
