"""Pages, answers of the API and static files are sent compressed to whoever takes gzip.

Form tokens are masked anew in each answer, so the length of a page tells nothing of them. Downloads go as they are:
evidence is mostly packed already, and its length is to be seen. Neither do answers without a body get one.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class Compression(GZipMiddleware):
    """Compress what a GET or a form brings; stands above everything that writes a body."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        whole = request.method != "HEAD" and response.status_code == 200
        if not whole or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)
