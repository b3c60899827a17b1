"""Every answer tells the browser what it need not trust us with: pages, downloads, refusals, the API, static files."""

import json
from typing import Any

from django.test import Client

from milepost.doors.api.application import api
from tests.matrix.world import World, a_world_of_its_own, fill, read_out, routes
from tests.people import client_of

DOCUMENT: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
SAME = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
STRICT = ("default-src 'self'", "script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'",
          "form-action 'self'", "frame-ancestors 'none'", "report-uri /csp-report")  # fmt: skip


def wrong_with(answer: Any, *, private: bool) -> list[str]:
    """What an answer's headers lack."""
    found = [f"{name}: {answer.get(name)}" for name, value in SAME.items() if answer.get(name) != value]
    policy = answer.get("Content-Security-Policy", "")
    if policy != "sandbox; default-src 'none'":  # that of a download, which is stricter
        found += [f"no {part}" for part in STRICT if part not in policy]
    if "unsafe" in policy or "*" in policy:
        found.append(policy)
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("no Permissions-Policy")
    if answer.get("Access-Control-Allow-Origin"):
        found.append("another origin may read it")
    if private and "no-store" not in answer.get("Cache-Control", ""):
        found.append(f"may be kept: {answer.get('Cache-Control')}")
    return found


def ask(client: Client, address: str, **headers: str) -> Any:
    answer = client.get(address, headers=headers)
    read_out(answer)
    return answer


def test_every_page_guards_itself_and_stays_out_of_caches(world: World) -> None:
    wrong = {}
    clients = {"ada": client_of(world.people["ada"]), "a visitor": Client()}
    for route in routes():
        with a_world_of_its_own(world):
            address = route.address(world)
            for who, client in clients.items():
                answer = ask(client, address)
                private = route.name not in {"healthz", "readyz", "metrics", "csp-report"} and answer.status_code != 405
                if found := wrong_with(answer, private=private and (who == "ada" or answer.status_code == 200)):
                    wrong[f"{route} for {who}: {answer.status_code}"] = found
    assert wrong == {}


def test_every_read_of_the_api_guards_itself_and_stays_out_of_caches(world: World) -> None:
    wrong = {}
    tokens = ("nonsense", world.token("ada", "read"))
    for path, methods in DOCUMENT["paths"].items():
        if "get" not in methods:
            continue
        with a_world_of_its_own(world):
            address = fill(path, methods["get"]["operationId"], world)
            for token in tokens:
                answer = ask(Client(), address, authorization=f"Bearer {token}")
                if found := wrong_with(answer, private=True):
                    wrong[f"{path} {answer.status_code}"] = found
    assert wrong == {}


def test_what_is_not_there_guards_itself_too(world: World) -> None:
    for address in ("/nowhere", "/o/nowhere/", "/api/v1/nowhere", "/static/nowhere.css"):
        assert wrong_with(client_of(world.people["ada"]).get(address), private=False) == [], address
