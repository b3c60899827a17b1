"""Who calls the API: the bearer of a token, or the command line in this very process."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import Actor, actor_for
from milepost.platform.organisations.addresses import network_of
from milepost.platform.organisations.api import IN_PROCESS
from milepost.platform.organisations.bearers import token_shown
from milepost.platform.organisations.limits import BEARER, TooManyTries, is_guessing
from milepost.platform.organisations.models import Token
from milepost.platform.organisations.services import TOKEN_PREFIX
from milepost.platform.walls.visible import as_installation, settle


class Bearer(HttpBearer):
    """`Authorization: Bearer mp_<prefix>_<secret>`."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """The actor; the command line puts theirs into the request's own environment, where no client can reach."""
        inside = request.META.get(IN_PROCESS)
        actor: Actor | None = inside if isinstance(inside, Actor) else super().__call__(request)
        if actor is not None:
            settle(actor.memberships)  # for the rest of the request
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor behind a token that is neither ended nor revoked; it acts in its own organisation only.

        Raises `TooManyTries` for a bad one from a network address that sent many. A good one is never refused for its
        neighbours' mistakes: its secret has 256 random bits, so nobody guesses one by trying longer.
        """
        actor = self._behind(token)
        if actor is None and is_guessing(BEARER, network_of(request)):
            raise TooManyTries(BEARER.minutes)
        return actor

    def _behind(self, token: str) -> Actor | None:
        tokens = Token.objects.select_related("person").filter(person__is_active=True)
        with as_installation("a token is looked up before anybody knows whose it is"):
            found = token_shown(tokens, TOKEN_PREFIX, token)
            if found is None:
                return None
            actor = actor_for(found.person, Channel.API, may_write=found.scope == "write", may_sign=False)
        return actor.within(found.organisation_id)


bearer = Bearer()
