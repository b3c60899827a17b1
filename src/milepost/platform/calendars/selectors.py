"""Reading the working calendar. Weeks run Monday to Friday; holidays on other days are named but cost nothing."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from milepost.platform.calendars.models import OwnDay
from milepost.platform.calendars.public import public_holidays
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.policies import Hidden

WEEKEND = 5


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that stands out: its names, whether it is worked, and the organisation's own decision on it, if any."""

    day: date
    public: str
    own: OwnDay | None

    @property
    def is_off(self) -> bool:
        """Whether nobody works."""
        return self.day.weekday() >= WEEKEND or (not self.own.works if self.own else True)


def holidays_between(organisation: Organisation, first: date, last: date) -> frozenset[date]:
    """The days off from `first` to `last`, both inside, weekends left aside. One query."""
    own = {day.day: day.works for day in own_days(organisation, first, last)}
    public = {day for year in range(first.year, last.year + 1) for day in public_holidays(organisation.country, year)}
    off = {day for day in public if not own.get(day)} | {day for day, works in own.items() if not works}
    return frozenset(day for day in off if first <= day <= last and day.weekday() < WEEKEND)


def own_days(organisation: Organisation, first: date, last: date) -> QuerySet[OwnDay]:
    """The organisation's own decisions on a period."""
    return OwnDay.objects.filter(organisation=organisation, day__gte=first, day__lte=last)


def calendar_of(organisation: Organisation, year: int, language: str = "en") -> list[CalendarDay]:
    """Every day of a year that stands out, in order. One query."""
    public = public_holidays(organisation.country, year, language)
    own = {day.day: day for day in own_days(organisation, date(year, 1, 1), date(year, 12, 31))}
    return [CalendarDay(day, public.get(day, ""), own.get(day)) for day in sorted(public.keys() | own.keys())]


def get_own_day(organisation: Organisation, day: date) -> OwnDay:
    """The decision on a day. Raises `Hidden` where there is none."""
    found = OwnDay.objects.filter(organisation=organisation, day=day).first()
    if found is None:
        raise Hidden
    return found
