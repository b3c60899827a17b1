"""A programme before it starts: phases with their activities, gates with criteria, rules, warnings, roles, settings.

Ids and wording are those of `programme-rules.md`; ids are never reused. What the rules decide lives in
`milepost.engines.rules`; here stands what they are called, where they come from and which numbers they read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from milepost.catalogue.loader import Table, UnknownEntry, read, read_folder
from milepost.catalogue.texts import LocalText, local_text
from milepost.catalogue.ties import Spread, Tie, check_circles, read_spread, read_ties
from milepost.engines.rules.results import Basis

WORK = ("documents", "assessments", "decisions", "operation", "corrections")


@dataclass(frozen=True, slots=True)
class Output:
    """What a phase leaves behind (`P1-O3`); `kept_by` is the feature whose object it is."""

    id: str
    name: LocalText
    kept_by: str


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase with its months (counted from the programme's start) and its range of internal and external days."""

    id: str
    key: str
    name: LocalText
    aim: LocalText
    first_month: int
    last_month: int
    internal_days: tuple[int, int]
    external_days: tuple[int, int]
    roles: tuple[str, ...]
    key_people: LocalText
    outputs: tuple[Output, ...]


@dataclass(frozen=True, slots=True)
class Activity:
    """A standard activity; `share` is its percentage of the phase's internal days.

    `waits_for` is all it depends on; `after` those of the same phase that end before it starts. `spread` is in percent
    of its likely duration, `makes` what it leaves behind, `early` that it may begin before its phase opens. `former` is
    the name that its key had before it was split; `work`, one of `WORK`, what kind of work it is.
    """

    key: str
    phase: str
    name: LocalText
    output: str
    role: str
    work: str
    share: int
    after: tuple[str, ...]
    waits_for: tuple[Tie, ...]
    spread: Spread
    makes: LocalText
    clauses: tuple[str, ...]
    early: bool
    former: LocalText | None

    @property
    def names(self) -> frozenset[str]:
        """What the catalogue calls it or called it, in both languages."""
        known = (self.name, self.former) if self.former else (self.name,)
        return frozenset(word for name in known for word in (name.en, name.id))


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of a gate.

    `clauses` may be cited and stand only where `basis` is the standard; `touches` are clauses that the matter lies in
    without being demanded by them. `fed_by` names the features whose facts compute it.
    """

    id: str
    gate: str
    name: LocalText
    holds_when: LocalText
    basis: Basis
    clauses: tuple[str, ...]
    touches: tuple[str, ...]
    fed_by: tuple[str, ...]
    note: LocalText | None


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate that closes a phase; `opens` is the phase behind it, empty after the last."""

    id: str
    key: str
    name: LocalText
    closes: str
    opens: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class SequencingRule:
    """A rule that guards `steps`; `default` says its numbers in words, `settings` names those one may change."""

    id: str
    rule: LocalText
    guards: LocalText
    steps: tuple[str, ...]
    default: LocalText | None
    settings: tuple[str, ...]
    basis: Basis
    clauses: tuple[str, ...]
    note: LocalText | None


@dataclass(frozen=True, slots=True)
class WarningSign:
    """A way in which programmes fail, and its sign."""

    id: str
    name: LocalText
    sign: LocalText
    basis: Basis


@dataclass(frozen=True, slots=True)
class Role:
    """A role of the organisation or of one programme (`level`)."""

    key: str
    name: LocalText
    duties: LocalText
    level: str
    must_fill: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number that a programme may change between `minimum` and `maximum`, both included."""

    key: str
    name: LocalText
    default: int
    unit: str
    minimum: int
    maximum: int
    basis: Basis
    used_by: tuple[str, ...]


@cache
def phases() -> tuple[Phase, ...]:
    return tuple(_phase(row) for row in read("programme/phases.toml")["phase"])


def phase(name: str) -> Phase:
    """The phase with that id (`P2`) or key (`design`)."""
    for found in phases():
        if name in (found.id, found.key):
            return found
    raise UnknownEntry("phase", name)


@cache
def activities() -> tuple[Activity, ...]:
    """All activities, by phase; `phase` of each holds the phase's id. Raises `BadTie` and `BadSpread`."""
    rows = [row for table in read_folder("programme/activities") for row in table["activity"]]
    phase_of = {row["key"]: row["phase"] for row in rows}
    ties = {row["key"]: read_ties(row["key"], row["after"], known=phase_of) for row in rows}
    check_circles(ties)
    return tuple(_activity(row, ties[row["key"]], phase_of) for row in rows)


@cache
def activities_by_key() -> Mapping[str, Activity]:
    """The same by key."""
    return MappingProxyType({activity.key: activity for activity in activities()})


@cache
def own_spread() -> Spread:
    """What an activity that an organisation added itself is taken to vary by."""
    return read_spread("own", read("programme/activities.toml")["own"])


@cache
def gates() -> tuple[Gate, ...]:
    return tuple(_gate(row) for row in read("programme/gates.toml")["gate"])


