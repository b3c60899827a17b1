"""Files as downloads: never shown in the browser, never with a type that a browser would run.

The type is told by what is in the file (`sniffing`), never by its name.
"""

from typing import IO

from django.http import FileResponse, HttpResponseBase

from milepost.platform.files.models import StoredFile
from milepost.platform.files.sniffing import HEAD, type_of
from milepost.platform.files.store import opened_place


def download(file: StoredFile) -> HttpResponseBase:
    """The file as an attachment. The caller has checked the right to it."""
    content = opened_place(file.organisation_id, file.sha256).open("rb")
    kind = type_of(content.read(HEAD))
    content.seek(0)
    return handed_out(content, file.name, kind)


def handed_out(content: IO[bytes], name: str, kind: str) -> HttpResponseBase:
    """Something open for reading as an attachment of a type, which closes it once it is sent; never kept on the way."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type=kind)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
