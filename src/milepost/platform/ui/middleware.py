"""Headers that tell the browser what it need not trust us with; the framework sets the others.

Place `browser_guards` above the session's middleware: it reads from `Vary` whether a page depended on who asked.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from milepost.platform.ui.csp import REPORTS

UNUSED_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation",
    "gyroscope", "magnetometer", "microphone", "midi", "payment",
    "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS = {
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Reporting-Endpoints": f'csp="{REPORTS}"',
}


def browser_guards(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Set the headers above where a view has not, and keep personal pages out of every cache.

    A page that read the session is not stored: on a shared computer the back button must not show it after sign-out.
    Neither is an answer of the API, which is somebody's alone too.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for header, value in HEADERS.items():
            response.headers.setdefault(header, value)
        if request.path.startswith("/api/") or "cookie" in response.headers.get("Vary", "").lower():
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return answer
