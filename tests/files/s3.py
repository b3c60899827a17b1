"""A service that speaks S3, on this machine: moto's, behind a door that tests may close or make forgetful."""

import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from milepost.platform.files.stores import BucketStore, store

CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH")


@dataclass(slots=True)
class Service:
    """`refuses` says which requests (method, path) are answered 503; a forgetful one overlooks conditions."""

    url: str = ""
    refuses: Callable[[str, str], bool] = lambda _method, _path: False
    forgetful: bool = False
    asked: list[str] = field(default_factory=list)

    def reset(self) -> None:
        """As it was when it began."""
        self.refuses, self.forgetful = lambda _method, _path: False, False
        self.asked.clear()


class _Silent(WSGIRequestHandler):
    def log_request(self, *_args: Any, **_more: Any) -> None:
        pass


@cache
def _service() -> Service:
    service, moto = Service(), DomainDispatcherApplication(create_backend_app)

    def door(environ: dict[str, Any], start_response: Any) -> Any:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        service.asked.append(f"{method} {path}")
        if service.refuses(method, path):
            start_response("503 Service Unavailable", [("Content-Length", "0")])
            return []
        if service.forgetful:
            for name in CONDITIONS:
                environ.pop(name, None)
        return moto(environ, start_response)

    server = make_server("127.0.0.1", 0, door, threaded=True, request_handler=_Silent)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.url = f"http://127.0.0.1:{server.server_port}"
    return service


@contextmanager
def kept_in_a_bucket(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Evidence and files lie in a new bucket inside the block."""
    service, bucket = _service(), f"milepost-{uuid4()}"
    service.reset()
    key = "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request"
    made = urllib.request.Request(f"{service.url}/{bucket}", method="PUT", headers={"Authorization": key})
    urllib.request.urlopen(made).close()
    for name, value in {
        "AWS_ENDPOINT_URL": service.url,
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    settings.BUCKET, settings.BUCKET_PLAIN_HTTP, settings.BUCKET_COPIES = f"{bucket}/evidence-of-tests", True, 2**30
    yield service
    service.reset()


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch, home: Any) -> Iterator[Service]:
    """This test keeps evidence and files in a bucket."""
    with kept_in_a_bucket(settings, monkeypatch) as found:
        yield found


def bucket_store() -> BucketStore:
    """The store of a test that keeps in a bucket."""
    found = store()
    assert isinstance(found, BucketStore)
    return found
