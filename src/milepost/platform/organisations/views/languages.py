"""The language that pages are read in."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from milepost.platform.organisations.services import choose_language
from milepost.platform.organisations.web import MilepostRequest, safe_next

YEAR = 365 * 24 * 60 * 60


@require_POST
def set_language(request: MilepostRequest) -> HttpResponseRedirect:
    """Read in another language: kept on the person, and in a cookie for when nobody is signed in."""
    language = request.POST.get("language", "")
    response = redirect(safe_next(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            choose_language(actor=request.actor, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
