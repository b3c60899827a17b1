"""The worker as a process of its own: `python -m milepost.doors.config.worker`, as `milepost serve` starts it.

It is `milepost worker` without the command line around it, which the worker has no use for.
"""

import os
import signal
import threading

import django

YIELDING = 5  # of the system's scheduler: pages come first, and an import takes what is left


def main() -> None:
    """Do long work until told to stop."""
    os.nice(YIELDING)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
    django.setup()
    from milepost.platform.jobs.worker import work_until  # noqa: PLC0415 - models cannot be imported before the setup

    stopped = threading.Event()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, lambda _number, _frame: stopped.set())
    work_until(stopped)


if __name__ == "__main__":
    main()
