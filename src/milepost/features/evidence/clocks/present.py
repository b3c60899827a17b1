"""All that can change an answer about a programme: under it, what was read is kept (`platform/ledger/kept.py`)."""

from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import get_language

from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Rollup
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.kept import Heads, Listener, heads_of

NOTICED_BY_NO_RULE = frozenset({
    "actions.reminded",
    "documents.remark-settled", "documents.remarked", "gates.pack-made", "job.retried",
    "member.invitation-withdrawn", "member.invited",
    "person.copied", "person.locked-out",
    "person.password-changed", "person.password-set", "person.session-ended", "person.signed-in",
    "plan.budget-line-added", "plan.budget-line-changed", "plan.budget-line-removed",
    "plan.effort-corrected", "plan.effort-logged", "plan.effort-taken-back", "records.exported",
    "token.made", "token.revoked",
})  # fmt: skip
NOTICED_BY_NO_CLOCK = NOTICED_BY_NO_RULE | {
    "actions.added", "actions.changed", "actions.fell-due", "actions.lapsed", "actions.settled",
    "gaps.imported", "gaps.many-rated", "gaps.rated", "gates.attested",
    "gates.decided", "gates.decided-before", "gates.refused", "management.changed", "management.ended",
    "management.entered", "management.measured", "management.stated", "steps.refused",
}  # fmt: skip
"""Entries that people write all day, and that change no day, seal or register. Whoever lets a clock read more takes
their kinds out; `tests/gates/test_kept.py` holds what is kept to what is read."""

NOTICED_BY_NO_REGISTER = NOTICED_BY_NO_RULE | {
    "actions.added", "actions.changed", "actions.fell-due", "actions.lapsed", "actions.settled",
    "batch.sealed", "gaps.closed", "gaps.imported", "gaps.many-rated",
    "gaps.opened", "gaps.rated", "gaps.reopened", "governance.meeting-added", "governance.meeting-changed",
    "governance.obstacle-changed", "governance.obstacle-decided", "governance.obstacle-raised",
    "governance.week-logged", "plan.activity-added", "plan.activity-changed", "plan.activity-done",
    "portfolio.changed", "portfolio.customers-applied", "portfolio.locations-applied", "portfolio.made",
    "portfolio.services-applied", "portfolio.suppliers-applied", "portfolio.units-applied",
    "practices.case-recorded", "practices.nil-statement-made", "practices.nil-statement-signed",
    "practices.occurrence-done", "practices.occurrence-moved", "source.changed", "source.values-mapped",
}  # fmt: skip
"""Entries that change neither a document nor an entry of a register of the management system."""

NOTICED_BY_NO_FACT = NOTICED_BY_NO_RULE | {
    "actions.added", "actions.changed", "actions.fell-due", "actions.lapsed", "actions.settled",
    "batch.sealed", "gaps.closed", "gaps.imported", "gaps.many-rated",
    "gaps.opened", "gaps.rated", "gaps.reopened", "governance.week-logged", "practices.case-recorded",
    "practices.nil-statement-made", "practices.nil-statement-signed", "practices.occurrence-done",
    "practices.occurrence-moved", "source.changed", "source.values-mapped",
}  # fmt: skip
"""Entries that change nothing that a document is written from or held against, nor a document."""

NOTICED_BY_NO_CHARTER = NOTICED_BY_NO_CLOCK | {"batch.sealed"}
"""Entries that change neither scope, offices, meetings and commitments nor the planned days of a phase."""

STREAMS = 256
RULES, CLOCKS, REGISTERS, FACTS, CHARTER = "rules", "clocks", "registers", "facts", "charter"
listener = Listener(
    STREAMS,
    **{
        RULES: NOTICED_BY_NO_RULE,
        CLOCKS: NOTICED_BY_NO_CLOCK,
        REGISTERS: NOTICED_BY_NO_REGISTER,
        FACTS: NOTICED_BY_NO_FACT,
        CHARTER: NOTICED_BY_NO_CHARTER,
    },
)


@dataclass(frozen=True, slots=True)
class Present:
    """The day asked about, the day it is asked on, the language, the heads of both streams and the counts' marks.

    A count has marks of its own because a roll-up is derived, and counted anew without an entry.
    """

    programme_id: UUID
    on: date
    known_on: date
    language: str | None
    heads: Heads
    counted: tuple[tuple[str, int, str], ...]

    def place(self) -> Hashable:
        """What stays while the streams move on: of two of one place, the earlier is never asked about again."""
        return self.programme_id, self.on, self.known_on, self.language

    def heard(self, by: str) -> "Present":
        """The same as far as the rules, or the clocks, notice."""
        return replace(self, heads=listener.heard(self.heads)[by])

    def stands(self, heads: Heads, by: str) -> bool:
        """Whether they noticed nothing until these heads, `self` being what they heard; else readings may be mixed."""
        return listener.heard(heads)[by] == self.heads


def present_of(programme: Programme, on: date) -> Present:
    """What holds now. Two queries."""
    counted = Rollup.objects.filter(programme_id=programme.pk).values_list("practice", "generation", "terms_digest")
    return Present(
        programme.pk,
        on,
        today(programme.organisation.timezone),
        get_language(),
        heads_of(programme.organisation_id, programme.pk),
        tuple(sorted(counted)),
    )
