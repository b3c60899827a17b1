"""Organisations, members, invitations and tokens: what their services do and refuse."""

from datetime import timedelta

import pytest

from milepost.features.programmes.models import Programme
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import now, today
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations import services
from milepost.platform.organisations.models import Invitation, Member, Organisation, Person, Session, Token
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.tables import Superseded
from tests.people import PASSWORD, actor_of, client_of


@pytest.fixture(autouse=True)
def _the_ledger_agrees_afterwards(db: None) -> object:
    yield
    assert verify_ledger().breaches == []


def kinds() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("kind", flat=True))


# -- organisations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["", "Cakrawala", "a b", "-a", "a--b", "a" * 41, "café"])
def test_a_code_that_would_not_fit_into_an_address_is_refused(code: str, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        services.make_organisation(author=system(Channel.CLI), code=code, name="X", administrator=adi)
    assert refused.value.field == "code"


def test_two_organisations_never_share_a_code(cakrawala: Organisation, zoe: Person) -> None:
    with pytest.raises(Refused, match="exists"):
        services.make_organisation(author=system(Channel.CLI), code="cakrawala", name="X", administrator=zoe)


@pytest.mark.parametrize(
    ("field", "value"), [("timezone", "Asia/Atlantis"), ("language", "de"), ("country", "Indonesia"), ("name", " ")]
)
def test_a_setting_that_means_nothing_is_refused(field: str, value: str, cakrawala: Organisation, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        services.change_organisation(actor=actor_of(adi), organisation=cakrawala, seen=None, **{field: value})
    assert refused.value.field == field


def test_a_change_based_on_an_older_revision_is_refused_without_loss(cakrawala: Organisation, adi: Person) -> None:
    services.change_organisation(actor=actor_of(adi), organisation=cakrawala, seen=1, name="Cakrawala")
    with pytest.raises(Superseded):
        services.change_organisation(actor=actor_of(adi), organisation=cakrawala, seen=1, name="Langit")
    cakrawala.refresh_from_db()
    assert (cakrawala.name, cakrawala.revision) == ("Cakrawala", 2)


# -- members ----------------------------------------------------------------------------------------------------------


def test_only_an_administrator_adds_people(cakrawala: Organisation, ada: Person) -> None:
    with pytest.raises(NotAllowed):
        services.add_member(actor=actor_of(ada), organisation=cakrawala, email="x@x.example", name="X")


def test_an_administrator_of_another_organisation_sees_nothing_to_add_to(
    cakrawala: Organisation, zoe: Person, bukit: Organisation
) -> None:
    with pytest.raises(Hidden):
        services.add_member(actor=actor_of(zoe), organisation=cakrawala, email="x@x.example", name="X")


def test_adding_somebody_again_adds_the_role_and_no_second_membership(
    programme: Programme, adi: Person, ben: Person
) -> None:
    services.add_member(
        actor=actor_of(adi), organisation=programme.organisation, email="BEN@cakrawala.example ", name="Ben",
        role=Role.CONTRIBUTOR, programme_id=programme.pk,
    )  # fmt: skip
    assert Member.objects.filter(person=ben).count() == 1
    assert actor_of(ben).roles(programme.organisation_id, programme.pk) == {Role.IMPLEMENTATION_TEAM, Role.CONTRIBUTOR}


def test_nobody_is_an_administrator_of_one_programme(programme: Programme, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        services.add_member(
            actor=actor_of(adi), organisation=programme.organisation, email="x@x.example", name="X",
            role=Role.ADMINISTRATOR, programme_id=programme.pk,
        )  # fmt: skip
    assert refused.value.field == "role"


def test_an_external_auditors_role_ends_by_itself(cakrawala: Organisation, adi: Person) -> None:
    member = services.add_member(
        actor=actor_of(adi), organisation=cakrawala, email="x@x.example", name="X", role=Role.EXTERNAL_AUDITOR
    )
    assert member.grants.get().until == today("Asia/Jakarta") + timedelta(days=90)


def test_a_role_that_has_ended_opens_nothing(programme: Programme, iris: Person) -> None:
    grant = iris.memberships.get().grants.get()
    grant.until = today("Asia/Jakarta") - timedelta(days=1)
    assert actor_of(iris).roles(programme.organisation_id, programme.pk) == {Role.READER}
    type(grant).objects.filter(pk=grant.pk).update(until=grant.until)
    assert actor_of(iris).roles(programme.organisation_id, programme.pk) == frozenset()
    type(grant).objects.filter(pk=grant.pk).update(until=None)


def test_the_last_administrator_stays(cakrawala: Organisation, adi: Person) -> None:
    member = adi.memberships.get()
    with pytest.raises(Refused, match="administrator"):
        services.remove_member(actor=actor_of(adi), member=member)
    with pytest.raises(Refused, match="administrator"):
        services.take_role(actor=actor_of(adi), grant=member.grants.get())


def test_the_last_administrator_may_lose_another_role(cakrawala: Organisation, adi: Person) -> None:
    services.add_member(
        actor=actor_of(adi), organisation=cakrawala, email=adi.email, name=adi.name, role=Role.COORDINATOR
    )
    member = adi.memberships.get()
    services.take_role(actor=actor_of(adi), grant=member.grants.get(role=Role.COORDINATOR))
    assert [grant.role for grant in member.grants.all()] == [Role.ADMINISTRATOR]


def test_a_removed_member_loses_sessions_tokens_and_roles_at_once(
    programme: Programme, adi: Person, ben: Person
) -> None:
    here = programme.organisation
    browser = client_of(ben)
    token, _ = services.make_token(
        actor=actor_of(ben), organisation=here, person=ben, scope="write", expires_on=today("UTC") + timedelta(days=9)
    )
    services.invite(actor=actor_of(adi), organisation=here, email=ben.email, name="Ben", role=Role.READER)
    assert browser.get("/").status_code == 200

    services.remove_member(actor=actor_of(adi), member=ben.memberships.get())

    assert browser.get("/").status_code == 302
    assert not Session.objects.exists()
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert Invitation.objects.get(email=ben.email).withdrawn_at is not None
    assert actor_of(ben).memberships == frozenset()


def test_a_removed_member_may_come_back_with_nothing_of_before(programme: Programme, adi: Person, ben: Person) -> None:
    services.remove_member(actor=actor_of(adi), member=ben.memberships.get())
    services.add_member(
        actor=actor_of(adi), organisation=programme.organisation, email=ben.email, name="Ben", role=Role.READER
    )
    assert actor_of(ben).roles(programme.organisation_id, programme.pk) == {Role.READER}


# -- invitations ------------------------------------------------------------------------------------------------------


def invited(cakrawala: Organisation, adi: Person, email: str = "new@x.example") -> tuple[Invitation, str]:
    return services.invite(actor=actor_of(adi), organisation=cakrawala, email=email, name="Nia", role=Role.READER)


def test_the_secret_of_an_invitation_is_not_kept(cakrawala: Organisation, adi: Person) -> None:
    invitation, secret = invited(cakrawala, adi)
    assert secret not in {str(value) for value in Invitation.objects.filter(pk=invitation.pk).values()[0].values()}
    assert services.open_invitation(secret) == invitation
    assert services.open_invitation("guess") is None


def test_an_invitation_works_once(cakrawala: Organisation, adi: Person) -> None:
    invitation, _ = invited(cakrawala, adi)
    services.accept_invitation(invitation=invitation, name="Nia", password=PASSWORD)
    person = Person.objects.get(email="new@x.example")
    assert person.check_password(PASSWORD)
    with pytest.raises(Refused, match="any more"):
        services.accept_invitation(invitation=invitation, person=person)


def test_an_expired_or_withdrawn_invitation_lets_nobody_in(cakrawala: Organisation, adi: Person) -> None:
    withdrawn, _ = invited(cakrawala, adi)
    services.withdraw_invitation(actor=actor_of(adi), invitation=withdrawn)
    expired, _ = invited(cakrawala, adi)
    before = expired.expires_at
    Invitation.objects.filter(pk=expired.pk).update(expires_at=now() - timedelta(minutes=1))
    for invitation in (withdrawn, expired):
        with pytest.raises(Refused, match="any more"):
            services.accept_invitation(invitation=invitation, name="Nia", password=PASSWORD)
    assert not Member.objects.filter(person__email="new@x.example").exists()
    Invitation.objects.filter(pk=expired.pk).update(expires_at=before)


def test_a_link_never_sets_the_password_of_somebody_who_has_one(
    cakrawala: Organisation, adi: Person, zoe: Person
) -> None:
    invitation, _ = invited(cakrawala, adi, zoe.email)
    with pytest.raises(Refused, match="Sign in"):
        services.accept_invitation(invitation=invitation, name="Mallory", password="another-long-password")
    zoe.refresh_from_db()
    assert zoe.check_password(PASSWORD)


@pytest.mark.parametrize("mark", ["last_login", "second_factor_since"])
def test_a_link_gives_nobody_the_account_of_somebody_who_was_in_without_a_password(
    mark: str, cakrawala: Organisation, adi: Person
) -> None:
    member = services.add_member(
        actor=actor_of(adi), organisation=cakrawala, email="sari@x.example", name="Sari", role=Role.SPONSOR
    )
    Person.objects.filter(pk=member.person_id).update(**{mark: now()})
    invitation, _ = invited(cakrawala, adi, "sari@x.example")
    with pytest.raises(Refused, match="Sign in, then open the link again"):
        services.accept_invitation(invitation=invitation, name="Mallory", password="another-long-password")
    kept = Person.objects.get(pk=member.person_id)
    assert (kept.name, kept.has_usable_password()) == ("Sari", False)


def test_a_link_does_not_open_an_account_that_is_closed(cakrawala: Organisation, adi: Person) -> None:
    member = services.add_member(
        actor=actor_of(adi), organisation=cakrawala, email="sari@x.example", name="Sari", role=Role.SPONSOR
    )
    Person.objects.filter(pk=member.person_id).update(is_active=False)
    invitation, _ = invited(cakrawala, adi, "sari@x.example")
    with pytest.raises(Refused, match="Sign in"):
        services.accept_invitation(invitation=invitation, name="Mallory", password="another-long-password")
    assert not Person.objects.get(pk=member.person_id).has_usable_password()


def test_an_invitation_is_for_one_address(cakrawala: Organisation, adi: Person, zoe: Person) -> None:
    invitation, _ = invited(cakrawala, adi)
    with pytest.raises(Refused, match=r"new@x\.example"):
        services.accept_invitation(invitation=invitation, person=zoe)


# -- tokens -----------------------------------------------------------------------------------------------------------


def test_a_token_is_kept_as_prefix_and_digest(cakrawala: Organisation, adi: Person) -> None:
    token, secret = services.make_token(
        actor=actor_of(adi),
        organisation=cakrawala,
        person=adi,
        scope="read",
        expires_on=today("UTC") + timedelta(days=9),
    )
    assert secret.startswith(f"mp_{token.prefix}_")
    kept = Token.objects.filter(pk=token.pk).values()[0]
    assert secret.removeprefix(f"mp_{token.prefix}_") not in str(kept)


@pytest.mark.parametrize(("days", "scope", "field"), [(0, "read", "expires"), (9, "sign", "scope")])
def test_a_token_needs_an_end_and_a_scope(
    days: int, scope: str, field: str, cakrawala: Organisation, adi: Person
) -> None:
    with pytest.raises(Refused) as refused:
        services.make_token(
            actor=actor_of(adi), organisation=cakrawala, person=adi, scope=scope,
            expires_on=today("Asia/Jakarta") + timedelta(days=days),
        )  # fmt: skip
    assert refused.value.field == field


def test_nobody_but_a_member_has_a_token(cakrawala: Organisation, adi: Person, zoe: Person) -> None:
    with pytest.raises(Refused, match="not a member"):
        services.make_token(
            actor=actor_of(adi, Channel.CLI), organisation=cakrawala, person=zoe, scope="read",
            expires_on=today("UTC") + timedelta(days=9),
        )  # fmt: skip


# -- people -----------------------------------------------------------------------------------------------------------


def test_addresses_that_differ_in_case_are_one_person(db: None) -> None:
    first = services.make_person(email="Nia@X.example", name="Nia")
    assert services.make_person(email=" nia@x.EXAMPLE", name="Other") == first


@pytest.mark.parametrize("password", ["short", "123456789012", "password1234", "adi@cakrawala.example"])
def test_a_weak_password_is_refused(password: str, adi: Person) -> None:
    with pytest.raises(Refused) as refused:
        services.change_password(actor=actor_of(adi), new=password)
    assert refused.value.field == "password"


def test_a_new_name_stands_in_every_organisations_history(karl: Person) -> None:
    services.change_account(actor=actor_of(karl), name="Karl B. Tanaka", language="id")
    assert kinds().count("person.changed") == 2
