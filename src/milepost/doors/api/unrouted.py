"""What no operation answered: an address or a method that the API lacks is told as a problem, never as a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from milepost.doors.api.problems import problem

type View = Callable[[HttpRequest], HttpResponse]


def problems_only(get_response: View) -> View:
    """Middleware: below `/api/`, a 404 or 405 that is no problem document becomes one."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not request.path.startswith("/api/") or "json" in response.get("Content-Type", ""):
            return response
        match response.status_code:
            case 404:
                where = "GET /api/v1/openapi.json lists every operation."
                return problem(404, "not-found", "The API has no such address.", detail=where)
            case 405:
                allowed = response.get("Allow", "")
                refused = problem(405, "no-such-method", "The address takes another method.", detail=f"Use {allowed}.")
                refused["Allow"] = allowed
                return refused
        return response

    return answer
