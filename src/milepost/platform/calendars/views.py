"""The page of the working calendar."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from milepost.platform.calendars.forms import OwnDayForm
from milepost.platform.calendars.policies import EDIT_CALENDAR, READ_CALENDAR
from milepost.platform.calendars.public import is_known
from milepost.platform.calendars.selectors import calendar_of, get_own_day
from milepost.platform.calendars.services import put_own_day, remove_own_day
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import Hidden, allows
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.web import MilepostRequest, organisation_page

FIRST, LAST = 1990, 2100


@organisation_page(READ_CALENDAR)
def calendar(request: MilepostRequest, year: int | None = None) -> HttpResponse:
    """Public holidays and own days of a year; for those who may, a form for one more."""
    form = OwnDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        try:
            put_own_day(actor=request.actor, organisation=request.organisation, **given)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.reason)
        else:
            messages.success(request, _("{name} is in the calendar.").format(name=given["name"]))
            return redirect("calendars:year", org=request.organisation.code, year=given["day"].year)
    shown = year or today(request.organisation.timezone).year
    if not FIRST <= shown <= LAST:
        raise Hidden
    context = {
        "form": form,
        "year": shown,
        "days": calendar_of(request.organisation, shown, get_language() or "en"),
        "known": is_known(request.organisation.country),
        "may_edit": allows(request.actor, EDIT_CALENDAR, organisation_id=request.organisation.pk),
    }
    return render(request, "calendars/list.html", context, status=422 if form.errors else 200)


@organisation_page(EDIT_CALENDAR)
def remove(request: MilepostRequest, day: str) -> HttpResponse:
    """Take a decision back."""
    if request.method != "POST":
        raise Hidden
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise Hidden from None
    remove_own_day(actor=request.actor, own_day=get_own_day(request.organisation, wanted))
    messages.success(request, _("The day is again as the country's calendar has it."))
    return redirect("calendars:year", org=request.organisation.code, year=wanted.year)
