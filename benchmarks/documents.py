"""Documents: a set to PDF and DOCX in one language and in two, one on request, what changed between two long versions.

`python -m benchmarks.documents`. The bodies are the model documents of the tests, each time with other names, so that
no drawing or text is known from the one before. Each part runs in a process of its own, whose memory is its own.
"""

import argparse
import io
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf

from benchmarks.calibration import Calibration, calibrate
from benchmarks.figures import show
from benchmarks.timing import p95, times
from milepost.engines.rendering import Approval, Change, Document, difference, read_markdown, to_docx, to_pdf

MODELS = Path(__file__).parents[1] / "tests" / "data" / "documents"
SET, BOTH, MEMORY, ONE, COMPARED = 30.0, 60.0, 500.0, 1.0, 300.0  # seconds, seconds, MB, seconds, milliseconds
NAMES = ("DOC-SMP-01", "DOC-INC-01")
PAGES = 15
LONG = 8  # times a model document: some sixty pages


def measure(count: int, rounds: int, pace: Calibration) -> None:
    """Print every figure of documents."""
    made = _apart("set", count)
    facts = {"documents": count, "pages": made["pages"], "processor_seconds": made["processor"]}
    show("documents_set", made["seconds"], "s", budget=SET * count / 100, by=pace, **facts)
    show("documents_set_memory", made["memory"], "MB", budget=MEMORY, documents=count)
    pace = calibrate()
    made = _apart("both", count)
    facts = {"documents": 2 * count, "pages": made["pages"], "processor_seconds": made["processor"]}
    show("documents_both_languages", made["seconds"], "s", budget=BOTH * count / 100, by=pace, **facts)
    show("documents_both_languages_memory", made["memory"], "MB", budget=MEMORY, documents=2 * count)
    pace = calibrate()
    one = _apart("one", rounds)
    show("document_pdf_cold", one["pdf_cold"], "s", budget=ONE, by=pace, pages=one["pages"])
    show("document_pdf", one["pdf"], "s", budget=ONE, by=pace, pages=one["pages"])
    show("document_docx_cold", one["docx_cold"], "s", budget=ONE, by=pace, pages=one["pages"])
    show("document_docx", one["docx"], "s", budget=ONE, by=pace, pages=one["pages"])
    pace = calibrate()
    compared = _apart("compare", rounds)
    for share in ("few", "many", "all"):
        facts = {"words": compared["words"], "changed": compared[f"{share}_changed"]}
        show(f"difference_{share}", compared[share], "ms", budget=COMPARED, by=pace, **facts)


def _apart(part: str, number: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.documents", "--part", part, "--number", str(number)]
    told: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return told


# == what is rendered ==============================================================================================


def body_of(number: int, language: str = "en") -> str:
    """A model document with names of its own; in Indonesian there is one, in English there are two."""
    name = NAMES[number % 2] if language == "en" else NAMES[1]
    text = (MODELS / f"{name}.{language}.md").read_text(encoding="utf-8")
    return re.sub(r"\b(Core Banking|Mobile Banking|Incident Manager|ServiceNow|In Progress)\b", rf"\1 {number}", text)


def fifteen_pages() -> str:
    """Both model documents, the first of them twice."""
    first, second = body_of(1), body_of(2)
    again = re.sub(r"(\{#|\(#)", r"\1again-", first)
    return first + re.sub(r"(\{#|\(#)", r"\1plan-", second) + again


def sixty_pages(number: int) -> str:
    """A text of some sixty pages, with names of its own."""
    parts = (re.sub(r"\bIncident\b", f"Incident {number}.{part}", body_of(1)) for part in range(LONG))
    return "\n".join(re.sub(r"(\{#|\(#)", rf"\1part-{part}-", text) for part, text in enumerate(parts))


def document_of(body: str, number: int, language: str = "en") -> Document:
    """A document as the product prints one."""
    return Document(
        identification=f"DOC-INC-{number:02} v3",
        title=f"Incident management procedure {number}",
        language=language,
        organisation="Bank Nusa Raya",
        classification="Internal",
        facts=(("In force from", "1 January 2027"), ("Owner", "Incident Manager")),
        approvals=(Approval("Approved", "Dewi Lestari", "Coordinator", "16 November 2026"),),
        history=(Change("3", "16 November 2026", "Second acquirer link", "Rina Wibowo"),),
        written_at=datetime(2026, 11, 16, tzinfo=UTC),
        blocks=read_markdown(body),
    )


# == the parts, each in its process ================================================================================


def a_set(count: int, languages: Sequence[str] = ("en",)) -> dict[str, Any]:
    """So many documents in each language, each as PDF and DOCX, one after the other in one process."""
    start, processor = time.perf_counter(), time.process_time()
    last = b""
    for number in range(count):
        for language in languages:
            document = document_of(body_of(number, language), number, language)
            last = to_pdf(document)
            to_docx(document)
    return {
        "seconds": time.perf_counter() - start,
        "processor": round(time.process_time() - processor, 2),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pages": _pages(last),
    }


def both(count: int) -> dict[str, Any]:
    """The same in both languages, as somebody orders it who hands the whole system on."""
    return a_set(count, ("en", "id"))


def one(rounds: int) -> dict[str, Any]:
    """One document of at least fifteen pages, from Markdown to file: the first time, and p95 of the times after."""
    body = fifteen_pages()
    found: dict[str, Any] = {"pages": _pages(to_pdf(document_of("## A\n", 0)))}
    start = time.perf_counter()
    pdf = to_pdf(document_of(body, 1))
    found["pdf_cold"] = time.perf_counter() - start
    found["pages"] = _pages(pdf)
    assert found["pages"] >= PAGES, found
    start = time.perf_counter()
    to_docx(document_of(body, 1))
    found["docx_cold"] = time.perf_counter() - start
    numbers = iter(range(2, 1_000_000))
    found["pdf"] = (
        p95(times(lambda: to_pdf(document_of(body.replace("Bank", f"Bank {next(numbers)}"), 1)), rounds)) / 1000
    )
    found["docx"] = (
        p95(times(lambda: to_docx(document_of(body.replace("Bank", f"B {next(numbers)}"), 1)), rounds)) / 1000
    )
    return found


def compare(rounds: int) -> dict[str, Any]:
    """Two versions of some sixty pages, of which few, many or all passages differ: p95 in milliseconds."""
    old = "\n".join(re.sub(r"\bIncident\b", f"Incident {number}", body_of(1)) for number in range(LONG))
    lines = old.split("\n")
    found: dict[str, Any] = {"words": len(old.split())}
    for name, each in (("few", 50), ("many", 3), ("all", 1)):
        new = "\n".join(_altered(line) if number % each == 0 else line for number, line in enumerate(lines))
        result = difference(old, new)
        assert result.new() == new
        found[f"{name}_changed"] = sum(passage.mark != "same" for passage in result.passages)
        found[name] = p95(times(lambda new=new: difference(old, new), rounds))  # type: ignore[misc]
    return found


def _altered(line: str) -> str:
    return line.replace("the ", "this ", 1) + " now" if line.strip() and not line.startswith("|--") else line


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--part", choices=("set", "both", "one", "compare"))
    parser.add_argument("--number", type=int, default=1)
    options = parser.parse_args()
    if options.part:
        parts = {"set": a_set, "both": both, "one": one, "compare": compare}
        print(json.dumps(parts[options.part](options.number)))
    else:
        measure(options.documents, options.rounds, calibrate())


if __name__ == "__main__":
    main()
