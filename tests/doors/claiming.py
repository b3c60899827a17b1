"""A process of its own that sends one write under a key: `python -m tests.doors.claiming FOLDER`.

It acts slowly, and leaves a file in FOLDER each time it acts, so that two of them must meet.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

import django


def main(folder: Path) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
    django.setup()
    from milepost.platform.organisations.idempotency import Answer, Sent, kept_in_transaction

    def act() -> Answer:
        handle, name = tempfile.mkstemp(dir=folder)
        os.close(handle)
        time.sleep(1)
        return Answer(201, Path(name).name)

    sys.stdout.write(kept_in_transaction(Sent("person:1", "k", "same"), act, answer_of=lambda answer: answer).body)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
