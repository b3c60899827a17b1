"""Structured logs: one line an event, as text or JSON (`MILEPOST_LOG_FORMAT=json`), without personal data.

What we log ourselves names no people. What the framework logs holds paths, hosts and messages of exceptions, and with
them names, addresses and secrets of links: a line of Django's keeps what kind of thing happened and the route, an
exception its type and where it rose. Its message is shown with `MILEPOST_DEBUG=1` alone.
"""

import logging
import logging.config
import sys
from typing import Any

import structlog

from milepost.doors.config.slow_queries import watch_queries
from milepost.doors.config.told_errors import told_error

type Event = structlog.typing.EventDict


class WithoutPaths(logging.Filter):
    """Takes from Django's lines what came from outside."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always True: the line stays, in other words."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        route = match.route if match else "no route"
        if record.name.startswith("django.security") and record.name != "django.security.csrf":
            record.msg, record.args = f"suspicious request ({record.name.rpartition('.')[2]}): {route}", ()
        elif record.name.startswith(("django.request", "django.security")):
            what = record.args[0] if isinstance(record.args, tuple) and len(record.args) > 1 else "refused"
            status = getattr(record, "status_code", "")
            record.msg, record.args = "%s %s: %s", (status, what if status != 500 else "broken", route)
        return True


class TypesOnly:
    """Renders an exception as its type and its frames; the messages of exceptions quote what people typed."""

    def __init__(self, *, messages: bool) -> None:
        self.messages = messages

    def __call__(self, _logger: object, _method: str, event: Event) -> Event:
        """The event with `exception` as text instead of `exc_info`."""
        found = event.pop("exc_info", None)
        if found is True:  # our own `log.exception`, formatted while the exception is being handled
            found = sys.exc_info()
        error = found[1] if isinstance(found, tuple) else found
        if isinstance(error, BaseException):
            event["exception"] = told_error(error, messages=self.messages)
        return event


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG hook: everything goes to standard error, so that `--json` owns standard output."""
    as_json = options.get("format") == "json"
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Any] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        TypesOnly(messages=bool(options.get("debug"))),
        renderer,
    ]
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"without-paths": {"()": WithoutPaths}},
            "formatters": {
                "line": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": last,
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without-paths"]}
            },
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {"milepost": {"level": "INFO", "propagate": True}},
        }
    )
    watch_queries(int(options.get("slow_query_ms") or 0))
