"""From drafts to controlled documents: the text that the registers give becomes the draft of the next version.

What people wrote into it by hand stays: the version keeps the text that it was started from, and a new one is merged
into it. Where both changed one place, people's words stand and the clash is told. A version in review, or one that
was never written from a template, is left alone, with the reason.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.engines.rendering import BadDocument, read_markdown
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.templating.drift import Drift, drifts
from milepost.engines.templating.merging import Clash, merge
from milepost.features.documents.models import Document, Version, VersionState
from milepost.features.documents.policies import WRITE_DOCUMENTS
from milepost.features.documents.querysets import coordinator_of
from milepost.features.documents.services import put_document, save_draft
from milepost.features.drafting.models import Origin
from milepost.features.drafting.reading.book import sources_of
from milepost.features.drafting.reading.controlled import controlled_documents, documents_by_address
from milepost.features.drafting.reading.holders import members_in_roles
from milepost.features.drafting.reading.origins import address_of
from milepost.features.drafting.writing.drafts import Drafted, addresses_in, write_from
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import require
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from milepost.platform.ui.texts import speak

COORDINATOR, SPONSOR = "coordinator", "sponsor"  # roles of documents

type Done = Literal["created", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What became of one document: its version, what was done, the places to decide, or why nothing was done.

    `key` is its address: `DOC-INC-01`, `DOC-SLA-01:RETAIL`.
    """

    key: str
    version: Version | None
    did: Done | Literal["refused"]
    clashes: tuple[Clash, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document that was written from a template stands to what the registers and that template say today."""

    version: Version
    origin: Origin
    drifts: tuple[Drift, ...]
    has_other_template: bool = False


def take_up(*, actor: Actor, programme: Programme, keys: Iterable[str], language: str, on: date) -> tuple[TakenUp, ...]:
    """Put drafts into the next versions of their documents, which are entered where they are not there yet.

    `language` is that of documents entered now; one that is there keeps its own. Each document stands for itself: one
    that is refused does not keep the others. A kind that repeats stands for all of its documents. Raises
    `UnknownEntry` where a key has no template.
    """
    require(actor, WRITE_DOCUMENTS, organisation_id=programme.organisation_id, programme_id=programme.pk)
    known, sources = documents_by_address(programme), sources_of(programme, on=on)
    by_language: dict[str, list[str]] = {}
    for key in addresses_in(sources.book, keys):
        by_language.setdefault(known[key][0].language if key in known else language, []).append(key)
    controlled = controlled_documents(programme, on=on)
    written = [
        each
        for code, some in by_language.items()
        for each in write_from(sources, programme, some, code, controlled).documents
    ]
    people = dict(members_in_roles(programme, on=on))
    if COORDINATOR not in people and (coordinator := coordinator_of(programme)):
        people[COORDINATOR] = coordinator
    return tuple(_take_up_or_refuse(actor, programme, each, known.get(each.address, ()), people) for each in written)


def standings(programme: Programme, documents: Iterable[Drafted]) -> Mapping[str, Standing]:
    """For each document that a template wrote, by its address, what changed since its newest version. Two queries."""
    origins = _origins(programme)
    found = {}
    for each in documents:
        origin = origins.get((each.address, each.language))
        if origin is not None:
            by_another = _is_by_another_template(origin, each)
            found[each.address] = Standing(origin.version, origin, drifts(origin.read, each.read), by_another)
            continue
        elsewhere = next((row for (key, _language), row in origins.items() if key == each.address), None)
        if elsewhere is not None:  # under control in the other language: there its facts are compared
            found[each.address] = Standing(elsewhere.version, elsewhere, ())
    return found


def _origins(programme: Programme) -> dict[tuple[str, str], Origin]:
    """The origin of the newest version of each document, by template and language."""
    rows = Origin.objects.filter(programme=programme, version__document__withdrawn_on=None).defer(
        "body", "version__body"
    )
    ordered = rows.select_related("version__document").order_by("version__number", "id")
    return {(address_of(row), row.language): row for row in ordered}


def _take_up_or_refuse(
    actor: Actor, programme: Programme, written: Drafted, known: Sequence[Document], people: Mapping[str, Person]
) -> TakenUp:
    try:
        with transaction.atomic():
            return _take_up(actor, programme, written, _the_one(written, known), people)
    except Refused as refused:
        return TakenUp(written.address, None, "refused", refused=refused)
    except Superseded as superseded:
        again = Refused(str(superseded), hint=_("Try again."))
        return TakenUp(written.address, None, "refused", refused=again)
    except BadDocument as bad:
        return TakenUp(written.address, None, "refused", refused=Refused(speak(bad.reason), hint=speak(bad.fix)))


def _the_one(written: Drafted, known: Sequence[Document]) -> Document | None:
    """The document that a draft is put into. Raises `Refused` where several might be it, and none says so."""
    if len(known) > 1:
        raise Refused(
            _("Several documents may be it: {numbers}.").format(numbers=", ".join(each.number for each in known)),
            hint=_("Say in the master list which of them is {key}.").format(key=written.kind.key),
        )
    return known[0] if known else None


def _take_up(
    actor: Actor, programme: Programme, written: Drafted, known: Document | None, people: Mapping[str, Person]
) -> TakenUp:
    if not written.draft.headings or not any(heading.drafted for heading in written.draft.headings):
        raise Refused(_("Nothing of it can be written yet."), hint=_("Enter the facts that it asks for."))
    if known is None:
        document = put_document(
            actor=actor, programme=programme, fields=_fields(written, people, actor.person_id), seen=0
        ).row
    else:
        document = _naming_what_it_is(actor, programme, written, known)
    latest = Version.objects.filter(document=document).order_by("-number").first()
    origin = _newest_origin(document, written.language)
    body, clashes = written.draft.body, tuple[Clash, ...]()
    if latest is not None and (latest.body or latest.file_id):
        if origin is None:
            raise Refused(
                _("{number} was not written from its template.").format(number=document.number),
                hint=_("Write its next version by hand."),
            )
        merged = merge(origin.body, latest.body, body)
        body, clashes = merged.body, merged.clashes
        if body == latest.body and origin.body == written.draft.body:
            return TakenUp(written.address, latest, "unchanged")
    read_markdown(body)  # what no page could show is not put there
    is_new = latest is None or latest.state != VersionState.DRAFT
    fields: dict[str, object] = {"body": body, **({"summary": _summary(origin, written)} if is_new else {})}
    version = save_draft(
        actor=actor, document=document, fields=fields, seen=latest.revision if latest and not is_new else None
    )
    _keep_origin(actor, programme, version, written)
    return TakenUp(written.address, version, "created" if is_new else "updated", clashes)


def _naming_what_it_is(actor: Actor, programme: Programme, written: Drafted, known: Document) -> Document:
    """A document that did not say yet of which kind it is, or of which customer, supplier or service."""
    says: dict[str, object] = {}
    if known.catalogue_kind != written.kind.key:
        says["catalogue_kind"] = written.kind.key
    if written.about is not None and not known.about:
        says["about"] = written.about.code
    return put_document(actor=actor, programme=programme, fields=says, document=known).row if says else known


def _newest_origin(document: Document, language: str) -> Origin | None:
    """What the document was last written from; a version that people wrote since started from its text."""
    found = Origin.objects.filter(version__document=document, language=language)
    return found.order_by("-version__number").first()


def _fields(written: Drafted, people: Mapping[str, Person], author: UUID | None) -> dict[str, object]:
    """What the master list says of it.

    Nobody who holds its owner's role: the coordinator answers for it. Its approver neither wrote it nor owns it
    (S-16): where the one of the catalogue did, it is the sponsor.
    """
    of, about, own = written.kind, written.about, written.template
    owner = people.get(of.owner) or people.get(COORDINATOR)
    barred = {author, owner.pk if owner else None}
    approvers = [people[role] for role in (of.approver, SPONSOR) if role in people and people[role].pk not in barred]
    called = {"en": of.title.en, "id": of.title.id, written.language: own.title}
    names = {"en": f": {about.name.en}", "id": f": {about.name.id}"} if about else {"en": "", "id": ""}
    return {
        "number": written.number,
        "catalogue_kind": of.key,
        "about": about.code if about else None,
        "title": called["en"] + names["en"],
        "title_id": called["id"] + names["id"],
        "kind": of.sort.value,
        "stands_for": "" if of.rule is DocumentKind.OTHER else of.rule.value,
        "practice": of.practice,
        "clauses": list(of.clauses),
        "items": [str(number) for number in of.items],
        "owner": owner,
        "approver": approvers[0] if approvers else None,
        "classification": own.classification,
        "review_months": (own.review_months if written.own_version else of.review_months) or None,
        "retention_months": own.retention_months,
        "language": written.language,
    }


def _summary(origin: Origin | None, written: Drafted) -> str:
    """What the next version changes, for its history; nothing of the first."""
    if origin is None:
        return ""
    changed = drifts(origin.read, written.read)
    parts = [f"{', '.join(each.gone) or '–'} → {', '.join(each.come) or '–'}" for each in changed[:10]]
    if _is_by_another_template(origin, written):
        before, after = (
            _called_edition(edition, own)
            for edition, own in ((origin.edition, origin.own_version), (written.edition, written.own_version))
        )
        parts.insert(0, _("Template: {before} → {after}").format(before=before, after=after))
    more = f" (+{len(changed) - 10})" if len(changed) > 10 else ""
    return ("; ".join(parts) + more)[:1_000]


def _is_by_another_template(origin: Origin, written: Drafted) -> bool:
    return (origin.edition, origin.own_version or 0) != (written.edition, written.own_version)


def _called_edition(edition: int, own_version: int | None) -> str:
    if own_version:
        return _("edition {edition}, own version {number}").format(edition=edition, number=own_version)
    return _("edition {edition}").format(edition=edition)


def _keep_origin(actor: Actor, programme: Programme, version: Version, written: Drafted) -> None:
    facts = {
        "edition": written.edition,
        "own_version": written.own_version or None,
        "body": written.draft.body,
        "read": dict(written.read),
        "claims": [claim.as_kept() for claim in written.claims],
    }
    row = Origin.objects.filter(version=version, language=written.language).first()
    if row is None:
        row = Origin(organisation_id=programme.organisation_id, programme=programme, version=version)
        row.template, row.language = written.kind.key, written.language
    else:
        row.revision += 1
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    entries.append(
        actor=actor,
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        kind="drafting.taken-up",
        subject=version,
        change={
            "template": written.address,
            "edition": written.edition,
            **({"own_version": written.own_version} if written.own_version else {}),
            "facts": sum(map(len, written.read.values())),
        },
        touched=[row],
    )
