"""The request's way past the wall: who asks, in which language, and how a refusal looks."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import Actor, actor_for, nobody
from milepost.platform.organisations.limits import TooManyTries
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Overtaken, Refused, RefusedByRule, Unavailable
from milepost.platform.organisations.selectors import organisations_that_want_more
from milepost.platform.organisations.sessions import ONWARDS, bound_to, keep_seen, signed_in_by
from milepost.platform.organisations.tables import Superseded
from milepost.platform.walls.visible import as_installation, seeing

type Answer = Callable[[HttpRequest], HttpResponse]


def actor_of_request(get_response: Answer) -> Answer:
    """Put `request.actor` where a view finds it, and let the request see the actor's organisations, no other."""

    def answer(request: HttpRequest) -> HttpResponse:
        with as_installation("who asks is looked up before anybody knows where they belong"):
            actor = _actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        with seeing(actor.memberships):
            response = get_response(request)
        keep_seen(request)
        return response

    return answer


def _actor(request: HttpRequest) -> Actor:
    person = request.user
    if not person.is_authenticated:
        return nobody()
    actor = actor_for(person, Channel.WEB, has_factor=signed_in_by(request).is_two_factors)
    only = bound_to(request)
    return actor if only is None else actor.bound(only)


def closed_door(request: HttpRequest, minutes: int) -> HttpResponse:
    """The page for somebody who guessed too often."""
    response = render(request, "organisations/locked_out.html", {"wait_minutes": minutes}, status=429)
    response["Retry-After"] = str(minutes * 60)
    return response


def language_of_person(get_response: Answer) -> Answer:
    """The reader's own language; for a visitor the cookie's, else the browser's."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if request.user.is_authenticated:
            chosen = request.user.language
        if chosen not in dict(settings.LANGUAGES):
            chosen = translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return answer


class _Refusals:
    """Django asks a middleware with `process_exception`, which a plain function cannot offer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An anonymous visitor is asked to sign in, a stranger sees nothing, a member without the right is told so.

        A refused step says which rule refused, on what, and how to satisfy it, where a view has no better place.
        """
        match exception:
            case Hidden() | NotAllowed() if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            case Hidden() if wanting := _organisation_that_wants_more(request):
                return _to_a_second_factor(request, wanting)
            case Hidden():
                return render(request, "404.html", {"exception": Http404()}, status=404)
            case NotAllowed():
                return render(request, "403.html", {"exception": exception.permission.says}, status=403)
            case TooManyTries():
                return closed_door(request, exception.minutes)
            case RefusedByRule():
                shown = {"refusal": exception, "results": exception.results}
                return render(request, "organisations/refused.html", shown, status=409)
            case Overtaken():
                return render(request, "organisations/refused.html", {"refusal": exception}, status=409)
            case Refused():
                status = 503 if isinstance(exception, Unavailable) else 422
                return render(request, "organisations/refused.html", {"refusal": exception}, status=status)
            case Superseded():
                return render(request, "organisations/superseded.html", {"present": exception.present}, status=409)
        return None


def _organisation_that_wants_more(request: HttpRequest) -> Organisation | None:
    """The organisation in the address, where a second factor alone stands before it."""
    code = request.resolver_match.kwargs.get("org") if request.resolver_match else None
    wanting = organisations_that_want_more(request.actor)  # type: ignore[attr-defined]
    return next((organisation for organisation in wanting if organisation.code == code), None)


def _to_a_second_factor(request: HttpRequest, wanting: Organisation) -> HttpResponse:
    """Lead to setting one up, and remember where to go afterwards."""
    if request.method == "GET":
        request.session[ONWARDS] = request.get_full_path()
    messages.warning(
        request,
        _("%(organisation)s opens with a second factor only. Set one up, or sign in again with yours.")
        % {"organisation": wanting.name},
    )
    return redirect("signin:security")


refusals_as_pages = _Refusals