def gate(name: str) -> Gate:
    """The gate with that id (`G2`) or key (`design`)."""
    for found in gates():
        if name in (found.id, found.key):
            return found
    raise UnknownEntry("gate", name)


@cache
def criteria() -> tuple[Criterion, ...]:
    """The 27 criteria of all gates, in order."""
    return tuple(criterion for gate in gates() for criterion in gate.criteria)


def criterion(id: str) -> Criterion:  # noqa: A002 - the catalogue's word for it
    for found in criteria():
        if found.id == id:
            return found
    raise UnknownEntry("criterion", id)


@cache
def sequencing_rules() -> tuple[SequencingRule, ...]:
    return tuple(_sequencing_rule(row) for row in read("programme/sequencing.toml")["rule"])


def sequencing_rule(id: str) -> SequencingRule:  # noqa: A002 - the catalogue's word for it
    for found in sequencing_rules():
        if found.id == id:
            return found
    raise UnknownEntry("sequencing rule", id)


@cache
def warnings() -> tuple[WarningSign, ...]:
    return tuple(
        WarningSign(id=row["id"], name=local_text(row["name"]), sign=local_text(row["sign"]), basis=Basis(row["basis"]))
        for row in read("programme/warnings.toml")["warning"]
    )


def warning(id: str) -> WarningSign:  # noqa: A002 - the catalogue's word for it
    for found in warnings():
        if found.id == id:
            return found
    raise UnknownEntry("warning", id)


@cache
def roles() -> tuple[Role, ...]:
    return tuple(
        Role(
            key=row["key"],
            name=local_text(row["name"]),
            duties=local_text(row["duties"]),
            level=row["level"],
            must_fill=row["must_fill"],
        )
        for row in read("programme/roles.toml")["role"]
    )


def role(key: str) -> Role:
    for found in roles():
        if found.key == key:
            return found
    raise UnknownEntry("role", key)


@cache
def settings() -> tuple[Setting, ...]:
    return tuple(
        Setting(
            key=row["key"],
            name=local_text(row["name"]),
            default=row["default"],
            unit=row["unit"],
            minimum=row["minimum"],
            maximum=row["maximum"],
            basis=Basis(row["basis"]),
            used_by=tuple(row["used_by"]),
        )
        for row in read("programme/settings.toml")["setting"]
    )


def setting(key: str) -> Setting:
    for found in settings():
        if found.key == key:
            return found
    raise UnknownEntry("setting", key)


def _phase(row: Table) -> Phase:
    return Phase(
        id=row["id"],
        key=row["key"],
        name=local_text(row["name"]),
        aim=local_text(row["aim"]),
        first_month=row["first_month"],
        last_month=row["last_month"],
        internal_days=(row["internal_days_from"], row["internal_days_to"]),
        external_days=(row["external_days_from"], row["external_days_to"]),
        roles=tuple(row["roles"]),
        key_people=local_text(row["key_people"]),
        outputs=tuple(
            Output(id=output["id"], name=local_text(output["name"]), kept_by=output["kept_by"])
            for output in row["output"]
        ),
    )


def _activity(row: Table, ties: tuple[Tie, ...], phase_of: dict[str, str]) -> Activity:
    return Activity(
        key=row["key"],
        phase=row["phase"],
        name=local_text(row["name"]),
        output=row["output"],
        role=row["role"],
        work=_work(row),
        share=row["share"],
        after=tuple(tie.key for tie in ties if tie.link == "FS" and phase_of[tie.key] == row["phase"]),
        waits_for=ties,
        spread=read_spread(row["key"], row),
        makes=local_text(row["makes"]),
        clauses=tuple(row["clauses"]),
        early=row.get("early", False),
        former=local_text(row["formerly"]) if "formerly" in row else None,
    )


def _work(row: Table) -> str:
    if row["work"] not in WORK:
        raise UnknownEntry("kind of work", row["work"])
    return str(row["work"])


def _gate(row: Table) -> Gate:
    return Gate(
        id=row["id"],
        key=row["key"],
        name=local_text(row["name"]),
        closes=row["closes"],
        opens=row.get("opens", ""),
        criteria=tuple(_criterion(inner, row["key"]) for inner in row["criterion"]),
    )


def _criterion(row: Table, gate_key: str) -> Criterion:
    return Criterion(
        id=row["id"],
        gate=gate_key,
        name=local_text(row["name"]),
        holds_when=local_text(row["holds_when"]),
        basis=Basis(row["basis"]),
        clauses=tuple(row["clauses"]),
        touches=tuple(row["touches"]),
        fed_by=tuple(row["fed_by"]),
        note=local_text(row["note"]) if "note" in row else None,
    )


def _sequencing_rule(row: Table) -> SequencingRule:
    return SequencingRule(
        id=row["id"],
        rule=local_text(row["rule"]),
        guards=local_text(row["guards"]),
        steps=tuple(row["steps"]),
        default=local_text(row["default"]) if "default" in row else None,
        settings=tuple(row.get("settings", ())),
        basis=Basis(row["basis"]),
        clauses=tuple(row["clauses"]),
        note=local_text(row["note"]) if "note" in row else None,
    )
