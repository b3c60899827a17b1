"""Files as downloads: never shown in the browser, never with a type that a browser would run."""

from django.http import FileResponse, HttpResponseBase

from milepost.platform.files.models import StoredFile
from milepost.platform.files.store import place_of


def download(file: StoredFile) -> HttpResponseBase:
    """The file as an attachment of unknown type. The caller has checked the right to it."""
    response = FileResponse(
        place_of(file.organisation_id, file.sha256).open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type="application/octet-stream",
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
