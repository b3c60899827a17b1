"""Tables of governance.

`people`: who carries the programme · `committee`: rhythm, meetings, obstacles · `papers`: what the board decided and
what leadership signed.
"""

from milepost.features.governance.models.committee import Attendance, Meeting, Obstacle, Presence, Rhythm
from milepost.features.governance.models.papers import BoardDecision, Commitment, Covers
from milepost.features.governance.models.people import HeldRole, RoleHolder, TeamArea, WeekLog

__all__ = [
    "Attendance",
    "BoardDecision",
    "Commitment",
    "Covers",
    "HeldRole",
    "Meeting",
    "Obstacle",
    "Presence",
    "Rhythm",
    "RoleHolder",
    "TeamArea",
    "WeekLog",
]
