"""The SQL that turns text into typed columns, every conversion one that yields NULL instead of failing.

`parsed` is a temporary table: the mapped fields typed, flags of presence, likeness, the actor's text until it is
hashed, and at most one `problem` a row: its position in `problems`, with the text that caused it in `held`.
"""

import hmac
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from milepost.engines.bulk.connection import instant, name, quote
from milepost.engines.bulk.fields import BY_NAME, Field, Type
from milepost.engines.bulk.importing.dates import Reading, time_sql
from milepost.engines.bulk.mapping.checking import Fit
from milepost.engines.bulk.mapping.model import FieldRule, Mapping, Otherwise
from milepost.engines.bulk.mapping.words import LEVELS, STATES
from milepost.engines.bulk.reading import Rows
from milepost.engines.bulk.reasons import Reason

AHEAD = timedelta(hours=24)
YES = ("true", "1", "yes", "y", "ya", "x", "t")
NO = ("false", "0", "no", "n", "tidak", "f")


@dataclass(frozen=True, slots=True)
class Problem:
    """A check of a row: the field, the reason, the condition that is true where it fails, the value it failed on."""

    field: str
    reason: Reason
    sql: str
    held: str


@dataclass(frozen=True, slots=True)
class Parser:
    """All SQL of one file under one mapping."""

    rows: Rows
    mapping: Mapping
    fit: Fit
    readings: dict[str, Reading]
    zone: str
    practice: str
    practices: frozenset[str]
    received_at: datetime
    secret: bytes

    @property
    def mapped(self) -> list[Field]:
        """The neutral fields that the file has a column for."""
        return [field for field in BY_NAME.values() if field.name in self.fit.columns]

    @property
    def typed(self) -> list[Field]:
        """Those of them that stand in facts."""
        return [field for field in self.mapped if field.kept]

    def has(self, field: str) -> bool:
        """Whether the file has a column for a field."""
        return field in self.fit.columns

    def create(self, *, record_checks: bool) -> str:
        """CREATE TABLE parsed; without `record_checks` only what a single row of an event log can be judged by."""
        problems = self.row_problems() + (self.record_problems() if record_checks else [])
        number = [f"{self.rows.number_sql} AS row_number"] if self.rows.numbered else []
        texts = [f"{self.text(field.name)} AS {name('t ' + field.name)}" for field in self.mapped]
        if self.fit.practice:
            texts.append(f"{self.cleaned(self.fit.practice)} AS {name('t practice')}")
        typed = [f"{self._typed(field)} AS {name(field.name)}" for field in self.typed]
        extra = [f"{self._practice()} AS practice", *self._presence(), f"{self._likeness()} AS likeness"]
        if self.has("actor"):
            extra.append(f"coalesce({name('t actor')}, '') AS actor_text")
        kept = ["row_number"] if self.rows.numbered else []
        kept += [name(field.name) for field in self.typed]
        kept += ["practice", "requester_present", "resolution_present", "text_present", "likeness"]
        kept += ["actor_text"] if self.has("actor") else []
        return (
            f"CREATE OR REPLACE TEMP TABLE parsed AS"
            f" WITH texts AS (SELECT {', '.join(number + texts)} FROM {self.rows.sql}),"
            f" typed AS (SELECT *, {', '.join(typed + extra)} FROM texts),"
            f" judged AS (SELECT *, {choose(problems)} AS problem FROM typed)"
            f" SELECT {', '.join(kept)}, problem, {held(problems)} AS held FROM judged"
        )

    def text(self, field: str) -> str:
        """The cleaned text of a field's column."""
        return self.cleaned(self.fit.columns[field])

    def cleaned(self, column: str) -> str:
        """A column without surrounding blanks, NULL where it holds a word for "nothing"."""
        plain = name(column)
        words = ", ".join(quote(word) for word in self.mapping.source.missing if word)
        # trimming costs more than all the rest, so only values that begin or end blank are trimmed
        usual = f"{plain} >= '!' AND NOT suffix({plain}, ' ')" + (f" AND {plain} NOT IN ({words})" if words else "")
        trimmed = f"trim({plain}, E' \\t\\r\\n')"
        rest = (
            f"CASE WHEN {trimmed} NOT IN ({words}) THEN nullif({trimmed}, '') END"
            if words
            else f"nullif({trimmed}, '')"
        )
        return f"CASE WHEN {usual} THEN {plain} ELSE {rest} END"

    def row_problems(self) -> list[Problem]:
        """Checks of single values: those that are there and could not be read."""
        problems = []
        for field in self.typed:
            if reason := _reason(field, self.mapping.fields[field.name]):
                text, typed = name("t " + field.name), name(field.name)
                problems.append(Problem(field.name, reason, f"{text} IS NOT NULL AND {typed} IS NULL", text))
        for field in self.typed:
            if field.type is Type.DATETIME:
                column, text = name(field.name), name("t " + field.name)
                outside = f"{column} < TIMESTAMP '1970-01-01' OR {column} >= TIMESTAMP '2100-01-01'"
                problems.append(Problem(field.name, Reason.OUT_OF_RANGE, outside, text))
        return [Problem("source_id", Reason.MISSING, '"source_id" IS NULL', "''"), *problems]

    def record_problems(self, *, held: bool = True) -> list[Problem]:
        """Checks of a whole record; `held`: the texts are at hand, else only the typed values."""

        def text(field: str) -> str:
            return name("t " + field) if held else f"CAST({name(field)} AS VARCHAR)"

        problems = [Problem("opened_at", Reason.MISSING, '"opened_at" IS NULL', "''")]
        latest = instant(self.received_at + AHEAD)
        problems += [
            Problem(field, Reason.IN_THE_FUTURE, f"{name(field)} > {latest}", text(field))
            for field in ("opened_at", "entered_at", "resolved_at", "closed_at")
            if self.has(field)
        ]
        if self.has("closed_at"):
            early = '"closed_at" < "opened_at"'
            problems.append(Problem("closed_at", Reason.CLOSED_BEFORE_OPENED, early, text("closed_at")))
        if self.fit.practice:
            allowed = ", ".join(quote(code) for code in sorted(self.practices)) or "''"
            wrong = f"practice IS NULL OR practice NOT IN ({allowed})" if self.practices else "practice IS NULL"
            shown = name("t practice") if held else "''"
            problems.append(Problem("practice", Reason.UNKNOWN_VALUE, wrong, f"coalesce({shown}, '')"))
        return problems

    def _practice(self) -> str:
        rule = self.mapping.practice
        if rule is None or not self.fit.practice:
            return quote(self.practice)
        return _by_values(name("t practice"), rule.values, keep=not rule.values)

    def _typed(self, field: Field) -> str:
        rule, text = self.mapping.fields[field.name], name("t " + field.name)
        if field.type is Type.DATETIME:
            return time_sql(text, self.readings[field.name], self.zone)
        if field.type is Type.TEXT:
            return _by_values(text, rule.values, keep=rule.otherwise is Otherwise.KEEP) if rule.values else text
        if field.type is Type.STATE:
            return self._state(text, rule)
        if field.type is Type.FLAG:
            return _flag(_by_values(text, rule.values, keep=True) if rule.values else text)
        if field.type is Type.SECONDS:
            return f"TRY_CAST({text} AS BIGINT)"
        return _level(text, rule)

    def _state(self, text: str, rule: FieldRule) -> str:
        """What the state's words mean in the row's own practice: tools number them anew for each kind of record."""
        cases = " ".join(
            f"WHEN {quote(practice)} THEN {_state(text, replace(rule, values={**rule.values, **values}))}"
            for practice, values in rule.by_practice.items()
        )
        usual = _state(text, rule)
        return f"CASE {self._practice()} {cases} ELSE {usual} END" if cases else usual

    def _presence(self) -> list[str]:
        return [
            f"{self._any_present('requester')} AS requester_present",
            f"{self._any_present('resolution', 'close_code')} AS resolution_present",
            f"{self._any_present('title', 'description')} AS text_present",
        ]

    def _any_present(self, *fields: str) -> str:
        there = [f"{name('t ' + field)} IS NOT NULL" for field in fields if self.has(field)]
        return f"({' OR '.join(there)})" if there else "CAST(NULL AS BOOLEAN)"

    def _likeness(self) -> str:
        """A keyed number that the texts of alike records share, of those fields that facts do not keep.

        Alike in every field but id and times is: the same number and the same kept fields (`rollup`).
        """
        if not (self.has("requester") and (self.has("title") or self.has("description"))):
            return "CAST(NULL AS BIGINT)"
        alike = [field for field in self.mapped if not field.kept and field.name != "actor"]
        parts = ", ".join(f"coalesce({name('t ' + field.name)}, '')" for field in alike)
        salt = hmac.digest(self.secret, b"likeness", "sha256").hex()[:8]
        # 63 of the 64 bits of md5_number_lower, which takes three times as long
        return f"CAST(md5_number(concat_ws(chr(31), {quote(salt)}, {parts})) >> 65 AS BIGINT)"


