"""The terms of the roll-up: what each programme says about its practices, services and tools."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from milepost.engines.rules.clock.records import Period, PracticeTerms
from milepost.features.evidence.models import Explanation, ExplanationState
from milepost.features.portfolio.models import Service
from milepost.features.practices.documented import DocumentedProcedure
from milepost.features.practices.models import Practice, Procedure
from milepost.features.practices.querysets import with_documented
from milepost.features.programmes.facts import counting_versions
from milepost.features.programmes.models import ElementKind, ElementState, Programme, ScopeElement, ScopeVersion
from milepost.platform.batches.services import refresh_rollups
from milepost.platform.batches.terms import ProgrammeTerms
from milepost.platform.organisations.models import Organisation

DAY = timedelta(days=1)


def terms_of(organisation: Organisation) -> list[ProgrammeTerms]:
    """The terms of every programme of an organisation."""
    return [terms_of_programme(programme) for programme in Programme.objects.filter(organisation=organisation)]


def terms_of_programme(
    programme: Programme,
    practices: Iterable[Practice] | None = None,
    versions: Sequence[ScopeVersion] | None = None,
) -> ProgrammeTerms:
    """The terms of one programme, as they are now. A fixed number of queries.

    For a caller who has read them: `practices` are its practices with procedures and tools, `versions` those of its
    scope whose signature counts, newest first.
    """
    in_scope = _services_in_scope(programme, counting_versions(programme) if versions is None else versions)
    if practices is None:
        rows = Practice.objects.filter(programme=programme).prefetch_related("procedures", "tools")
        practices = with_documented(programme, rows)
    accepted, accepted_imports = _accepted_late(programme)
    return ProgrammeTerms(
        programme_id=programme.pk,
        zone=programme.organisation.timezone,
        practices={practice.key: _terms(practice, in_scope) for practice in practices},
        services=frozenset(
            Service.objects.filter(organisation_id=programme.organisation_id).values_list("code", flat=True)
        ),
        accepted=accepted,
        accepted_imports=accepted_imports,
    )


def refresh(programme: Programme) -> int:
    """Count anew what was counted under other terms; returns how many practices that were."""
    return refresh_rollups(programme.organisation, [terms_of_programme(programme)])


def refresh_organisation(organisation: Organisation) -> int:
    """The same for every programme of an organisation."""
    return refresh_rollups(organisation, terms_of(organisation))


def _services_in_scope(programme: Programme, versions: Sequence[ScopeVersion]) -> frozenset[str]:
    """Those of the scope statement in force; while none is signed, those that are put in."""
    if versions:
        return frozenset(
            str(element["code"])
            for element in versions[0].elements
            if element["kind"] == ElementKind.SERVICE and element["state"] == ElementState.IN
        )
    decided = ScopeElement.objects.filter(programme=programme, kind=ElementKind.SERVICE, state=ElementState.IN)
    return frozenset(decided.values_list("code", flat=True))


def _accepted_late(
    programme: Programme,
) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str, datetime]]]:
    """What was accepted though it appeared later: records (source, id), whole imports (source, practice, moment)."""
    rows = Explanation.objects.filter(programme=programme, state=ExplanationState.ACCEPTED).values_list(
        "source", "records", "practice__key", "received_at"
    )
    records = frozenset((source, key) for source, keys, _practice, _at in rows for key in keys)
    whole = frozenset((source, practice, at) for source, keys, practice, at in rows if not keys)
    return records, whole


def _terms(practice: Practice, in_scope: frozenset[str]) -> PracticeTerms:
    tools: dict[str, tuple[Period, ...]] = {}
    for tool in practice.tools.all():
        tools[tool.source] = (*tools.get(tool.source, ()), Period(tool.from_on, tool.until_on))
    return PracticeTerms(
        live=tuple(_periods([(practice.live_on, practice.ended_on)])),
        procedures=tuple(_periods(_approved(practice.all_procedures))),
        services=in_scope,
        tools=tools,
    )


def _approved(procedures: Iterable[Procedure | DocumentedProcedure]) -> Sequence[tuple[date | None, date | None]]:
    return [(procedure.approved_on, procedure.withdrawn_on) for procedure in procedures]


def _periods(pairs: Iterable[tuple[date | None, date | None]]) -> Iterable[Period]:
    """Periods from a first day to the day before an end."""
    for first, ended in pairs:
        if first is not None and (ended is None or ended > first):
            yield Period(first, ended - DAY if ended else None)
