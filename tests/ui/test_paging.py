"""Lists: two queries a page, sorted only by what the view allows, steady whatever the address says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from milepost.platform.ui.forms import FilterForm
from milepost.platform.ui.paging import Listing, page_of

ORDERS = {"key": ("session_key",), "expiry": ("expire_date", "-session_key")}
START = datetime(2026, 11, 17, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def keep(count: int) -> None:
    Session.objects.bulk_create(
        Session(session_key=f"{n:05}", session_data="", expire_date=START + timedelta(days=n // 10))
        for n in range(count)
    )


def page(**query: str) -> Listing[Session]:
    return page_of(Session.objects.all(), query, orders=ORDERS, default="key")


def keys(**query: str) -> list[str]:
    return [row.session_key for row in page(**query).rows]


@pytest.mark.parametrize("count", [10, 1000])
def test_a_page_costs_two_queries_however_long_the_list(count: int) -> None:
    keep(count)
    with CaptureQueriesContext(connection) as queries:
        listing = page(page="1")
    assert len(queries) == 2
    assert listing.total == count


def test_pages_share_no_row_and_leave_none_out() -> None:
    keep(60)
    seen = [key for number in "123" for key in keys(page=number, size="25", sort="expiry")]
    assert len(seen) == len(set(seen)) == 60


def test_descending_turns_every_part_of_the_order() -> None:
    keep(30)
    assert keys(sort="-expiry") == keys(sort="expiry")[::-1]


@pytest.mark.parametrize("sort", ["session_data", "-session_data", "", "key; drop", "--key"])
def test_what_may_not_be_sorted_by_falls_back(sort: str) -> None:
    keep(3)
    assert keys(sort=sort) == ["00000", "00001", "00002"]


@pytest.mark.parametrize(("wanted", "number"), [("0", 1), ("-3", 1), ("two", 1), ("99", 2), ("9" * 40, 1), ("²", 1)])
def test_a_page_that_is_not_there_becomes_one_that_is(wanted: str, number: int) -> None:
    keep(60)
    assert page(page=wanted).number == number


def test_only_offered_sizes_are_served() -> None:
    keep(120)
    assert len(keys(size="100")) == 100
    assert len(keys(size="100000")) == 50


def test_a_size_that_somebody_chose_is_handed_on_by_the_filters() -> None:
    chosen, left = page(size="100"), page(size="7")
    assert (chosen.wanted_size, left.wanted_size) == (100, None)
    shown = render_to_string("ui/_filters.html", {"listing": chosen, "form": FilterForm({})})
    assert '<input type="hidden" name="size" value="100">' in shown
    assert 'name="size"' not in render_to_string("ui/_filters.html", {"listing": left, "form": FilterForm({})})


def test_an_empty_list_is_one_page_of_nothing() -> None:
    listing = page()
    assert (listing.rows, listing.first, listing.last, listing.pages) == ((), 0, 0, 1)
    assert listing.previous is listing.next is None


def test_far_pages_are_left_out_of_the_window() -> None:
    assert Listing((), 1234, 12, 50, "key", descending=False).window == (1, None, 11, 12, 13, None, 25)
    assert Listing((), 100, 1, 50, "key", descending=False).window == (1, 2)


def test_a_list_may_have_fewer_rows_a_page_than_others_and_offers_more() -> None:
    keep(60)
    some = page_of(Session.objects.all(), {}, orders=ORDERS, default="key", standard_size=25)
    more = page_of(Session.objects.all(), {"size": "100"}, orders=ORDERS, default="key", standard_size=25)
    assert (len(some.rows), len(more.rows), some.sizes) == (25, 60, (25, 50, 100, 200))


def test_a_list_that_fits_its_shortest_page_offers_no_other() -> None:
    keep(25)
    assert page().sizes == ()