def choose(problems: Sequence[Problem]) -> str:
    """The position of the first problem that a row has, NULL where it has none."""
    cases = " ".join(f"WHEN {problem.sql} THEN {index}" for index, problem in enumerate(problems))
    return f"CAST(CASE {cases} END AS UTINYINT)"


def held(problems: Sequence[Problem]) -> str:
    """The text that the problem is about."""
    cases = " ".join(f"WHEN {index} THEN {problem.held}" for index, problem in enumerate(problems))
    return f"CASE WHEN problem IS NOT NULL THEN CASE problem {cases} END END"


def _reason(field: Field, rule: FieldRule) -> Reason | None:
    if field.type is Type.TEXT:
        return Reason.UNKNOWN_VALUE if rule.values and rule.otherwise is Otherwise.REJECT else None
    if rule.otherwise is Otherwise.KEEP and field.name not in {"opened_at", "source_id"}:
        return None  # an unreadable value is taken as none
    return {
        Type.DATETIME: Reason.NOT_A_DATE,
        Type.STATE: Reason.UNKNOWN_VALUE,
        Type.FLAG: Reason.NOT_A_FLAG,
        Type.SECONDS: Reason.NOT_A_NUMBER,
        Type.LEVEL: Reason.NOT_A_LEVEL,
    }[field.type]


