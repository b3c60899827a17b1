"""How an organisation's documents look, over the API."""

from base64 import b64decode
from binascii import Error
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Body, Router

from milepost.features.documents.policies import STYLE_DOCUMENTS
from milepost.features.documents.schemas import StyleFileIn, StyleIn, StyleOut
from milepost.features.documents.services import put_house_style
from milepost.features.documents.style import FILES, PARTS, style_of, style_values
from milepost.features.governance.services import HandedIn
from milepost.platform.organisations.api import PROBLEMS, caller, seen_revision, tag
from milepost.platform.organisations.policies import READ_ORGANISATION
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import enter_organisation

router = Router(tags=["documents"])
STYLE = "/organisations/{org}/document-style"


@router.get(STYLE, response={200: StyleOut, **PROBLEMS}, operation_id="get_document_style")
def get_style(request: HttpRequest, response: HttpResponse, org: str) -> Any:
    """Colour, logo and reference file that the organisation's documents are printed with."""
    found = style_of(enter_organisation(caller(request), org, READ_ORGANISATION))
    tag(response, found)
    return style_values(found)


@router.put(STYLE, response={200: StyleOut, **PROBLEMS}, operation_id="put_document_style")
def put_style(request: HttpRequest, response: HttpResponse, org: str, given: Body[StyleIn]) -> Any:
    """Set what is given, clear what is null; what is left out stays. A request has at most 4 MiB."""
    actor = caller(request)
    organisation = enter_organisation(actor, org, STYLE_DOCUMENTS)
    cleared = [part for part in PARTS if part in given.model_fields_set and not getattr(given, part)]
    row = put_house_style(
        actor=actor,
        organisation=organisation,
        colour=given.colour or "",
        files={part: _handed_in(part, file) for part in FILES if (file := getattr(given, part))},
        clear=cleared,
        seen=seen_revision(request),
    )
    tag(response, row)
    return style_values(row)


def _handed_in(part: str, given: StyleFileIn) -> HandedIn:
    try:
        return HandedIn(given.name, [b64decode(given.content, validate=True)])
    except (Error, ValueError):
        raise Refused(
            _("The content of {name} is not Base64.").format(name=given.name[:80]),
            field=part,
            hint=_("Send the file's bytes in Base64 (RFC 4648), without line ends."),
        ) from None
