"""Texts as HTML, kept while a process lives under the hash of what was read: to read sixty pages takes long.

A text has one HTML in a language, whoever it is shown to, so nothing that is kept can be outdated: another text has
another hash.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from milepost.engines.rendering import BadDocument, read_markdown, to_html
from milepost.platform.ledger.canonical import sha256

MOST = 24_000_000
"""Characters of HTML that a process keeps: some eighty documents of sixty pages."""


class Shelf:
    """The texts asked for last, at most `most` characters of them; the one asked for longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._texts: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._held = 0
        self._lock = Lock()

    def __len__(self) -> int:
        return self._held

    def ask(self, key: tuple[str, str], make: Callable[[], str]) -> str:
        """The text under a key, else what `make` gives, which is kept unless it alone is too long."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
                return self._texts[key]
        made = make()
        with self._lock:
            if key not in self._texts and len(made) <= self._most:
                self._texts[key] = made
                self._held += len(made)
            while self._held > self._most:
                self._held -= len(self._texts.popitem(last=False)[1])
        return made


shown = Shelf(MOST)


def html_of(body: str, language: str) -> str:
    """A text as HTML, cleaned by the engine that writes it; empty where it is no Markdown of ours."""
    return shown.ask((sha256(body.encode()), language), lambda: _made(body, language))


def _made(body: str, language: str) -> str:
    try:
        return to_html(read_markdown(body), language=language)
    except BadDocument:
        return ""
