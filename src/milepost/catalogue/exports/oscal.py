"""The standard as an OSCAL catalog: a control per numbered clause, its statements as items of one statement part.

Main clauses and their second level are groups that hold only groups or only controls, as the format wants it. What
OSCAL has no word for (edition, flags, confidence) stands in props and parts of our own namespace. Ids come from the
clause numbers and uuids from names, so that a second export differs in nothing.
"""

from datetime import UTC, datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from milepost.catalogue.exports.plain import in_language, to_json
from milepost.catalogue.standard import Group, Statement, clause, clauses, edition, groups

OSCAL_VERSION = "1.2.1"
NAMESPACE = "urn:milepost:oscal"


def oscal_catalog(language: str) -> bytes:
    """The catalog as JSON."""
    about = edition()
    return to_json(
        {
            "catalog": {
                "uuid": str(uuid5(NAMESPACE_URL, f"urn:milepost:catalogue:{about.number}:{about.version}:{language}")),
                "metadata": {
                    "title": about.name.in_language(language),
                    "last-modified": datetime.combine(about.released_on, time.min, tzinfo=UTC).isoformat(),
                    "version": about.version,
                    "oscal-version": OSCAL_VERSION,
                    "props": [_own("edition", about.number), _own("language", language)],
                    "remarks": about.remark.in_language(language),
                },
                "groups": [_main_clause(head.number, language) for head in clauses() if head.depth == 1],
            }
        }
    )


def _main_clause(number: str, language: str) -> dict[str, Any]:
    sections = [found.number for found in clauses() if found.parent == number]
    return {**_group_head(number, language), "groups": [_section(section, language) for section in sections]}


def _section(number: str, language: str) -> dict[str, Any]:
    inside = [group for group in groups() if group.clause == number or group.clause.startswith(f"{number}.")]
    return {**_group_head(number, language), "controls": [_control(group, language) for group in inside]}


def _group_head(number: str, language: str) -> dict[str, Any]:
    return {
        "id": f"g-{number}",
        "class": "clause",
        "title": clause(number).title.in_language(language),
        "props": [_label(number)],
    }


def _control(group: Group, language: str) -> dict[str, Any]:
    number = group.clause
    return {
        "id": f"c-{number}",
        "class": "requirement",
        "title": clause(number).title.in_language(language),
        "props": [_label(number), _own("confidence", group.confidence)],
        "parts": [
            {
                "id": f"c-{number}_smt",
                "name": "statement",
                "parts": [_item(statement, language) for statement in group.statements],
            },
            *(
                {
                    "id": f"c-{number}_q{index}",
                    "name": "question",
                    "ns": NAMESPACE,
                    "prose": question.text.in_language(language),
                    "props": [_own("statement", f"s-{statement}") for statement in question.statements],
                }
                for index, question in enumerate(group.questions, start=1)
            ),
            _own_part(number, "evidence", "\n".join(in_language(group.evidence, language))),
            _own_part(number, "interview", "\n".join(in_language(group.interview, language))),
            _own_part(number, "nonconformity", group.nonconformity.in_language(language)),
        ],
    }


def _item(statement: Statement, language: str) -> dict[str, Any]:
    props = [_label(statement.letter or statement.id), _own("key", statement.key)]
    props += [_own("flag", flag) for flag in statement.flags]
    if statement.condition:
        props.append(_own("condition", statement.condition))
    if statement.informative:
        props.append(_own("informative", "true"))
    return {
        "id": f"s-{statement.id}",
        "name": "item",
        "props": props,
        "prose": statement.text.in_language(language),
    }


def _own_part(number: str, name: str, prose: str) -> dict[str, Any]:
    return {"id": f"c-{number}_{name}", "name": name, "ns": NAMESPACE, "prose": prose}


def _own(name: str, value: str) -> dict[str, str]:
    return {"name": name, "ns": NAMESPACE, "value": value}


def _label(value: str) -> dict[str, str]:
    return {"name": "label", "value": value}
