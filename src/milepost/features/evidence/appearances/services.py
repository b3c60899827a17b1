"""Saying why records appeared later, and deciding on it. Each function is one door: policy, rules, ledger."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.people import Assignment, Duty
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.sequence.duties import judge_assignment
from milepost.engines.rules.subjects import Kind
from milepost.features.evidence.appearances.finding import late_imports, late_records
from milepost.features.evidence.models import Explanation, ExplanationState
from milepost.features.evidence.policies import EXPLAIN_RECORDS, JUDGE_EXPLANATIONS
from milepost.features.practices.models import Practice
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed, require
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.organisations.tables import save_revised

LONGEST = 5_000  # characters
MOST = 1_000  # records named one by one


def explain_records(
    *, actor: Actor, practice: Practice, batch: Batch, reason: str, records: Sequence[str] = ()
) -> Explanation:
    """Say as the owner or deputy why records that an import brought appeared later: those named, or all of them.

    They count once an internal auditor accepts it. Raises `Refused` for a record that did not appear later.
    """
    programme = practice.programme
    _require_owner(actor, practice)
    words = _words(reason, _("Say why the records appear only now, in at most {count} characters."), "reason")
    keys = sorted(set(records))
    if len(keys) > MOST:
        raise Refused(
            _("Name at most {count} records.").format(count=MOST),
            field="records",
            hint=_("Name none to speak of all that the import brought."),
        )
    count = _count_late(practice, batch, keys)
    with transaction.atomic():
        Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)  # numbers have no gap and no twin
        _check_nothing_waits(practice, batch, keys)
        latest = Explanation.objects.filter(programme=programme).aggregate(latest=Max("number"))["latest"] or 0
        made = Explanation.objects.create(
            organisation=practice.organisation,
            programme=programme,
            practice=practice,
            number=latest + 1,
            source=batch.source.code,
            received_at=batch.sealed_at,
            batch_id=batch.pk,
            file_name=batch.file_name,
            records=keys,
            n=count,
            reason=words,
            made_by=actor.known_person,
            made_at=now(),
        )
        change = {"batch": batch.pk, "file": batch.file_name, "records": keys or "all", "n": count, "reason": words}
        entries.append_row(actor, made, "evidence.explained", change)
    return made


@transaction.atomic
def decide_explanation(
    *, actor: Actor, explanation: Explanation, accept: bool, note: str = "", seen: int | None = None
) -> Explanation:
    """Accept an explanation as an internal auditor, and its records count; or decline it, also one accepted before.

    Nobody decides on their own words or on a practice they own (S-16).
    """
    programme = explanation.programme
    require(actor, JUDGE_EXPLANATIONS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    _check_separate(actor, explanation)
    words = "" if accept and not note.strip() else _words(note, _("Say why, in at most {count} characters."))
    wanted = ExplanationState.ACCEPTED if accept else ExplanationState.DECLINED
    before = ExplanationState(explanation.state)
    if before is wanted and explanation.note == words:
        return explanation
    if before is ExplanationState.DECLINED or before is wanted:
        raise Refused(
            _("{number} was {state} already.").format(number=explanation.reference, state=_said(before)),
            hint=_("The owner may say again why the records appear only now.") if not accept else "",
        )
    explanation.state, explanation.note = wanted, words
    explanation.decided_by, explanation.decided_at = actor.known_person, now()
    save_revised(explanation, seen=seen)
    change = {"state": [before.value, wanted.value], "note": words}
    entries.append_row(actor, explanation, f"evidence.explanation-{wanted.value}", change)
    return explanation


def _require_owner(actor: Actor, practice: Practice) -> None:
    require(actor, EXPLAIN_RECORDS, organisation_id=practice.organisation_id, programme_id=practice.programme_id)
    if actor.person_id is None or actor.person_id not in {practice.owner_id, practice.deputy_id}:
        raise NotAllowed(EXPLAIN_RECORDS)


def _count_late(practice: Practice, batch: Batch, keys: Sequence[str]) -> int:
    """How many records it is about. Raises `Refused` where one of them, or none of the import, appeared later."""
    if not keys:
        here = (batch.source_id, batch.sealed_at)
        found = next(
            (late for late in late_imports(practice) if (late.batch.source_id, late.batch.sealed_at) == here), None
        )
        if found is None:
            raise Refused(
                _("{file} brought no record of this practice that appeared later and does not count.").format(
                    file=batch.file_name
                ),
                field="batch",
                hint=_("`milepost records appeared` lists the imports that did."),
            )
        return found.count
    late = late_records(practice, batch, keys)
    for key in keys:
        if key not in late:
            raise Refused(
                _("{key} is no record that {file} brought first, appeared later and does not count.").format(
                    key=key, file=batch.file_name
                ),
                field="records",
                hint=_("Name it by its id in the source."),
            )
    return len(keys)


def _check_nothing_waits(practice: Practice, batch: Batch, keys: Sequence[str]) -> None:
    waiting = Explanation.objects.filter(
        practice=practice, source=batch.source.code, received_at=batch.sealed_at, state=ExplanationState.WAITING
    )
    for other in waiting:
        if not keys or not other.records or set(keys) & set(other.records):
            raise Refused(
                _("{number} speaks of these records already and waits for an internal auditor.").format(
                    number=other.reference
                ),
                field="records" if keys else "batch",
            )


def _check_separate(actor: Actor, explanation: Explanation) -> None:
    practice = explanation.practice
    judged = judge_assignment(
        Assignment(
            Duty.AUDIT,
            Kind.PRACTICE,
            Ref(practice.key, explanation.reference),
            by=(_ref(actor.known_person),),
            of=tuple(_ref(person) for person in (explanation.made_by, practice.owner, practice.deputy) if person),
        ),
        on=today(explanation.organisation.timezone),
    )
    if judged is not None:
        raise RefusedByRule(
            _("Nobody accepts their own reasons, or those of a practice they own (S-16)."),
            [judged],
            hint=_("Ask another internal auditor."),
        )


def _ref(person: Person) -> Ref:
    return Ref(str(person.pk), str(person))


def _words(written: str, wanted: str, field: str = "note") -> str:
    words = written.strip()
    if not words or len(words) > LONGEST:
        raise Refused(wanted.format(count=LONGEST), field=field)
    return words


def _said(state: ExplanationState) -> str:
    return _("declined") if state is ExplanationState.DECLINED else _("accepted")
