"""The scope as the command line and the API give it."""

from typing import Any

from milepost.features.programmes.models import ScopeVersion
from milepost.features.programmes.scope.statement import Statement, as_kept
from milepost.platform.ui.results import result_facts


def scope_as_object(statement: Statement) -> dict[str, Any]:
    """The statement with the version in force and what the rules say."""
    version = statement.in_force
    return {
        "programme": statement.programme.code,
        "on": statement.on,
        "passed": statement.outcome.passed,
        "sentence": statement.sentence,
        "content_hash": statement.content_hash,
        "version": version.number if version else None,
        "approved_on": version.approved_on if version else None,
        "drifted": statement.drifted,
        "elements": [as_kept(element) for element in statement.elements],
        "results": [result_facts(result) for result in (*statement.outcome.results, *statement.remarks)],
    }


def version_as_object(version: ScopeVersion) -> dict[str, Any]:
    """A version as it was signed."""
    return {
        "number": version.number,
        "approved_on": version.approved_on,
        "signatory": version.signature.signatory,
        "office": version.signature.office,
        "counts": version.signature.counts,
        "content_hash": version.content_hash,
        "sentence": {"en": version.sentence_en, "id": version.sentence_id},
        "elements": version.elements,
    }
