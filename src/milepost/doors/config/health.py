"""`/healthz`: whether this process answers. It asks nothing of anybody else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Plain `ok`."""
    return HttpResponse("ok\n", content_type="text/plain")
