"""Who holds the roles of documents: what registers say, else what was answered when the programme was made."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q

from milepost.catalogue.documents.roles import DocumentRole
from milepost.catalogue.documents.roles import roles as document_roles
from milepost.features.drafting.reading.given import Given, Origin
from milepost.features.governance.models import RoleHolder
from milepost.features.plans.wizard.answers import address_in
from milepost.features.practices.models import Practice
from milepost.features.programmes.answered import answers_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Grant

ANSWERED = {"sponsor": "sponsor", "coordinator": "coordinator"}
"""The answers that name somebody, by the role of the programme that they name."""


def held_roles(
    programme: Programme, practices: Mapping[str, Practice], holders: Sequence[RoleHolder], *, on: date
) -> Iterator[Given]:
    """Holder and deputy of each role that somebody is known to hold, as facts of `roles`. One query.

    `holders` are those of all times: whoever was answered is outdated once the charter named anybody for the role.
    """
    serving = {holder.role: holder.called for holder in holders if holder.in_office(on)}
    members = _only_members(programme, on)
    answered = _answered(programme, {holder.role for holder in holders})
    for role in document_roles():
        practice = practices.get(role.practice)
        if practice and practice.owner:
            yield Given(f"roles.{role.key}.holder", practice.owner.name, Origin.PRACTICES)
        elif role.programme_role:
            yield from _of_programme(role, serving, members, answered)
        if practice and practice.deputy:
            yield Given(f"roles.{role.key}.deputy", practice.deputy.name, Origin.PRACTICES)


def _of_programme(
    role: DocumentRole, serving: Mapping[str, str], members: Mapping[str, str], answered: Mapping[str, str]
) -> Iterator[Given]:
    for origin, known in ((Origin.PEOPLE, serving), (Origin.MEMBERS, members), (Origin.NAMED, answered)):
        if known.get(role.programme_role):
            yield Given(f"roles.{role.key}.holder", known[role.programme_role], origin)
            return


def _only_members(programme: Programme, on: date) -> dict[str, str]:
    """The member who alone is sponsor or coordinator in the programme, by role; of two nobody knows who is meant.

    An address among the answers makes them that. To be one of the auditors, or of the committee, is not to lead them.
    """
    grants = Grant.objects.filter(
        Q(until=None) | Q(until__gte=on),
        organisation_id=programme.organisation_id,
        programme_id=programme.pk,
        member__removed_at=None,
        role__in=list(ANSWERED.values()),
    )
    names: dict[str, set[tuple[str, str]]] = {}
    for role, email, name in grants.values_list("role", "member__person__email", "member__person__name"):
        names.setdefault(role, set()).add((email, name))
    return {role: next(iter(people))[1] for role, people in names.items() if len(people) == 1}


def _answered(programme: Programme, charted: Iterable[str]) -> dict[str, str]:
    """The names that were answered, without office and address, for roles that the charter never named anybody for."""
    outdated, said = set(charted), answers_of(programme)
    names = {role: address_in(str(said.get(question, "")))[0] for question, role in ANSWERED.items()}
    return {role: name.partition(",")[0].strip() for role, name in names.items() if role not in outdated}