def _by_values(text: str, values: Map[str, str], *, keep: bool) -> str:
    cases = " ".join(f"WHEN {quote(value)} THEN {quote(meaning)}" for value, meaning in values.items())
    rest = text if keep else "NULL"
    return f"CASE {text} {cases} ELSE {rest} END" if cases else rest


def _state(text: str, rule: FieldRule) -> str:
    """The mapping's values first, as they are written; then the usual words of tools, in any case."""
    usual = {word: state for state, words in STATES.items() for word in words}
    usual |= {value.lower(): state for value, state in rule.values.items()}
    rest = _by_values(f"lower({text})", usual, keep=False)
    cases = " ".join(f"WHEN {quote(value)} THEN {quote(state)}" for value, state in rule.values.items())
    return f"CASE {text} {cases} ELSE {rest} END" if cases else rest


def _flag(text: str) -> str:
    yes, no = (", ".join(quote(word) for word in words) for words in (YES, NO))
    return f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END"


def _level(text: str, rule: FieldRule) -> str:
    """`3 - Moderate` and `P3` are 3; `High` is 2 unless the mapping says otherwise."""
    words = LEVELS | {value.lower(): level for value, level in rule.values.items()}
    named = " ".join(f"WHEN {quote(word)} THEN {quote(level)}" for word, level in words.items())
    digit = f"regexp_extract({text}, '^[pPsS]?([1-9])([^0-9].*)?$', 1)"
    number = f"TRY_CAST(CASE lower({text}) {named} ELSE {digit} END AS TINYINT)"
    if any(value[:1].isdigit() for value in rule.values):
        return number
    # the usual case without a pattern: one digit, alone or before a blank
    plain = f"{text} >= '1' AND {text} < ':' AND ({text} LIKE '_' OR {text} LIKE '_ %')"
    return f"CASE WHEN {plain} THEN CAST(ascii({text}) - 48 AS TINYINT) ELSE {number} END"
