"""Documents that the tests render: the model documents on the sample of a bank, and one that holds everything."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from milepost.engines.rendering import Approval, Change, Document, read_markdown

MODELS = Path(__file__).parents[1] / "data" / "documents"

EVERYTHING = """\
## First words {#first .mandatory}

Some *quiet* and **strong** words, `code`, a [page](https://bank.example/a?b=1&c=2), [](#second), [there](#second)
and another document, [DOC-CHG-01](document:DOC-CHG-01).\\
A new line ≥ 95 % → ✓ × –.

- one
- two
  1. inner first
  2. inner second

3. third
4. fourth

> Somebody else's words.

```
a < b && c
```

| Impact | now | later |
|---|:-:|--:|
| **bank** | P1 | 1,200 |
| **branch** | P2 | 80 |

P1 is worked on at once.{.legend}

### Inner {#inner}

Words.

## Second {#second}

```flow
title: Record
alt: How a record moves
state new "New"
state done "Done & closed"
new -> done : Service Desk: answer <or> silence
done -> new : Reporter: not solved
```
"""

PROSE = "The owner of the service reads the figures of the month and says what is done about each that was missed"
_ROW = ("DOC-COM-01", "2 November 2026", "Ada Wibowo", "x", PROSE, PROSE, PROSE, f"See DOC-INC-01, {PROSE}", PROSE)
REGISTER = (
    "## Before {#before}\n\n" + f"{PROSE}.\n\n" * 6 + "## Register {#register}\n\nAs of today:\n\n"
    "| Number | Date | Owner | Mark | Why | What | Who says so | Effect | Then |\n"
    "|---|---|---|:-:|---|---|---|---|---|\n"
    + f"| {' | '.join(_ROW)} |\n" * 3
    + "\nx is seen.{.legend}\n\n## After {#after}\n\n"
    + f"{PROSE}.\n\n" * 6
)
"""A wide register between two sections of words."""


@pytest.fixture
def document() -> Callable[..., Document]:
    """A document with everything around its text; what is given replaces it."""

    def make(body: str = EVERYTHING, **more: object) -> Document:
        parts: dict[str, object] = {
            "identification": "DOC-INC-01 v3",
            "title": "Incident management procedure",
            "language": "en",
            "organisation": "Bank Nusa Raya",
            "classification": "Internal",
            "facts": (("In force from", "1 January 2027"), ("Owner", "Incident Manager")),
            "approvals": (Approval("Approved", "Ada", "Coordinator", "16 November 2026"),),
            "history": (Change("3", "16 November 2026", "Second acquirer link", "Ben"),),
            "written_at": datetime(2026, 11, 16, 10, 2, tzinfo=UTC),
            "keywords": ("8.6.1",),
            "blocks": read_markdown(body),
        }
        return Document(**{**parts, **more})  # type: ignore[arg-type]

    return make


def model(name: str) -> str:
    """The body of a model document."""
    return (MODELS / name).read_text(encoding="utf-8")
