"""The standard as a library of CISO Assistant: one framework, clauses as headings, statements to assess.

Our own packager name stands in every URN. The file is written in one language and carries the other as translation.
"""

from typing import Any

from milepost.catalogue.exports.plain import in_language, to_yaml
from milepost.catalogue.standard import Clause, Group, Statement, clause, clauses, edition, groups
from milepost.catalogue.texts import LANGUAGES, LocalText

PACKAGER = "milepost"
FRAMEWORK = "iso20000-1-2018"
COPYRIGHT = LocalText(
    "Own words, licensed under Apache-2.0; the standard itself belongs to ISO and IEC and is not reproduced.",
    "Kata-kata sendiri, berlisensi Apache-2.0; standarnya milik ISO dan IEC dan tidak diperbanyak di sini.",
)
DESCRIPTION = LocalText(
    "Requirements of ISO/IEC 20000-1:2018 with Amendment 1:2024 as 390 statements in our own words; it does not "
    "replace a licensed copy.",
    "Persyaratan ISO/IEC 20000-1:2018 dengan Amandemen 1:2024 sebagai 390 pernyataan dengan kata-kata kami sendiri; "
    "tidak menggantikan salinan yang berlisensi.",
)


def ciso_library(language: str) -> bytes:
    """The library as YAML."""
    other = next(code for code in LANGUAGES if code != language)
    about = edition()
    name, described = about.name.in_language(language), DESCRIPTION.in_language(language)
    translated = {other: {"name": about.name.in_language(other), "description": DESCRIPTION.in_language(other)}}
    return to_yaml(
        {
            "urn": f"urn:{PACKAGER}:risk:library:{FRAMEWORK}",
            "locale": language,
            "ref_id": FRAMEWORK.upper(),
            "name": name,
            "description": described,
            "copyright": COPYRIGHT.in_language(language),
            "version": about.release,
            "publication_date": about.released_on,
            "provider": PACKAGER,
            "packager": PACKAGER,
            "translations": translated,
            "objects": {
                "framework": {
                    "urn": f"urn:{PACKAGER}:risk:framework:{FRAMEWORK}",
                    "ref_id": FRAMEWORK.upper(),
                    "name": name,
                    "description": described,
                    "min_score": 0,
                    "max_score": 5,
                    "translations": translated,
                    "requirement_nodes": _nodes(language, other),
                }
            },
        }
    )


def _nodes(language: str, other: str) -> list[dict[str, Any]]:
    """Each clause followed by its own statements and only then by its sub-clauses."""
    belonging: dict[str, list[tuple[Group, Statement]]] = {}
    for group in groups():
        for statement in group.statements:
            belonging.setdefault(statement.clause, []).append((group, statement))
    nodes = []
    for heading in clauses():
        nodes.append(_heading(heading, language, other))
        nodes += [
            _requirement(group, statement, language, other) for group, statement in belonging.get(heading.number, ())
        ]
    return nodes


def _urn(ref_id: str) -> str:
    return f"urn:{PACKAGER}:risk:req_node:{FRAMEWORK}:{ref_id}"


def _heading(heading: Clause, language: str, other: str) -> dict[str, Any]:
    node: dict[str, Any] = {"urn": _urn(heading.number), "assessable": False, "depth": heading.depth}
    if heading.parent:
        node["parent_urn"] = _urn(heading.parent)
    node["ref_id"] = heading.number
    if heading.titled:
        node["name"] = heading.title.in_language(language)
        node["translations"] = {other: {"name": heading.title.in_language(other)}}
    return node


def _requirement(group: Group, statement: Statement, language: str, other: str) -> dict[str, Any]:
    asked = next(question.text for question in group.questions if question.id == statement.question)
    node: dict[str, Any] = {
        "urn": _urn(statement.id),
        "assessable": statement.auditable,
        "depth": clause(statement.clause).depth + 1,
        "parent_urn": _urn(statement.clause),
        "ref_id": statement.id,
        "description": statement.text.in_language(language),
        "annotation": asked.in_language(language),
        "typical_evidence": "\n".join(in_language(group.evidence, language)),
    }
    if statement.auditable:
        node["importance"] = "mandatory"
    node["translations"] = {
        other: {
            "description": statement.text.in_language(other),
            "annotation": asked.in_language(other),
            "typical_evidence": "\n".join(in_language(group.evidence, other)),
        }
    }
    return node
