"""A copy of everything that is kept about a person, for that person: one object, grouped by organisation.

A copy never holds what would be a secret in other hands, nor anything of an organisation that its reader may not see:
an administrator gets the part of their own organisation, without sessions and factors, which are the person's alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from milepost.platform.ledger.clock import now
from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person, SignInRules, Token
from milepost.platform.organisations.policies import MANAGE_MEMBERS, Hidden, allows
from milepost.platform.privacy.models import ErasureRequest
from milepost.platform.privacy.relations import related_tables, shown
from milepost.platform.provisioning.models import ScimUser
from milepost.platform.walls.visible import as_installation, seeing

SCHEMA = "milepost/person/1"
OWN_COLUMNS = ("id", "email", "name", "language")  # what an administrator of one organisation sees of an account


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may see of their own data: in which organisations, and their account where it is `whole`.

    `left_out` names the organisations that want a second factor, in a session without.
    """

    organisations: tuple[Organisation, ...]
    whole: bool
    left_out: tuple[str, ...]

    @property
    def keys(self) -> list[UUID]:
        """The organisations by key."""
        return [place.pk for place in self.organisations]


def own_reach(actor: Actor, *, only: UUID | None = None, has_factor: bool = True) -> Reach:
    """Every organisation that whoever asks ever belonged to, or `only` one, where the session or token opens no other.

    Raises `Hidden` where the actor is no member of that one.
    """
    if only is not None:
        if not actor.belongs_to(only):
            raise Hidden
        return Reach(tuple(Organisation.objects.filter(pk=only)), whole=False, left_out=())
    with as_installation("somebody's own data lie in every organisation they ever belonged to"):
        places = organisations_of(actor.known_person)
        wanting = set() if has_factor else _that_want_a_factor(places)
    return Reach(
        tuple(place for place in places if place.pk not in wanting),
        whole=True,
        left_out=tuple(place.name for place in places if place.pk in wanting),
    )


def own_data(actor: Actor, *, only: UUID | None = None, has_factor: bool = True) -> dict[str, Any]:
    """Everything about whoever asks, as far as they reach (`own_reach`)."""
    reach = own_reach(actor, only=only, has_factor=has_factor)
    return _copy(actor.known_person, reach.keys, whole=reach.whole, left_out=reach.left_out)


def own_counts(actor: Actor, reach: Reach) -> dict[str, int]:
    """How many rows of each table a copy would hold, without reading them."""
    person = actor.known_person
    counts = {"organisations.person": 1, "ledger.entry": 0, **{related.table: 0 for related in related_tables()}}
    with seeing(reach.keys):
        for related in related_tables():
            if related.has_organisation:
                counts[related.table] = related.rows_about(person).filter(organisation__in=reach.keys).count()
            elif reach.whole:
                counts[related.table] = related.rows_about(person).count()
        for key in reach.keys:
            counts["ledger.entry"] += _entries_about(person, key).count()
    return counts


def data_for_administrator(actor: Actor, person: Person) -> dict[str, Any]:
    """The part of each organisation that the actor administers. Raises `Hidden` where the person was in none."""
    with as_installation("a former member's place is looked up before anybody knows whose they were"):
        places = [place.pk for place in organisations_of(person)]
    own = [place for place in places if allows(actor, MANAGE_MEMBERS, organisation_id=place)]
    if not own:
        raise Hidden
    return _copy(person, own, whole=False)


def data_for_installation(person: Person) -> dict[str, Any]:
    """Everything, for whoever runs the installation and answers the person."""
    with as_installation("whoever runs the installation answers for all of it"):
        return _copy(person, [place.pk for place in organisations_of(person)])


def organisations_of(person: Person) -> list[Organisation]:
    """Every organisation that the person is or was a member of, by name."""
    there = Member.objects.filter(person=person).values("organisation_id")
    return list(Organisation.objects.filter(pk__in=there).order_by("name"))


def _that_want_a_factor(places: Iterable[Organisation]) -> set[UUID]:
    rules = SignInRules.objects.filter(organisation__in=list(places), second_factor=True)
    return set(rules.values_list("organisation_id", flat=True))


