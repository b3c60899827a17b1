"""A `milepost` command that kills itself at a named point: `python -m benchmarks.faulty MODULE:NAME:WHEN COMMAND…`.

WHEN is `before` or `after`: the process gets SIGKILL as the function is entered or as it returns.
"""

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any


def main() -> None:
    point, *command = sys.argv[1:]
    sys.argv = ["milepost", *command]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
    import_module("django").setup()
    module, name, when = point.split(":")
    place = import_module(f"milepost.{module}")
    setattr(place, name, _dying(getattr(place, name), when))
    import_module("milepost.doors.cli.main").run()


def _dying(function: Callable[..., Any], when: str) -> Callable[..., Any]:
    def dying(*args: Any, **kwargs: Any) -> Any:
        if when == "after":
            function(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    return dying


if __name__ == "__main__":
    main()
