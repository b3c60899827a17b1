"""Read a mapping file; an error names the key and says what may stand there."""

from collections.abc import Mapping as Map
from enum import StrEnum
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from milepost.engines.bulk.failures import BadMapping
from milepost.engines.bulk.fields import BY_NAME, REQUIRED, State, Type
from milepost.engines.bulk.mapping.model import (
    DateOrder,
    FieldRule,
    Fold,
    Mapping,
    Otherwise,
    Personal,
    PracticeRule,
    SourceTerms,
    Timing,
    Treatment,
)
from milepost.engines.rules.texts import Text, as_written, say

LARGEST = 1 << 20
SPELLINGS = {
    "text": {Type.TEXT, Type.PROSE, Type.PERSON},
    "datetime": {Type.DATETIME},
    "priority": {Type.LEVEL},
    "impact": {Type.LEVEL},
    "urgency": {Type.LEVEL},
    "level": {Type.LEVEL},
    "state": {Type.STATE},
    "flag": {Type.FLAG},
    "seconds": {Type.SECONDS},
}


def parse_mapping(text: str, *, file: str = "mapping") -> Mapping:
    """The mapping a YAML text means. Raises BadMapping."""
    if len(text) > LARGEST:
        _refuse(file, "", say("The mapping file is larger than 1 MiB."), say("Name a mapping file."))
    try:
        document = yaml.load(text, Loader=_WithoutAliases)  # noqa: S506 - a safe loader
    except (yaml.YAMLError, RecursionError, ValueError) as broken:  # ValueError: an impossible date, a huge number
        line = getattr(getattr(broken, "problem_mark", None), "line", None)
        raise BadMapping(
            say("The mapping file is not YAML."),
            say("Check indentation, quotes and colons."),
            code="bad-mapping",
            file=file,
            row=None if line is None else line + 1,
        ) from broken
    return _Reader(file).mapping(document)


class _WithoutAliases(yaml.SafeLoader):
    """Aliases in merge keys multiply: four hundred bytes of them can ask for all memory. No mapping needs one."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next node, unless it is an alias."""
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias", None)
        return super().compose_node(parent, index)


