"""Every page refuses the right people: a visitor signs in, a stranger sees nothing, a member without the right is told.

The walk takes in each new route by itself. A route is known by the permission its frame put on it
(`organisation_page`, `programme_page`); one without is in OPEN, with the reason.
"""

import pytest
from django.db import transaction
from django.test import Client

from milepost.platform.organisations.policies import Permission, permission_named, permissions
from milepost.platform.organisations.roles import Role
from tests.matrix.world import ROLES, STRANGER, Route, World, a_world_of_its_own, in_parts, read_out, routes
from tests.people import client_of

ANYBODY, SIGNED_IN = "anybody", "anybody signed in"

OPEN = {
    "healthz": (ANYBODY, "a balancer asks whether the process answers; it says nothing else"),
    "readyz": (ANYBODY, "a balancer asks; it says ok or failed of four parts and nothing else"),
    "metrics": (ANYBODY, "asked from this machine here; who else may has tests of its own"),
    "csp-report": (ANYBODY, "browsers report without cookies; it takes a POST, logs little and keeps nothing"),
    "organisations:home": (SIGNED_IN, "each sees only their own programmes on it"),
    "organisations:account": (SIGNED_IN, "each sees only themselves on it"),
    "inbox:mail": (SIGNED_IN, "one's own choice, and nothing of anybody else's"),
    "signin:sign-in": (ANYBODY, "the door itself"),
    "signin:sign-out": (ANYBODY, "takes a POST; signing out twice does no harm"),
    "signin:second-step": (ANYBODY, "leads back to signing in whoever has not given a password"),
    "signin:by-passkey": (ANYBODY, "takes a POST; the passkey is the right"),
    "signin:passkey-options": (ANYBODY, "takes a POST; a challenge tells nothing"),
    "signin:password": (SIGNED_IN, "one's own password; the present one and the second factor are asked"),
    "signin:passkey-start": (SIGNED_IN, "one's own passkeys; the password is asked again"),
    "signin:passkey-add": (SIGNED_IN, "one's own passkeys; the password is asked again"),
    "signin:passkey-making-options": (SIGNED_IN, "takes a POST, after the password was asked again"),
    "signin:passkey-name": (SIGNED_IN, "each renames only their own"),
    "signin:passkey-remove": (SIGNED_IN, "each removes only their own; the password is asked again"),
    "signin:where": (ANYBODY, "asks for an organisation's code, and says nothing of it"),
    "signin:provider": (ANYBODY, "leads to an identity provider; an organisation without one is not told from none"),
    "signin:provider-answer": (ANYBODY, "whom the provider vouches for"),
    "signin:again": (SIGNED_IN, "leads to one's own identity provider; only a link of one's own page does"),
    "signin:saml-metadata": (ANYBODY, "what to register at a provider; the same words for every code"),
    "signin:saml-answer": (ANYBODY, "takes a POST of an identity provider; without its signature it leads back"),
    "signin:app": (SIGNED_IN, "one's own authenticator app; the password is asked again"),
    "signin:app-start": (SIGNED_IN, "one's own authenticator app; the password is asked again"),
    "signin:app-remove": (SIGNED_IN, "one's own authenticator app; the password is asked again"),
    "signin:recovery-codes": (SIGNED_IN, "one's own recovery codes; the password is asked again"),
    "signin:token-revoke": (SIGNED_IN, "each revokes only their own"),
    "signin:security": (SIGNED_IN, "each sees only their own sessions and factors on it"),
    "signin:session-end": (SIGNED_IN, "takes a POST; each ends only their own"),
    "signin:sessions-end": (SIGNED_IN, "takes a POST; each ends only their own"),
    **{
        f"provisioning:{name}": (ANYBODY, "an identity provider with its bearer; it has tests of its own")
        for name in (
            "base",
            "config",
            "types",
            "type",
            "schemas",
            "schema",
            "users",
            "user",
            "groups",
            "group",
            "nothing",
        )
    },
    "privacy:my-data": (SIGNED_IN, "each sees only what is kept about themselves"),
    "privacy:download": (SIGNED_IN, "each gets only what is kept about themselves"),
    "privacy:ask": (SIGNED_IN, "takes a POST; each asks only for themselves"),
    "organisations:set-language": (ANYBODY, "takes a POST; visitors read too"),
    "feeds:mine": (ANYBODY, "whoever holds the address; its secret is the right"),
    "feeds:programme": (ANYBODY, "whoever holds the address; its secret is the right"),
    "organisations:invitation": (ANYBODY, "whoever holds the link; its secret is the right"),
}
# Asked with POST, because they answer 404 to a GET; whatever answers 405 is asked with POST anyway.
ASKED_WITH_POST = {"calendars:remove"}
# Pages that everybody in the programme may address, but whose form or service wants more.
WANTED_BEHIND = {
    "actions:finish": "actions.edit",
    **{f"documents:{name}": "documents.control" for name in ("confirm", "hand-out", "replace", "withdraw")},
    "gates:live": "gates.step",
    "governance:commitment-check": "governance.check",
    "gates:open-phase": "gates.step",
    "plans:done": "plan.finish",
    "practices:accept": "practices.own",
    "practices:move": "practices.approve-due-dates",
    "programmes:check": "scope.check-signature",
}

