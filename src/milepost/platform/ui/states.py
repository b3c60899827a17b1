"""How each state looks: a tone, an icon and a word, never a colour alone.

Features keep their own states as `StrEnum`; the codes are shared, so a look is found by code. A code that is not here
gets a neutral look and the word the caller gives.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TONES = ("ok", "att", "open", "warn", "run", "idle")


@dataclass(frozen=True, slots=True)
class Look:
    """Tone (a class of the style sheet), icon (a name of the sprite) and word (translated when shown)."""

    tone: str
    icon: str
    word: Any


LOOKS: dict[str, Look] = {
    # criteria and verdicts
    "computed": Look("ok", "check", _("Computed")),
    "attested": Look("att", "seal", _("Attested")),
    "open": Look("open", "open", _("Open")),
    "pass": Look("ok", "check", _("Holds")),
    "passed": Look("ok", "check", _("Passed")),
    "fail": Look("open", "cross", _("Does not hold")),
    "failed": Look("open", "cross", _("Failed")),
    "go": Look("ok", "check", _("Go")),
    "no_go": Look("open", "ban", _("No-go")),
    "refused": Look("open", "ban", _("Refused")),
    "not_triggered": Look("idle", "same", _("Not triggered")),
    # clocks and jobs
    "running": Look("run", "run", _("Running")),
    "complete": Look("ok", "check", _("Complete")),
    "completed": Look("ok", "check", _("Complete")),
    "restarted": Look("warn", "warn", _("Restarted")),
    "silent": Look("open", "gap", _("Silent")),
    "no_run": Look("open", "gap", _("No run yet")),
    "queued": Look("idle", "draft", _("Waiting its turn")),
    "waiting": Look("idle", "pause", _("Waiting")),
    "cancelled": Look("idle", "ban", _("Cancelled")),
    # work and dates
    "planned": Look("idle", "calendar", _("Planned")),
    "due": Look("warn", "warn", _("Due")),
    "overdue": Look("open", "cross", _("Overdue")),
    "in_progress": Look("run", "half", _("In progress")),
    "done": Look("ok", "check", _("Done")),
    "settled": Look("ok", "check", _("Settled")),
    "verified": Look("ok", "seal", _("Verified")),
    "closed": Look("ok", "lock", _("Closed")),
    "blocked": Look("open", "ban", _("Blocked")),
    # documents and signatures
    "draft": Look("idle", "draft", _("Draft")),
    "in_review": Look("run", "eye", _("In review")),
    "approved": Look("ok", "check", _("Approved")),
    "effective": Look("ok", "check", _("In force")),
    "superseded": Look("idle", "history", _("Superseded")),
    "withdrawn": Look("idle", "ban", _("Withdrawn")),
    "rejected": Look("open", "cross", _("Rejected")),
    "drifted": Look("warn", "diff", _("Drifted")),
    "signed": Look("att", "seal", _("Signed")),
    "sealed": Look("att", "seal", _("Sealed")),
    # practices and people
    "live": Look("ok", "play", _("Live")),
    "designed": Look("run", "half", _("Designed")),
    "retired": Look("idle", "ban", _("Retired")),
    "active": Look("ok", "check", _("Active")),
    "inactive": Look("idle", "pause", _("Inactive")),
    "counted": Look("ok", "check", _("Counted")),
    "discounted": Look("open", "ban", _("Not counted")),
    # remarks
    "warning": Look("warn", "warn", _("Warning")),
    "info": Look("run", "info", _("Note")),
}


def look_of(code: str, *, tone: str = "", icon: str = "", word: str = "") -> Look:
    """The look of a state by its code, each part of which the caller may replace."""
    known = LOOKS.get(code, Look("idle", "draft", code.replace("_", " ").capitalize()))
    return Look(tone or known.tone, icon or known.icon, word or known.word)
