"""Rule results as plain values that machines read; the words in the reader's language."""

from typing import Any

from milepost.engines.rules.results import CheckResult
from milepost.platform.ui.texts import speak


def result_facts(result: CheckResult) -> dict[str, Any]:
    """One check result: id, subject, basis, clause, text, fix."""
    return {
        "id": result.id,
        "subject": {"kind": result.subject.kind, "key": result.subject.key, "label": result.subject.label},
        "basis": result.basis.value,
        "clause": result.clause or None,
        "text": speak(result.text),
        "fix": speak(result.fix),
    }