ALL = routes()


def how(answer: object) -> str:
    """What an answer means to who asked."""
    status = answer.status_code  # type: ignore[attr-defined]
    if status == 302 and answer.url.startswith("/sign-in?next="):  # type: ignore[attr-defined]
        return "sign in"
    return {403: "not allowed", 404: "hidden"}.get(status, "let in" if status < 500 else f"broken ({status})")


def expected(route: Route, permission: Permission, roles: frozenset[Role]) -> str:
    """What the permission's table says, worked out anew here from the roles somebody holds in SMS-1."""
    if "code" not in route.kwargs and not permission.anywhere:
        roles &= {Role.ADMINISTRATOR}  # the only one who holds a role in the whole organisation
    return "let in" if roles & permission.roles else "not allowed"


@pytest.mark.parametrize("some", in_parts(ALL))
def test_every_route_refuses_the_right_people(some: list[Route], world: World, subtests: pytest.Subtests) -> None:
    for route in some:
        with subtests.test(str(route)), a_world_of_its_own(world):
            address = route.address(world)
            takes_post = route.name in ASKED_WITH_POST or Client().get(address).status_code == 405
            method = "post" if takes_post else "get"
            answers = {name: ask(client_of(world.people[name]), method, address) for name in (*ROLES, STRANGER)}
            answers["a visitor"] = ask(Client(), method, address)
            assert answers == _expectations(route)


def ask(client: Client, method: str, address: str) -> str:
    """Ask, and take back whatever it did, so that everybody finds the same world."""
    with transaction.atomic():
        answer = getattr(client, method)(address)
        read_out(answer)
        transaction.set_rollback(True)
    return how(answer)


def _expectations(route: Route) -> dict[str, str]:
    everybody = (*ROLES, STRANGER)
    if route.name in OPEN or getattr(route.view, "for_anybody_signed_in", False):
        who = OPEN[route.name][0] if route.name in OPEN else SIGNED_IN
        return {**dict.fromkeys(everybody, "let in"), "a visitor": "let in" if who == ANYBODY else "sign in"}
    permission = permission_named(WANTED_BEHIND[route.name]) if route.name in WANTED_BEHIND else route.permission
    assert permission is not None, (
        f"{route} has no permission: decorate its view with organisation_page or programme_page, or say why in OPEN"
    )
    answers = {name: expected(route, permission, roles) for name, roles in ROLES.items()}
    return {**answers, STRANGER: "hidden", "a visitor": "sign in"}


def test_every_open_route_still_exists_and_is_not_guarded_too() -> None:
    by_name = {route.name: route for route in ALL}
    assert {name for name in (*OPEN, *ASKED_WITH_POST, *WANTED_BEHIND) if name not in by_name} == set()
    assert {name for name in OPEN if by_name[name].permission} == set()


@pytest.mark.parametrize("permission", permissions(), ids=lambda permission: permission.code)
def test_external_auditors_write_nothing_and_administrators_alone_manage_people(permission: Permission) -> None:
    if permission.writes and Role.EXTERNAL_AUDITOR in permission.roles:
        assert permission.code in AUDITORS_MAY
    if permission.code.startswith("organisation.") and permission.writes:
        assert permission.roles == {Role.ADMINISTRATOR}


AUDITORS_MAY: frozenset[str] = frozenset()
