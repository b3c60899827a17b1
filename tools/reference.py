"""The generated pages of docs/reference: `python -m tools.reference write | check`.

The pages read the product itself (catalogue, permissions, commands, API, tables). `check` fails where a page on disk
says something else, so nothing of that can change undocumented.
"""

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path

import django

FOLDER = Path(__file__).parents[1] / "docs" / "reference"


def pages() -> dict[str, str]:
    """File name → the text that should stand there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.doors.config.settings")
    django.setup()
    source = import_module("tools.reference_pages")  # its imports need the line above
    return {name: source.render(page) for name, page in source.PAGES.items()}


def write() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    return 0


def check() -> int:
    stale = [name for name, text in pages().items() if _on_disk(name) != text]
    if stale:
        print(f"docs/reference is behind the product: {', '.join(stale)}\nhint: run `make reference`", file=sys.stderr)
    return 1 if stale else 0


def _on_disk(name: str) -> str:
    path = FOLDER / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("write", "check"))
    return write() if parser.parse_args().command == "write" else check()


if __name__ == "__main__":
    sys.exit(main())
