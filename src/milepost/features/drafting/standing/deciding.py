"""What people decide about a version: where the plan holds its contents, and which facts may differ for now."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rules.facts.documents import DocumentKind, PlanContent
from milepost.features.documents.models import Version
from milepost.features.documents.policies import require_control
from milepost.features.drafting.models import AcceptedDrift, PlanPlace
from milepost.features.drafting.standing.drifting import InForce
from milepost.features.drafting.standing.plan import plan_version
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import EditableTable

LONGEST = {"place": 300, "why": 2_000}


def plan_to_state(programme: Programme) -> Version:
    """The version of the plan of which places are stated today. Raises `Refused` without one."""
    version = plan_version(programme, today(programme.organisation.timezone))
    if version is None:
        raise Refused(
            _("No document stands for the service management plan."),
            hint=_("Enter it first: the kind documents, with stands_for = “smp”."),
        )
    return version


def state_places(*, actor: Actor, programme: Programme, version: Version, places: Mapping[str, str]) -> tuple[str, ...]:
    """State where a version of the service management plan holds some of its contents; an empty place takes it back.

    Contents that are not named stay as they are. Answers with those that changed. Raises `Refused`.
    """
    require_control(actor, version.document)
    if version.document.stands_for != DocumentKind.SMP:
        raise Refused(
            _("{number} is not the service management plan.").format(number=version.document.number),
            hint=_("Say in its details that it stands for the plan."),
        )
    _refuse_places(places)
    with transaction.atomic():
        Version.objects.select_for_update(of=("self",)).get(pk=version.pk)  # the first places have no twin
        rows = {row.content: row for row in PlanPlace.objects.filter(version=version)}
        before = {content: rows[content].place if content in rows else "" for content in places}
        changed = {content: place.strip() for content, place in places.items() if place.strip() != before[content]}
        kept: list[PlanPlace] = []
        gone: list[PlanPlace] = []
        for content, place in changed.items():
            row = rows.get(content) or PlanPlace(
                organisation_id=programme.organisation_id,
                programme=programme,
                version=version,
                content=content,
                revision=0,
            )
            (kept if place else gone).append(row)
            row.place = place
        _write(kept)
        if changed:
            entries.append(
                actor=actor,
                organisation_id=programme.organisation_id,
                programme_id=programme.pk,
                kind="drafting.places-stated",
                subject=version,
                change={content: [before[content], place] for content, place in changed.items()},
                touched=kept,
                removed=gone,
            )
        for row in gone:
            row.delete()
    return tuple(changed)


def _refuse_places(places: Mapping[str, str]) -> None:
    known = {content.value for content in PlanContent}
    for content, place in places.items():
        if content not in known:
            raise Refused(
                _("A plan has no content “{content}”.").format(content=content[:40]),
                field="content",
                hint=_("Use one of {known}.").format(known=", ".join(sorted(known))),
            )
        if len(place) > LONGEST["place"]:
            raise Refused(_("It is longer than {n} characters.").format(n=LONGEST["place"]), field=content)


def accept_drifts(
    *, actor: Actor, programme: Programme, standing: InForce, paths: Sequence[str], why: str
) -> tuple[AcceptedDrift, ...]:
    """Accept by name that facts differ from the version in force, until they change again or a version follows.

    Raises `Refused` without a reason, or for a fact that does not differ (any more).
    """
    version = standing.version
    require_control(actor, version.document)
    if actor.person_id is None:
        raise Refused(_("A person accepts it by name."), hint=_("Sign in."))
    why = why.strip()
    if not why:
        raise Refused(_("It is accepted without a reason."), field="why", hint=_("Say why the version may differ."))
    if len(why) > LONGEST["why"]:
        raise Refused(_("It is longer than {n} characters.").format(n=LONGEST["why"]), field="why")
    differing = {each.drift.path: each.drift for each in standing.drifted}
    if not paths:
        raise Refused(_("No fact is named."), field="paths", hint=_("Choose at least one of the facts that changed."))
    for path in paths:
        if path not in differing:
            raise Refused(
                _("“{path}” does not differ from {version}.").format(path=path[:120], version=version.identification),
                field="paths",
                hint=_("Read again what changed."),
            )
    person = Person.objects.get(pk=actor.person_id)
    on = today(programme.organisation.timezone)
    with transaction.atomic():
        Version.objects.select_for_update(of=("self",)).get(pk=version.pk)
        rows = {row.path: row for row in AcceptedDrift.objects.filter(version=version)}
        accepted = []
        for path in dict.fromkeys(paths):
            row = rows.get(path) or AcceptedDrift(
                organisation_id=programme.organisation_id, programme=programme, version=version, path=path, revision=0
            )
            row.gone, row.come = list(differing[path].gone), list(differing[path].come)
            row.accepted_on, row.accepted_by, row.why = on, person, why
            accepted.append(row)
        _write(accepted)
        entries.append(
            actor=actor,
            organisation_id=programme.organisation_id,
            programme_id=programme.pk,
            kind="drafting.drift-accepted",
            subject=version,
            change={"why": why, "facts": {row.path: [row.gone, row.come] for row in accepted}},
            touched=accepted,
        )
    return tuple(accepted)


def _write(rows: Sequence[EditableTable]) -> None:
    for row in rows:
        row.revision += 1
        row.save()
