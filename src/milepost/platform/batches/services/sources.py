"""Sources, and what their values mean."""

import re
from collections.abc import Mapping
from typing import Literal

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.bulk import Mapping as RecordMapping
from milepost.engines.bulk import as_yaml
from milepost.engines.rules.clock.records import Timing
from milepost.platform.batches.models import Source, ValueMapping
from milepost.platform.batches.policies import EDIT_SOURCES, IMPORT_RECORDS
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import save_revised

COLUMNS = ("service", "group", "site")
CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


def source_for(organisation: Organisation, mapping: RecordMapping) -> Source:
    """The source a mapping speaks of; unsaved where it is new. Raises `Refused` where its timing is another."""
    code = re.sub(r"[^a-z0-9._-]+", "-", mapping.source.system.lower()).strip("-")[:60]
    if not CODE.fullmatch(code):
        raise Refused(
            _("{name} is no name for a source.").format(name=mapping.source.system),
            field="source.system",
            hint=_("Name the tool in letters and digits, such as servicenow."),
        )
    known = Source.objects.filter(organisation=organisation, code=code).first()
    if known is None:
        return Source(
            organisation=organisation, code=code, name=mapping.source.system[:200], timing=str(mapping.source.timing)
        )
    if known.timing != str(mapping.source.timing):
        raise Refused(
            _("The mapping says that {source} is {told}; it is kept as {known}.").format(
                source=known.code, told=mapping.source.timing, known=known.timing
            ),
            field="source.timing",
            hint=_("Correct the mapping, or change the source first: who writes its times decides what is late."),
        )
    return known


def remember_mapping(source: Source, mapping: RecordMapping, *, name: str, timezone: str) -> None:
    """Keep the mapping with its source for next time; a new source is saved. The caller writes the entry."""
    written = as_yaml(mapping)
    if not Source.objects.filter(pk=source.pk).exists():
        source.mapping, source.mapping_name, source.timezone = written, name, timezone
        source.save(force_insert=True)
    elif (source.mapping, source.mapping_name, source.timezone) != (written, name, timezone):
        source.mapping, source.mapping_name, source.timezone = written, name, timezone
        save_revised(source)


@transaction.atomic
def change_source(
    *,
    actor: Actor,
    source: Source,
    name: str | None = None,
    timing: str | None = None,
    retention_days: int | None = None,
    keep_for_ever: bool = False,
    seen: int | None = None,
) -> Source:
    """Rename a source, say who writes its times, or how many days its files are kept. What is None stays."""
    require(actor, EDIT_SOURCES, organisation_id=source.organisation_id)
    if timing is not None and timing not in {Timing.SYSTEM_TIMED, Timing.HAND_KEPT}:
        raise Refused(_("A source is system-timed or hand-kept."), field="timing")
    if retention_days is not None and not 1 <= retention_days <= 36_500:
        raise Refused(_("Files are kept from 1 to 36,500 days."), field="retention_days")
    before = {"name": source.name, "timing": source.timing, "retention_days": source.retention_days}
    source.name = (name if name is not None else source.name).strip()[:200] or source.code
    source.timing = timing or source.timing
    source.retention_days = None if keep_for_ever else retention_days or source.retention_days
    save_revised(source, seen=seen)
    after = {"name": source.name, "timing": source.timing, "retention_days": source.retention_days}
    entries.append(
        actor=actor,
        organisation_id=source.organisation_id,
        kind="source.changed",
        subject=source,
        change=entries.difference(before, after),
        touched=[source],
    )
    return source


@transaction.atomic
def map_value(
    *, actor: Actor, source: Source, values: Mapping[str, str], column: str = "service", programme_id: object = None
) -> dict[Literal["created", "updated", "unchanged"], int]:
    """Say what values of a source mean: value → code in the portfolio, an empty code takes it back.

    The caller has checked that the codes exist and refreshes the roll-up afterwards.
    """
    require(actor, IMPORT_RECORDS, organisation_id=source.organisation_id, programme_id=programme_id)  # type: ignore[arg-type]
    if column not in COLUMNS:
        raise Refused(_("Values are mapped of service, group and site."), field="column")
    known = {row.value: row for row in ValueMapping.objects.select_for_update().filter(source=source, column=column)}
    did: dict[Literal["created", "updated", "unchanged"], int] = {"created": 0, "updated": 0, "unchanged": 0}
    touched, removed, change = [], [], {}
    for value, code in values.items():
        row = known.get(value)
        if (row.code if row else "") == code:
            did["unchanged"] += 1
            continue
        change[value] = [row.code if row else None, code or None]
        if row is None:
            touched.append(
                ValueMapping.objects.create(
                    organisation_id=source.organisation_id, source=source, column=column, value=value[:500], code=code
                )
            )
            did["created"] += 1
            continue
        did["updated"] += 1
        if code:
            row.code = code
            save_revised(row)
            touched.append(row)
        else:
            removed.append(ValueMapping.objects.get(pk=row.pk))
            row.delete()
    if change:
        entries.append(
            actor=actor,
            organisation_id=source.organisation_id,
            kind="source.values-mapped",
            subject=source,
            change={"column": column, "values": change},
            touched=touched,
            removed=removed,
        )
    return did
