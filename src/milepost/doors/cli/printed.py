"""The objects that commands print with `--json`, as models: `milepost schema` gives them out as JSON Schema.

Keys are only ever added, so every object may hold more than is said here. `PRINTED` maps the name in
`"schema":"milepost/<name>/1"` to its model.
"""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model


class Printed(BaseModel):
    """An object, or a part of one."""

    model_config = ConfigDict(extra="allow")


class Where(Printed):
    """Where a mistake is."""

    file: str | None
    row: int | None
    field: str | None


class Subject(Printed):
    """What a result is about."""

    kind: str
    key: str
    label: str


class Result(Printed):
    """A check result: what is so, on what, on which basis, and the way out."""

    id: str
    subject: Subject
    basis: Literal["standard", "accreditation", "roadmap", "programme"]
    clause: str | None
    text: str
    fix: str


class Error(Printed):
    """What a command prints that cannot do what was asked; exit 1 where a rule refused, else 2."""

    error: str
    hint: str
    code: str
    where: Where
    results: list[Any]


class RefusedRow(Printed):
    """A row that `apply` did not take."""

    kind: str
    row: int | None
    code: str | None
    field: str | None
    reason: str
    fix: str


class Apply(Printed):
    """How many rows were, or with a refusal or a dry run would have been, taken how."""

    created: int
    updated: int
    unchanged: int
    refused: list[RefusedRow]
    written: bool
    dry_run: bool


class Named(Printed):
    """A code and a name."""

    code: str
    name: str


class Organisations(Printed):
    """The organisations."""

    organisations: list[Named]


class ProgrammeLine(Named):
    """A programme in the list."""

    phase: str | None


class Programmes(Printed):
    """The programmes."""

    programmes: list[ProgrammeLine]


class PhaseDates(Printed):
    """A phase as planned."""

    phase: str
    planned_from: date
    planned_to: date
    internal_days: int
    external_days: int


class Programme(Named):
    """A programme with its phases and numbers."""

    organisation: str
    phase: str
    starts_on: date
    certificate_wanted_on: date | None
    people: int | None
    other_certificates: list[str]
    numbers: dict[str, int]
    phases: list[PhaseDates]


class Plan(Printed):
    """What a file of answers would be planned as."""

    internal_days: int
    external_days: int
    internal_rows: list[int]
    internal_text: list[int]
    external_rows: list[int]
    external_text: list[int]
    phases: list[PhaseDates]
    activities: int
    warnings: list[str]


class AnswersFile(Printed):
    """A sample of the answers."""

    toml: str


class Sentence(Printed):
    """The scope in one sentence, by language."""

    en: str
    id: str


class Element(Named):
    """A service, customer, unit or location, and what was decided about it."""

    kind: Literal["service", "customer", "unit", "location"]
    state: Literal["in", "out", "undecided"]
    justification: str


class Scope(Printed):
    """The scope statement as it stands."""

    programme: str
    on: date
    passed: bool
    sentence: Sentence
    content_hash: str
    version: int | None
    approved_on: date | None
    drifted: bool
    elements: list[Element]
    results: list[Result]


class ScopeVersion(Printed):
    """A version as it was signed."""

    programme: str
    number: int
    approved_on: date
    signatory: str
    counts: bool
    content_hash: str
    sentence: Sentence
    elements: list[Element]


class Pending(Printed):
    """A decision that waits for the sponsor's signature: until then it decides nothing."""

    decision: str
    decided: Literal["go", "no-go", "before"]
    on: date


class GateLine(Printed):
    """A gate in the status."""

    gate: str
    passed: bool
    decided: Literal["go", "no-go", "before"] | None
    pending: Pending | None


class RaisedWarning(Printed):
    """A warning whose sign is there."""

    id: str
    sign: str
    results: list[Result]


class Status(Printed):
    """Where a programme stands."""

    programme: str
    phase: str
    on: date
    gates: list[GateLine]
    warnings: list[RaisedWarning]


class Criterion(Printed):
    """A criterion of a gate."""

    id: str
    state: Literal["computed", "attested", "open"]
    passed: bool
    results: list[Result]


class Gate(Printed):
    """A gate as judged."""

    gate: str
    on: date
    knowledge_at: datetime
    passed: bool
    decided: Literal["go", "no-go", "before"] | None
    pending: Pending | None
    last: int
    slipped: list[Any]
    criteria: list[Criterion]


class Rule(Printed):
    """A sequencing rule as judged."""

    id: str
    passed: bool
    holds_from: date | None
    results: list[Result]


class Sequence(Printed):
    """The twenty sequencing rules as judged."""

    programme: str
    on: date
    passed: bool
    rules: list[Rule]


class PracticeLine(Printed):
    """A practice in the list."""

    practice: str
    owner: Any
    accepted: Any
    state: str
    live_on: date | None
    before: bool
    rhythms: list[Any]


class Practices(Printed):
    """The practices of a programme."""

    programme: str
    practices: list[PracticeLine]


PRINTED: dict[str, type[Printed]] = {
    "answers": AnswersFile,
    "apply": Apply,
    "error": Error,
    "gate": Gate,
    "organisations": Organisations,
    "plan": Plan,
    "practices": Practices,
    "programme": Programme,
    "programmes": Programmes,
    "scope": Scope,
    "scope-version": ScopeVersion,
    "sequence": Sequence,
    "status": Status,
}


def schema_of(name: str) -> dict[str, Any]:
    """The JSON Schema of a printed object, its name in `schema` included."""
    tag: Any = Literal[f"milepost/{name}/1"]
    whole = create_model(
        PRINTED[name].__name__,
        __base__=PRINTED[name],
        __doc__=PRINTED[name].__doc__,
        schema_=(tag, Field(alias="schema")),
    )
    return whole.model_json_schema(by_alias=True, mode="serialization")
