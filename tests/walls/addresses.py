"""The product's addresses, and one more whose view asks without any question of whose rows they are."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from milepost.doors.config import urls
from tests.walls.probing import look_around


def probe(request: HttpRequest) -> HttpResponse:
    look_around()
    if "break" in request.GET:
        raise RuntimeError("the view broke")
    return HttpResponse("looked")


urlpatterns = [path("probe", probe), *urls.urlpatterns]
