"""What a provider reads before anything else, and what is not there."""

from django.http import HttpRequest, HttpResponse

from milepost.platform.provisioning.discovery import listed, resource_types, schemas, service_provider_config
from milepost.platform.provisioning.reading import Document
from milepost.platform.provisioning.refusals import Caller, missing
from milepost.platform.provisioning.web import base_of, document_response, no_such_method, scim


@scim
def config(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What SCIM can do here."""
    if request.method != "GET":
        return no_such_method(["GET"])
    return document_response(service_provider_config(base_of(request, caller)))


@scim
def types(request: HttpRequest, caller: Caller, key: str = "") -> HttpResponse:
    """Which resources there are, or one of them."""
    return _found(request, resource_types(base_of(request, caller)), key)


@scim
def schema(request: HttpRequest, caller: Caller, key: str = "") -> HttpResponse:
    """What resources look like, or one of them."""
    return _found(request, schemas(base_of(request, caller)), key)


@scim
def nothing(_request: HttpRequest, _caller: Caller, rest: str = "") -> HttpResponse:
    """Any other address, such as that for many changes at once (Bulk)."""
    raise missing(f"Milepost has no SCIM address {rest[:60]!r}; ServiceProviderConfig says what is supported.")


def _found(request: HttpRequest, all_of_them: list[Document], key: str) -> HttpResponse:
    if request.method != "GET":
        return no_such_method(["GET"])
    if not key:
        return document_response(listed(all_of_them))
    for one in all_of_them:
        if one["id"] == key:
            return document_response(one)
    raise missing()