class _Reader:
    """Walks the document and knows the file's name for its errors."""

    def __init__(self, file: str) -> None:
        self._file = file

    def mapping(self, document: object) -> Mapping:
        top = self._table(document, "", {"mapping", "title", "source", "fold", "practice", "fields", "personal"})
        if top.get("mapping") != 1:
            self._refuse(
                "mapping", say("The file does not say “mapping: 1”."), say("Begin the file with “mapping: 1”.")
            )
        if "source" not in top:
            self._refuse("source", say("The key is missing."), say("Add “source: {{system: …}}”."))
        fields = self._fields(top.get("fields"))
        return Mapping(
            source=self._source(top["source"]),
            fields=fields,
            practice=self._practice(top["practice"]) if top.get("practice") else None,
            fold=self._fold(top["fold"], fields) if top.get("fold") else None,
            personal=self._personal(top.get("personal") or {}),
            title=self._text(top.get("title", ""), "title"),
        )

    def _source(self, given: object) -> SourceTerms:
        keys = {"system", "timing", "timezone", "encoding", "delimiter", "date_order", "rows", "missing"}
        table = self._table(given, "source", keys)
        system = self._text(table.get("system", ""), "source.system")
        if not system:
            self._refuse("source.system", say("The source has no name."), say("Name the tool, such as servicenow."))
        zone = self._text(table.get("timezone") or "", "source.timezone")
        if zone:
            check_zone(zone, file=self._file, field="source.timezone")
        delimiter = self._text(table.get("delimiter") or "", "source.delimiter")
        if len(delimiter) > 1:
            self._refuse("source.delimiter", say("The separator is longer than one character."), say("Name one."))
        order = table.get("date_order")
        return SourceTerms(
            system=system,
            timing=self._one_of(Timing, table.get("timing", Timing.SYSTEM_TIMED), "source.timing"),
            timezone=zone,
            encoding=self._text(table.get("encoding") or "", "source.encoding"),
            delimiter=delimiter,
            date_order=None if order is None else self._one_of(DateOrder, order, "source.date_order"),
            rows=self._text(table.get("rows") or "", "source.rows"),
            missing=tuple(dict.fromkeys(["", *self._texts(table.get("missing", [""]), "source.missing")])),
        )

    def _fields(self, given: object) -> dict[str, FieldRule]:
        table = self._table(given or {}, "fields", set(BY_NAME))
        rules = {name: self._field(name, rule) for name, rule in table.items()}
        for name in REQUIRED:
            if name not in rules:
                self._refuse(f"fields.{name}", say("The field is not mapped."), say("Say which column holds it."))
        return rules

    def _field(self, name: str, given: object) -> FieldRule:
        key = f"fields.{name}"
        if isinstance(given, str | list):
            given = {"from": given}
        table = self._table(given, key, {"from", "as", "formats", "values", "by_practice", "otherwise", "personal"})
        columns = self._texts(table.get("from", name), f"{key}.from")
        kind = BY_NAME[name].type
        as_ = self._text(table.get("as", ""), f"{key}.as")
        if as_ and kind not in SPELLINGS.get(as_, set()):
            allowed = ", ".join(word for word, kinds in SPELLINGS.items() if kind in kinds)
            self._refuse(f"{key}.as", say("“{word}” does not fit.", word=as_written(as_)), _one_of_these(allowed))
        values = self._values(table.get("values"), f"{key}.values")
        by_practice = self._by_practice(kind, table.get("by_practice"), f"{key}.by_practice")
        for meanings in (values, *by_practice.values()) if kind is Type.STATE else ():
            for value in meanings.values():
                self._one_of(State, value, f"{key}.values")
        default = Otherwise.KEEP if kind is Type.TEXT else Otherwise.REJECT
        return FieldRule(
            name=name,
            columns=tuple(columns),
            as_=as_,
            formats=tuple(self._texts(table.get("formats", []), f"{key}.formats")),
            values=values,
            by_practice=by_practice,
            otherwise=self._one_of(Otherwise, table.get("otherwise", default), f"{key}.otherwise"),
            personal=kind is Type.PERSON or self._flag(table.get("personal", False), f"{key}.personal"),
        )

    def _by_practice(self, kind: Type, given: object, key: str) -> dict[str, dict[str, str]]:
        if given is None:
            return {}
        if kind is not Type.STATE or not isinstance(given, dict):
            self._refuse(
                key,
                say("Only states are mapped by practice, as lists under its name."),
                say("Write “by_practice: {{change: {{…}}}}” below the field state."),
            )
        return {_plain(practice): self._values(values, f"{key}.{practice}") for practice, values in given.items()}

    def _practice(self, given: object) -> PracticeRule:
        table = self._table(given, "practice", {"from", "values"})
        columns = self._texts(table.get("from", []), "practice.from")
        if not columns:
            self._refuse("practice.from", say("No column is named."), say("Say which column decides the practice."))
        return PracticeRule(tuple(columns), self._values(table.get("values"), "practice.values"))

    def _fold(self, given: object, fields: Map[str, FieldRule]) -> Fold:
        table = self._table(given, "fold", {"by", "order", "keep_last_known", "keep_first"})
        by, order = (
            self._text(table.get("by", "source_id"), "fold.by"),
            self._text(table.get("order", ""), "fold.order"),
        )
        if by != "source_id" and by not in fields["source_id"].columns:
            self._refuse("fold.by", say("Rows are folded by the record's id."), say("Map that column to source_id."))
        times = {name for name in fields if BY_NAME[name].type is Type.DATETIME}
        lists = {key: self._texts(table.get(key, []), f"fold.{key}") for key in ("keep_last_known", "keep_first")}
        for key, names in [("order", [order]), *lists.items()]:
            allowed = times if key == "order" else set(fields)
            for name in names:
                if name not in allowed:
                    self._refuse(
                        f"fold.{key}",
                        say("“{word}” is no mapped field that fits.", word=as_written(name)),
                        _one_of_these(", ".join(sorted(allowed))),
                    )
        return Fold("source_id", order, tuple(lists["keep_last_known"]), tuple(lists["keep_first"]))

    def _personal(self, given: object) -> Personal:
        table = self._table(given, "personal", {"columns", "keep", "treat"})
        return Personal(
            columns=tuple(self._texts(table.get("columns", []), "personal.columns")),
            keep=tuple(self._texts(table.get("keep", []), "personal.keep")),
            treat=self._one_of(Treatment, table.get("treat", Treatment.DROP), "personal.treat"),
        )

    def _table(self, given: object, key: str, allowed: set[str]) -> dict[str, Any]:
        if not isinstance(given, dict):
            self._refuse(key, say("A table of keys is wanted here."), _one_of_these(", ".join(sorted(allowed))))
        for name in given:
            if name not in allowed:
                path = f"{key}.{name}" if key else str(name)
                self._refuse(path, say("The key is unknown."), _one_of_these(", ".join(sorted(allowed))))
        return given

    def _values(self, given: object, key: str) -> dict[str, str]:
        if given is None:
            return {}
        if not isinstance(given, dict):
            self._refuse(key, say("A list “value: meaning” is wanted here."), say("Write one line for each value."))
        return {_plain(value): _plain(meaning) for value, meaning in given.items()}

    def _texts(self, given: object, key: str) -> list[str]:
        listed = given if isinstance(given, list) else [given]
        return [self._text(item, key) for item in listed]

    def _text(self, given: object, key: str) -> str:
        if given is not None and not isinstance(given, str | int | float | bool):
            self._refuse(key, say("A text is wanted here."), say("Put it in quotes."))
        return _plain(given)

    def _flag(self, given: object, key: str) -> bool:
        if not isinstance(given, bool):
            self._refuse(key, say("Yes or no is wanted here."), _one_of_these("true, false"))
        return given

    def _one_of[Word: StrEnum](self, words: type[Word], given: object, key: str) -> Word:
        try:
            return words(str(given))
        except ValueError:
            self._refuse(key, say("“{word}” is unknown.", word=as_written(str(given))), _one_of_these(", ".join(words)))

    def _refuse(self, key: str, reason: Text, fix: Text) -> NoReturn:
        _refuse(self._file, key, reason, fix)


def check_zone(zone: str, *, file: str, field: str) -> None:
    """Refuse a time zone that is none."""
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _refuse(
            file,
            field,
            say("“{word}” is no time zone.", word=as_written(zone)),
            say("Name one such as Asia/Jakarta, Europe/Amsterdam or UTC."),
        )


def _plain(given: object) -> str:
    """YAML reads `no`, `1` and `true` as other things than texts: back to how they are written."""
    if given is None:
        return ""
    if isinstance(given, bool):
        return "true" if given else "false"
    return str(given)


def _one_of_these(words: str) -> Text:
    return say("Write one of: {words}.", words=as_written(words))


def _refuse(file: str, key: str, reason: Text, fix: Text) -> NoReturn:
    named = say("{key}: {reason}", key=as_written(key), reason=reason) if key else reason
    raise BadMapping(named, fix, code="bad-mapping", file=file, field=key)
