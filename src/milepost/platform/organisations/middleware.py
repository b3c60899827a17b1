"""The request's way past the wall: who asks, in which language, and how a refusal looks."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from milepost.platform.ledger.authors import Channel
from milepost.platform.organisations.actors import Actor, actor_for, nobody
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused, RefusedByRule
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
            return get_response(request)

    return answer


def _actor(request: HttpRequest) -> Actor:
    person = request.user
    return actor_for(person, Channel.WEB) if person.is_authenticated else nobody()


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
            case Hidden():
                return render(request, "404.html", {"exception": Http404()}, status=404)
            case NotAllowed():
                return render(request, "403.html", {"exception": exception.permission.says}, status=403)
            case RefusedByRule():
                shown = {"refusal": exception, "results": exception.results}
                return render(request, "organisations/refused.html", shown, status=409)
            case Refused():
                return render(request, "organisations/refused.html", {"refusal": exception}, status=422)
            case Superseded():
                return render(request, "organisations/superseded.html", {"present": exception.present}, status=409)
        return None


refusals_as_pages = _Refusals
