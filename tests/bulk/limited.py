"""A file looked at by a process that may not take more than so much memory: `python -m tests.bulk.limited FILE GIB`."""

import json
import resource
import sys
from pathlib import Path

from milepost.engines.bulk.connection import open_connection
from tests.bulk.conftest import Workshop


def main(file: Path, gib: float) -> None:
    """Print the rejections and how many records would be created."""
    limit = int(gib * (1 << 30))
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    connection = open_connection(
        memory_limit="600MB", threads=2, temp_directory=file.parent / "spill", allowed_directories=[file.parent]
    )
    outcome = Workshop(file.parent, connection).look(file)
    sys.stdout.write(
        json.dumps({"rejections": [(r.row, r.code) for r in outcome.rejections], "created": outcome.created})
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
