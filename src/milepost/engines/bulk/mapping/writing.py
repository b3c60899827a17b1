"""Write a mapping as the YAML that people edit; what is default is left out."""

from typing import Any

import yaml

from milepost.engines.bulk.fields import BY_NAME, Type
from milepost.engines.bulk.mapping.model import FieldRule, Mapping, Otherwise, Personal, Treatment


def as_yaml(mapping: Mapping) -> str:
    """`parse_mapping(as_yaml(m)) == m`."""
    source = mapping.source
    terms: dict[str, Any] = {"system": source.system, "timing": str(source.timing)}
    for key in ("timezone", "encoding", "delimiter", "rows"):
        if getattr(source, key):
            terms[key] = getattr(source, key)
    if source.date_order:
        terms["date_order"] = str(source.date_order)
    if source.missing != ("",):
        terms["missing"] = list(source.missing)
    document: dict[str, Any] = {"mapping": 1}
    if mapping.title:
        document["title"] = mapping.title
    document["source"] = terms
    if mapping.fold:
        document["fold"] = _without_empty(
            by=mapping.fold.by,
            order=mapping.fold.order,
            keep_last_known=list(mapping.fold.keep_last_known),
            keep_first=list(mapping.fold.keep_first),
        )
    if mapping.practice:
        document["practice"] = _without_empty(
            **{
                "from": _one_or_list(mapping.practice.columns),
                "values": dict(mapping.practice.values),
            }
        )
    if mapping.personal != Personal():
        treat = "" if mapping.personal.treat is Treatment.DROP else str(mapping.personal.treat)
        document["personal"] = _without_empty(
            columns=list(mapping.personal.columns), keep=list(mapping.personal.keep), treat=treat
        )
    document["fields"] = {name: _field(rule) for name, rule in mapping.fields.items()}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def _field(rule: FieldRule) -> dict[str, Any]:
    kind = BY_NAME[rule.name].type
    usual = Otherwise.KEEP if kind is Type.TEXT else Otherwise.REJECT
    return _without_empty(
        **{
            "from": _one_or_list(rule.columns),
            "as": rule.as_,
            "formats": list(rule.formats),
            "values": dict(rule.values),
            "by_practice": {practice: dict(values) for practice, values in rule.by_practice.items()},
            "otherwise": "" if rule.otherwise is usual else str(rule.otherwise),
            "personal": rule.personal and kind is not Type.PERSON,
        }
    )


def _one_or_list(columns: tuple[str, ...]) -> str | list[str]:
    return columns[0] if len(columns) == 1 else list(columns)


def _without_empty(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}
