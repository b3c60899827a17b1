"""Feeds as other programs ask for them, and the page on which somebody gets the addresses of theirs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_safe

from milepost.features.feeds.contents import coming_in, owed_by
from milepost.features.feeds.forms import SubscribeForm
from milepost.features.programmes.models import Programme
from milepost.features.programmes.querysets import programmes_visible_to
from milepost.platform.calendars.icalendar import Entry, write_calendar
from milepost.platform.ledger.clock import now, today
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.bearers import bearer_of
from milepost.platform.organisations.policies import HOLD_TOKENS
from milepost.platform.organisations.services.tokens import CALENDAR
from milepost.platform.organisations.web import MilepostRequest, organisation_page
from milepost.platform.signin.again import asked_here
from milepost.platform.signin.token_forms import token_from
from milepost.platform.walls.visible import seeing


@sensitive_variables("secret")
@require_safe
@never_cache
def own_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What the bearer owes, in every programme that they see in the secret's organisation. It reminds them."""
    actor = _bearer(request, secret)
    with seeing(actor.memberships), translation.override(actor.known_person.language):
        entries = owed_by(actor.known_person, programmes_visible_to(actor), request.build_absolute_uri)
        return _calendar(request, _("What I owe – Milepost"), entries, reminded=True)


@sensitive_variables("secret")
@require_safe
@never_cache
def programme_feed(request: HttpRequest, secret: str, code: str) -> HttpResponse:
    """What a programme that the bearer sees has coming."""
    actor = _bearer(request, secret)
    language = actor.known_person.language
    with seeing(actor.memberships), translation.override(language):
        programme = programmes_visible_to(actor).filter(code=code).first()
        if programme is None:
            raise Http404
        entries = coming_in(programme, request.build_absolute_uri, language=language)
        return _calendar(request, f"{programme.name} – Milepost", entries, reminded=False)


@sensitive_post_parameters("password", "code")
@never_cache
@organisation_page(HOLD_TOKENS)
def subscribe(request: MilepostRequest) -> HttpResponse:
    """A form for the addresses of one's feeds, shown once. Whoever has them reads on, so it takes a password."""
    purpose = f"calendar {request.organisation.pk}"
    form = SubscribeForm(
        request.POST or None,
        of=asked_here(request, purpose),
        initial=SubscribeForm.shows(today(request.organisation.timezone)),
    )
    if request.method == "POST" and form.is_valid():
        made = token_from(form, request, purpose, scope=CALENDAR)
        if made is not None:
            token, secret = made
            feeds = [(_("What you owe, in every programme"), _address(request, secret, None))]
            feeds += [(programme.name, _address(request, secret, programme)) for programme in _programmes(request)]
            return render(request, "feeds/subscribed.html", {"token": token, "feeds": feeds})
    return render(request, "feeds/subscribe.html", {"form": form}, status=422 if form.errors else 200)


def _bearer(request: HttpRequest, secret: str) -> Actor:
    actor = bearer_of(request, secret, scopes=(CALENDAR,))
    if actor is None:
        raise Http404
    return actor


def _programmes(request: MilepostRequest) -> list[Programme]:
    return list(programmes_visible_to(request.actor).filter(organisation=request.organisation))


def _address(request: HttpRequest, secret: str, programme: Programme | None) -> str:
    if programme is None:
        return request.build_absolute_uri(reverse("feeds:mine", kwargs={"secret": secret}))
    named = {"secret": secret, "code": programme.code}
    return request.build_absolute_uri(reverse("feeds:programme", kwargs=named))


def _calendar(request: HttpRequest, name: str, entries: list[Entry], *, reminded: bool) -> HttpResponse:
    host = request.get_host().partition(":")[0]
    written = write_calendar(name, entries, at=now(), host=host, reminded=reminded)
    return HttpResponse(
        written,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="milepost.ics"'},
    )