def _copy(
    person: Person, organisations: Sequence[UUID], *, whole: bool = True, left_out: Sequence[str] = ()
) -> dict[str, Any]:
    account = shown(person)
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        "made_at": now().isoformat(),
        "person": account if whole else {name: account[name] for name in OWN_COLUMNS},
        "account": dict(_rows(person, None)) if whole else {},
        "organisations": [],
        "left_out": list(left_out),
    }
    with seeing(organisations):
        for organisation in Organisation.objects.filter(pk__in=organisations).order_by("name"):
            answer["organisations"].append(
                {
                    "code": organisation.code,
                    "name": organisation.name,
                    "rows": dict(_rows(person, organisation.pk)),
                    "ledger": list(_entries(person, organisation.pk)),
                }
            )
    return answer


def _rows(person: Person, organisation_id: UUID | None) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for related in related_tables():
        if related.has_organisation == (organisation_id is None):
            continue
        rows = related.rows_about(person, organisation_id).iterator(chunk_size=2_000)
        if found := [related.copy_of(row, person) for row in rows]:
            yield related.table, found


def subjects_about(person: Person, organisation_id: UUID) -> dict[UUID, str]:
    """The things of an organisation that are about a person, as the ledger names them: key → the subject's kind."""
    found: dict[UUID, str] = {person.pk: "organisations.person"}
    for model in (Member, Token, ErasureRequest):
        keys = model.objects.filter(person=person, organisation_id=organisation_id).values_list("pk", flat=True)
        found |= dict.fromkeys(keys, model._meta.label_lower)
    to_them = Invitation.objects.filter(invited_as(person), organisation_id=organisation_id)
    found |= dict.fromkeys(to_them.values_list("pk", flat=True), Invitation._meta.label_lower)
    users = ScimUser.objects.filter(provided_as(person), organisation=organisation_id)
    return found | dict.fromkeys(users.values_list("pk", flat=True), ScimUser._meta.label_lower)


def invited_as(person: Person) -> Q:
    """Invitations to somebody: to their address, and those that they used under another."""
    return Q(email=person.email) | Q(used_by=person)


def provided_as(person: Person) -> Q:
    """Users at identity providers that are somebody, or that have their address and wait."""
    return Q(email=person.email) | Q(person=person)


def _entries_about(person: Person, organisation_id: UUID) -> QuerySet[Entry]:
    about = Q(actor_id=person.pk) | Q(subject_id__in=list(subjects_about(person, organisation_id)))
    return Entry.objects.filter(about, organisation_id=organisation_id)


def _entries(person: Person, organisation_id: UUID) -> Iterator[dict[str, Any]]:
    """The entries they wrote or that are about them, the oldest first."""
    columns = ("at", "kind", "channel", "subject_kind", "subject_label", "actor_id", "seq")
    rows = _entries_about(person, organisation_id).order_by("at", "pk").values_list(*columns)
    for at, kind, channel, subject_kind, subject, actor_id, seq in rows.iterator(chunk_size=2_000):
        yield {
            "at": at.isoformat(),
            "seq": seq,
            "kind": kind,
            "channel": channel,
            "subject": {"kind": subject_kind, "label": subject},
            "by_them": actor_id == person.pk,
        }


def counts_of(data: dict[str, Any]) -> dict[str, int]:
    """How many rows of each table a copy holds; a table that no copy is made of is not named."""
    counts = {"organisations.person": 1, **{related.table: 0 for related in related_tables()}}
    parts = [data["account"], *(place["rows"] for place in data["organisations"])]
    for part in parts:
        for table, rows in part.items():
            counts[table] = counts.get(table, 0) + len(rows)
    counts["ledger.entry"] = sum(len(place["ledger"]) for place in data["organisations"])
    return counts


def file_name() -> str:
    """What the file of a copy is called; it names nobody, since it lies in folders of downloads."""
    return f"milepost-my-data-{now().date().isoformat()}.json"
