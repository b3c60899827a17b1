"""What is sent compressed, and what is left alone."""

import gzip

import pytest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from milepost.platform.ui.compression import Compression

LONG = b"The gate room lists what is still open. " * 20


def test_the_sign_in_page_comes_compressed_to_whoever_takes_gzip(db: None) -> None:
    answer = Client().get("/sign-in", headers={"accept-encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(answer.content)


def test_static_files_come_compressed() -> None:
    answer = Client().get("/static/ui/milepost.css", headers={"accept-encoding": "gzip"})
    packed = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Encoding"] == "gzip"
    assert b":root" in gzip.decompress(packed)


def test_whoever_does_not_take_gzip_gets_it_plain() -> None:
    assert not _sent(HttpResponse(LONG), accepts="identity").has_header("Content-Encoding")


@pytest.mark.parametrize(
    "answer",
    [
        HttpResponse(LONG, headers={"Content-Disposition": 'attachment; filename="minutes.pdf"'}),
        HttpResponse(LONG, status=206),
        HttpResponse(status=304),
    ],
    ids=["a download", "a part of a file", "an answer without a body"],
)
def test_it_is_left_alone(answer: HttpResponse) -> None:
    before = answer.content
    sent = _sent(answer)
    assert not sent.has_header("Content-Encoding")
    assert isinstance(sent, HttpResponse)
    assert sent.content == before


def test_an_answer_to_head_is_left_alone() -> None:
    assert not _sent(HttpResponse(LONG), method="HEAD").has_header("Content-Encoding")


def test_a_streamed_file_shown_in_the_page_is_compressed() -> None:
    assert _sent(FileResponse(iter([LONG])))["Content-Encoding"] == "gzip"


def _sent(answer: HttpResponseBase, *, accepts: str = "gzip", method: str = "GET") -> HttpResponseBase:
    def view(request: HttpRequest) -> HttpResponseBase:
        return answer

    request = RequestFactory().generic(method, "/", headers={"accept-encoding": accepts})
    sent = Compression(view)(request)  # type: ignore[arg-type]
    assert isinstance(sent, HttpResponseBase)
    return sent
