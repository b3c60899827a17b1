"""Who calls the API: the bearer of a token, or the command line in this very process."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.api import IN_PROCESS
from milepost.platform.organisations.bearers import bearer_of
from milepost.platform.walls.visible import settle


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
        """The actor behind a token for the API. Raises `TooManyTries` for a bad one after many."""
        return bearer_of(request, token, scopes=("read", "write"))


bearer = Bearer()
