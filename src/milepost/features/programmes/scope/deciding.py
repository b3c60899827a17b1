"""Deciding what is in scope and how the sentence says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.scope import ElementKind
from milepost.features.programmes.facts import TABLES
from milepost.features.programmes.models import Programme, ScopeElement, ScopeWording
from milepost.features.programmes.policies import EDIT_SCOPE
from milepost.features.programmes.wording import LANGUAGES, LONGEST, PARTS
from milepost.platform.applying.kinds import Did
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded, save_revised


@dataclass(frozen=True, slots=True)
class ElementDecision:
    """What is decided about one element. `justification` None leaves it as it is.

    `seen` is the revision that it was based on: 0 for an element that nobody had decided, None for any.
    """

    kind: str
    code: str
    state: str
    justification: str | None = None
    seen: int | None = None


@dataclass(slots=True)
class _Written:
    made: list[ScopeElement] = field(default_factory=list)
    changed: list[ScopeElement] = field(default_factory=list)
    change: dict[str, object] = field(default_factory=dict)


def decide_element(*, actor: Actor, programme: Programme, decision: ElementDecision) -> Did:
    """Decide about one element. Raises `Refused` or `Superseded`."""
    answer = decide_elements(actor=actor, programme=programme, decisions=[decision])[0]
    if isinstance(answer, Exception):
        raise answer
    return answer


def decide_elements(
    *, actor: Actor, programme: Programme, decisions: Sequence[ElementDecision]
) -> list[Did | Refused | Superseded]:
    """Decide about many elements, in one ledger entry. What is refused is left out; the answers come in order."""
    require(actor, EDIT_SCOPE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    with transaction.atomic():
        present = {
            (row.kind, row.code): row for row in ScopeElement.objects.select_for_update().filter(programme=programme)
        }
        known = _known(programme, {decision.kind for decision in decisions})
        written = _Written()
        answers = [_decide(programme, present, known, decision, written) for decision in decisions]
        _write(actor, programme, written)
    return answers


def _known(programme: Programme, kinds: set[str]) -> set[tuple[str, str]]:
    return {
        (kind.value, code)
        for kind, table in TABLES.items()
        if kind.value in kinds
        for code in table._default_manager.filter(organisation_id=programme.organisation_id).values_list(
            "code", flat=True
        )
    }


def _decide(
    programme: Programme,
    present: dict[tuple[str, str], ScopeElement],
    known: set[tuple[str, str]],
    decision: ElementDecision,
    written: _Written,
) -> Did | Refused | Superseded:
    key = (decision.kind, decision.code)
    if key not in known:
        return _unknown(decision)
    row = present.get(key)
    if decision.seen is not None and decision.seen != (row.revision if row else 0):
        return Superseded(row or ScopeElement(programme=programme, kind=key[0], code=key[1], revision=0))
    before = {"state": row.state, "justification": row.justification} if row else {}
    after = {"state": decision.state, "justification": (decision.justification or "").strip()}
    if decision.justification is None and row is not None:
        after["justification"] = row.justification
    if row is not None and before == after:
        return "unchanged"
    made = row is None
    row = row or ScopeElement(
        organisation_id=programme.organisation_id, programme=programme, kind=decision.kind, code=decision.code
    )
    row.state, row.justification = after["state"], after["justification"]
    present[key] = row
    (written.made if made else written.changed).append(row)
    written.change["/".join(key)] = entries.difference(before, after)
    return "created" if made else "updated"


def _unknown(decision: ElementDecision) -> Refused:
    if decision.kind not in {kind.value for kind in ElementKind}:
        return Refused(
            _("A scope takes in or leaves out services, customers, units and locations, never {kind}.").format(
                kind=decision.kind
            ),
            field="kind",
            hint=_("No clause of 4 to 10 can be excluded (4.4). Write service, customer, unit or location."),
        )
    return Refused(
        _("The portfolio has no {kind} {code}.").format(kind=decision.kind, code=decision.code),
        field="code",
        hint=_("Enter it in the portfolio first, or mend its code."),
    )


def _write(actor: Actor, programme: Programme, written: _Written) -> None:
    if not written.change:
        return
    ScopeElement.objects.bulk_create(written.made, batch_size=500)
    for row in written.changed:
        save_revised(row)
    wording = _prepared_by(actor, programme)
    only = [*written.made, *written.changed][0] if len(written.change) == 1 else None
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="scope.decided",
        subject=only or programme,
        change=written.change,
        touched=[*written.made, *written.changed, *wording],
    )


def _prepared_by(actor: Actor, programme: Programme) -> list[ScopeWording]:
    """The wording's row when its `prepared_by` changes by this: who wrote the statement last does not approve it."""
    wording = ScopeWording.objects.filter(programme=programme).first()
    if wording is None:
        wording = ScopeWording.objects.create(
            organisation_id=programme.organisation_id, programme=programme, prepared_by_id=actor.person_id
        )
        return [wording]
    if wording.prepared_by_id == actor.person_id:
        return []
    wording.prepared_by_id = actor.person_id
    save_revised(wording)
    return [wording]


def word_scope(
    *, actor: Actor, programme: Programme, parts: Mapping[str, Mapping[str, str]], seen: int | None = None
) -> Did:
    """Say parts of the sentence in words of one's own; an empty part is said by the names. Raises `Superseded`.

    `seen` is the revision that it was based on, 0 where there was none, None for any. A part left out stays.
    """
    require(actor, EDIT_SCOPE, organisation_id=programme.organisation_id, programme_id=programme.pk)
    checked = _checked(parts)
    with transaction.atomic():
        row = ScopeWording.objects.select_for_update().filter(programme=programme).first()
        if row is None:
            row = ScopeWording(organisation_id=programme.organisation_id, programme=programme, revision=0)
        if seen is not None and seen != row.revision:
            raise Superseded(row)
        before = dict(row.parts)
        after = {name: words for name, words in {**before, **checked}.items() if words}
        if before == after:
            return "unchanged"
        row.parts, row.prepared_by_id = after, actor.person_id
        if made := row.revision == 0:
            row.revision = 1
            row.save(force_insert=True)
        else:
            save_revised(row)
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="scope.worded",
            subject=row,
            change={"parts": [before, after]},
            touched=[row],
        )
    return "created" if made else "updated"


def _checked(parts: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    checked: dict[str, dict[str, str]] = {}
    for name, words in parts.items():
        if name not in {*PARTS, "organisation"}:
            raise Refused(_("The scope sentence has no part {name}.").format(name=name), field=name)
        for language, text in words.items():
            if language not in LANGUAGES or len(str(text)) > LONGEST:
                raise Refused(
                    _("A part is said in English and Indonesian, in at most {most} characters.").format(most=LONGEST),
                    field=name,
                )
        checked[name] = {language: text.strip() for language, text in words.items() if text.strip()}
    return checked
