"""Drawing up a baseline: the plan as it stands now, kept for good. One that cannot be meant is refused."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.engines.rules.answers import by_roadmap
from milepost.engines.rules.results import CheckResult, Subject
from milepost.engines.rules.subjects import Kind
from milepost.engines.rules.texts import as_written, say
from milepost.features.plans.baselines.plainly import freeze
from milepost.features.plans.baselines.snapshot import Snapshot
from milepost.features.plans.baselines.taking import snapshot_of
from milepost.features.plans.dependencies import find_mistakes
from milepost.features.plans.forecasting.asking import Asked, ask_forecast
from milepost.features.plans.forecasting.reading import works_among
from milepost.features.plans.forecasting.wording import Words
from milepost.features.plans.models import Baseline
from milepost.features.plans.policies import DRAW_BASELINE
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.canonical import canonical_json, sha256
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.ui.texts import speak

NAME, REASON = 200, 4_000  # characters


def draw_baseline(
    *, actor: Actor, programme: Programme, name: str, reason: str = "", despite_late: bool = False
) -> Baseline:
    """Keep the plan as it stands as the next baseline.

    A later one says why it replaces the one before. Raises `Refused` for a plan that cannot be meant, and
    `RefusedByRule` with each deadline that cannot hold unless it is to be drawn up despite them.
    """
    require(actor, DRAW_BASELINE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    name, reason = name.strip(), reason.strip()
    _check_words(name, reason)
    with transaction.atomic():
        locked = locked_programme(programme)
        last = Baseline.objects.filter(programme=locked).aggregate(last=Max("number"))["last"] or 0
        if last and not reason:
            raise Refused(
                _("Say why the plan is baselined again."),
                field="reason",
                hint=_("The reason stands beside the new baseline; the ones before stay as they are."),
            )
        asked = ask_forecast(locked)
        _check_meaning(asked)
        late = list(_late(asked))
        if late and not despite_late:
            raise RefusedByRule(
                _("The plan misses {count} of its own deadlines, so nobody can endorse it as it stands.").format(
                    count=len(late)
                ),
                late,
                hint=_("Change the plan or the deadline; or say that it is drawn up despite them (--despite-late)."),
            )
        return _keep(actor, locked, snapshot_of(asked), number=last + 1, name=name, reason=reason)


def _check_words(name: str, reason: str) -> None:
    if not name:
        raise Refused(_("A baseline has a name."), field="name", hint=_("Like: Plan as put to the committee."))
    for field, words, most in (("name", name, NAME), ("reason", reason, REASON)):
        if len(words) > most:
            raise Refused(_("At most {count} characters.").format(count=most), field=field)


def locked_programme(programme: Programme) -> Programme:
    """Whoever draws or endorses takes turns with everybody who does, and with those who change dependencies."""
    return Programme.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=programme.pk)


def _check_meaning(asked: Asked) -> None:
    for mistake in find_mistakes(works_among(asked.activities)):
        raise Refused(speak(mistake.reason), field="after", hint=speak(mistake.fix))


def _late(asked: Asked) -> Iterator[CheckResult]:
    words = Words(asked)
    for late in asked.answer.late:
        yield by_roadmap(
            "BASELINE.late",
            Subject(Kind.PLAN, str(asked.programme.pk), words.name(late.key)),
            say(
                "{activity} likely ends on {likely}, {days} working days after its deadline of {deadline}.",
                activity=as_written(late.key),
                likely=late.likely,
                days=late.days,
                deadline=late.deadline,
            ),
            say(
                "Make {activity}, or what it waits for, {days} working days shorter, or move the deadline.",
                activity=as_written(late.key),
                days=late.days,
            ),
        )


def _keep(actor: Actor, programme: Programme, taken: Snapshot, *, number: int, name: str, reason: str) -> Baseline:
    content = freeze(taken)
    row = Baseline.objects.create(
        organisation=programme.organisation,
        programme=programme,
        number=number,
        name=name,
        reason=reason,
        drawn_on=taken.on,
        made_at=now(),
        made_by=actor.known_person,
        content=content,
        content_hash=sha256(canonical_json(content)),
        summary=summary_of(taken),
    )
    change = {"name": name, "reason": reason, "sha256": row.content_hash}
    entries.append_row(actor, row, "plan.baseline-drawn", change)
    return row


def summary_of(taken: Snapshot) -> dict[str, Any]:
    """What lists and rules need of a snapshot, counted. Its gates are milestones, and so is whatever takes no work."""
    return {
        "activities": len(taken.activities),
        "milestones": len(taken.gates) + sum(not activity.days for activity in taken.activities),
        "allocations": sum(bool(activity.role and activity.days) for activity in taken.activities),
        "dependencies": len(taken.dependencies),
        "risks": len(taken.risks),
        "days": taken.effort,
        "elements": taken.scope_elements,
        "budget": freeze(taken.budget),
        "currency": taken.currency,
        "likely": taken.certificate.likely.isoformat(),
        "p80": taken.certificate.p80.isoformat(),
        "late": len(taken.late),
    }
