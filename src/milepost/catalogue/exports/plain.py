"""The standard as one object, in JSON and YAML (`milepost/standard/1`: keys are only added)."""

import json
from collections.abc import Iterable
from typing import Any

import yaml

from milepost.catalogue.standard import (
    DocumentedItem,
    Group,
    Statement,
    amendment,
    clause,
    clause_map_2011,
    clauses,
    documented_information,
    edition,
    groups,
)
from milepost.catalogue.texts import LocalText


class _WithoutAliases(yaml.SafeDumper):
    """Writes equal lists out in full: references such as `*id001` are lost on readers of other tools."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - the dumper's own signature
        return True


def to_yaml(document: object) -> bytes:
    """Block YAML in the order given, UTF-8, one line per text."""
    text: str = yaml.dump(document, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True, width=100_000)
    return text.encode()


def to_json(document: object) -> bytes:
    """Indented JSON, UTF-8, with a line end."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def as_json(language: str) -> bytes:
    return to_json(standard_document(language))


def as_yaml(language: str) -> bytes:
    return to_yaml(standard_document(language))


def standard_document(language: str) -> dict[str, Any]:
    """Edition, clauses, groups with questions and statements, documented information, amendment, map from 2011."""
    about = edition()
    changed = amendment()
    return {
        "schema": "milepost/standard/1",
        "edition": about.number,
        "name": about.name.in_language(language),
        "remark": about.remark.in_language(language),
        "version": about.version,
        "released_on": about.released_on.isoformat(),
        "language": language,
        "clauses": [
            {"number": row.number, "title": row.title.in_language(language) if row.titled else "", "parent": row.parent}
            for row in clauses()
        ],
        "groups": [_group(group, language) for group in groups()],
        "documented_information": [_item(item, language) for item in documented_information()],
        "amendment": {
            "number": changed.number,
            "name": changed.name.in_language(language),
            "published_on": changed.published_on.isoformat(),
            "additions": [
                {
                    "clause": row.clause,
                    "statement": row.statement,
                    "requirement": row.requirement,
                    "text": row.text.in_language(language),
                }
                for row in changed.additions
            ],
        },
        "clause_map_2011": [
            {"former": row.former, "name": row.name.in_language(language), "clauses": list(row.clauses)}
            for row in clause_map_2011()
        ],
    }


def _group(group: Group, language: str) -> dict[str, Any]:
    return {
        "clause": group.clause,
        "title": clause(group.clause).title.in_language(language),
        "confidence": group.confidence,
        "evidence": in_language(group.evidence, language),
        "interview": in_language(group.interview, language),
        "nonconformity": group.nonconformity.in_language(language),
        "questions": [
            {
                "id": question.id,
                "clause": question.clause,
                "statements": list(question.statements),
                "text": question.text.in_language(language),
            }
            for question in group.questions
        ],
        "statements": [_statement(statement, language) for statement in group.statements],
    }


def _statement(statement: Statement, language: str) -> dict[str, Any]:
    return {
        "id": statement.id,
        "key": statement.key,
        "clause": statement.clause,
        "letter": statement.letter,
        "flags": list(statement.flags),
        "condition": statement.condition,
        "auditable": statement.auditable,
        "question": statement.question,
        "text": statement.text.in_language(language),
    }


def _item(item: DocumentedItem, language: str) -> dict[str, Any]:
    return {
        "number": item.number,
        "name": item.name.in_language(language),
        "references": list(item.references),
        "kinds": list(item.kinds),
        "demand": item.demand,
        "practice": item.practice,
        "area": item.area,
        "remark": item.remark.in_language(language) if item.remark else "",
    }


def in_language(texts: Iterable[LocalText], language: str) -> list[str]:
    """The texts in one language, as a list."""
    return [text.in_language(language) for text in texts]
