"""The web server's own lines, in the format of all others and without what clients sent.

gunicorn quotes request lines and addresses of clients. Its sentences have places that are filled in when a line is
written: numbers and names of signals are, nothing else. A sentence without such places was filled in before, and its
first words are kept. No structlog and no Django here: the arbiter stays small.
"""

import json
import logging
import os
import re
import sys
from datetime import UTC, datetime
from typing import Any

from gunicorn.glogging import Logger

from milepost.doors.config.told_errors import told_error

_WORDS = re.compile(r"[A-Za-z ]*")
_SIGNAL = re.compile(r"SIG[A-Z0-9]+")


class ServerLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Writes to standard error, in the arbiter and in each web process."""

    def setup(self, cfg: Any) -> None:
        """Put our handler in the place of gunicorn's."""
        super().setup(cfg)
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Line(as_json=os.environ.get("MILEPOST_LOG_FORMAT") == "json"))
        self.error_log.handlers[:] = [handler]


class Line(logging.Formatter):
    """One line: when, how grave, what."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self.as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """The line, as an object of JSON or as text."""
        facts = {
            "event": f"server: {_said(record)}",
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z"),
        }
        if record.exc_info and record.exc_info[1] is not None:
            facts["exception"] = told_error(record.exc_info[1], messages=os.environ.get("MILEPOST_DEBUG") == "1")
        if self.as_json:
            return json.dumps(facts)
        first = f"{facts['timestamp']} [{facts['level']:<9}] {facts['event']}"
        return "\n".join([first, facts["exception"]] if "exception" in facts else [first])


def _said(record: logging.LogRecord) -> str:
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if not isinstance(record.args, tuple) or not record.args:
        found = _WORDS.match(record.msg)
        return found[0].partition(" from ip")[0].strip() if found else ""
    return record.msg % tuple(value if _tells_nobody(value) else "…" for value in record.args)


def _tells_nobody(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and _SIGNAL.fullmatch(value) is not None)
