"""Pages and operations over HTTP with a kept connection, from `milepost serve` with one web process.

Times are those of a client on the same machine: the whole answer, packed, read to its end.
"""

import gzip
import http.client
import json
import re
import statistics
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from benchmarks.calibration import Calibration
from benchmarks.documents import sixty_pages
from benchmarks.figures import show
from benchmarks.store import Options, Store, run, serving
from benchmarks.timing import p95, times

PAGES = {
    "programme page": "",
    "heat map": "gaps/",
    "gate room": "gates/implementation/",
    "list of actions": "actions/",
    "list of practices": "practices/",
    "history": "history/",
    "operation clocks": "clocks/",
}
VERSIONS = 30  # of the long document
ONE_PAGE = 45  # actions, of which thirty are owed: a short list shows as many rows as a long one
IDLE = 20.0  # seconds after which a kept connection is opened anew
LISTS = ("list of actions", "history")
API_LIST, MASTER_LIST = "actions, over the API", "master list of documents"
FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
LINKED = re.compile(rb'(?:href|src)="(/static/[^"#]+)')


@dataclass(slots=True)
class Browser:
    """One kept connection that takes gzip and keeps its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    sent: int = 0  # bytes of the last answer's body, as sent
    used: float = 0.0  # when it asked last
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> bytes:
        """The answer's body, unpacked. Raises for anything but 200, 201, 202 and a redirect."""
        if time.monotonic() - self.used > IDLE:
            self.connection.close()  # the server may have; the next request opens it again
        self.used = time.monotonic()
        headers = {"Accept-Encoding": "gzip", "Content-Length": str(len(body))}
        headers |= {"Content-Type": kind} if kind else {}
        headers |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        packed = answer.read()
        self.sent = len(packed)
        for line in answer.headers.get_all("Set-Cookie", ()):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        said = gzip.decompress(packed) if answer.headers.get("Content-Encoding") == "gzip" else packed
        if answer.status not in {200, 201, 202, 302}:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:500]!r}")
        return said

    def get(self, path: str) -> bytes:
        return self.ask("GET", path)

    def sign_in(self, email: str, password: str) -> None:
        """Fill in the form of the sign-in page."""
        found = FORM_TOKEN.search(self.get("/sign-in"))
        assert found is not None
        form = {"csrfmiddlewaretoken": found[1].decode(), "username": email, "password": password}
        self.ask("POST", "/sign-in", urlencode(form).encode(), "application/x-www-form-urlencoded")
        assert "sessionid" in self.cookies


def measure(store: Store, options: Options, by: Calibration) -> None:
    """A figure for each page, the first visit, lists short and long, and three operations."""
    token = store.token()
    with serving(store) as server:
        reader = Browser(server.port)
        reader.sign_in(store.people["coordinator"], store.password)
        _first_visit(store, reader)
        store.add_actions(ONE_PAGE)
        caller = Browser(server.port, token=token)
        short = _lists(store, reader, caller, options)
        store.add_actions(options.actions, after=ONE_PAGE)
        long = _lists(store, reader, caller, options)
        for name, median in long.items():
            show(f"pages: {name}, long against short", median / short[name], "×", budget=1.2, **_facts(store, options))
        key = store.add_versions("LONG-01", map(sixty_pages, range(1, VERSIONS + 1)))
        long_ones = {
            f"document of 60 pages with {VERSIONS} versions": f"documents/{key}/",
            "one version of it": f"documents/{key}/v/{VERSIONS}/",
        }
        for name, path in {**PAGES, **long_ones}.items():
            address = store.pages + path
            reader.get(address)
            found = times(lambda address=address: reader.get(address), options.rounds)  # type: ignore[misc]
            show(f"pages: {name}, p95", p95(found), "ms", budget=60, by=by, median=round(statistics.median(found), 1),
                 **_facts(store, options))  # fmt: skip
        _operations(store, caller, options, by)


def measure_documents(store: Store, options: Options) -> None:
    """The master list with a page of documents and with as many as there are actions: the gates know 150."""
    with serving(store) as server:
        reader = Browser(server.port)
        reader.sign_in(store.people["coordinator"], store.password)
        address = f"{store.pages}documents/?size=25"
        store.add_documents(ONE_PAGE)
        short = _median(reader, address, options)
        store.add_documents(options.actions)
        growth = _median(reader, address, options) / short
        facts = {"database": store.database, "documents": options.actions, "rounds": options.rounds}
        show(f"pages: {MASTER_LIST}, long against short", growth, "×", budget=1.2, **facts)


def _facts(store: Store, options: Options) -> dict[str, Any]:
    return {"database": store.database, "actions": options.actions, "rounds": options.rounds}


def _lists(store: Store, reader: Browser, caller: Browser, options: Options) -> dict[str, float]:
    """The median time of each list, a full page of it."""
    found = {name: _median(reader, f"{store.pages}{PAGES[name]}?size=25", options) for name in LISTS}
    return found | {API_LIST: _median(caller, f"{store.api}actions?limit=25", options)}


def _median(reader: Browser, address: str, options: Options) -> float:
    reader.get(address)
    return statistics.median(times(lambda: reader.get(address), options.rounds))


def _first_visit(store: Store, reader: Browser) -> None:
    """The programme page with all that it links, as sent."""
    page = reader.get(store.pages)
    parts = {"page": reader.sent}
    for address in sorted({found.decode() for found in LINKED.findall(page)}):
        reader.get(address)
        parts[address.rpartition("/")[2]] = reader.sent
    if "icons.svg" not in parts:
        reader.get("/static/ui/icons.svg")
        parts["icons.svg"] = reader.sent
    kilobytes = sum(parts.values()) / 1024
    show("pages: first visit", kilobytes, "KB", budget=250, parts=parts, database=store.database)


def _operations(store: Store, caller: Browser, options: Options, by: Calibration) -> None:
    listing = json.loads(caller.get(f"{store.api}actions?limit=100"))["items"]
    one = f"{store.api}actions/{listing[0]['number']}"
    rating = json.loads(caller.get(f"{store.api}gaps/ratings?limit=5"))["items"][0]["statement"]
    counted = iter(range(1_000_000))

    def rate() -> None:
        body = json.dumps({"note": f"Seen in interview {next(counted)}."}).encode()
        caller.ask("PUT", f"{store.api}gaps/ratings/{rating}", body, "application/json")

    facts = _facts(store, options)
    found = statistics.median(times(lambda: caller.get(f"{store.api}actions?limit=100"), options.rounds))
    show("api: a list of 100", found, "ms", budget=8, by=by, items=len(listing), **facts)
    found = statistics.median(times(lambda: caller.get(one), options.rounds))
    show("api: one item", found, "ms", budget=5, by=by, **facts)
    found = statistics.median(times(rate, options.rounds))
    show("api: a rating with its ledger entry", found, "ms", budget=12, by=by, **facts)


def measure_alone(store: Store, options: Options, by: Calibration) -> None:
    """All of them."""
    measure(store, options, by)
    measure_documents(store, options)


if __name__ == "__main__":
    run(measure_alone, __doc__)
