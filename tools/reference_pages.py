"""What the generated pages of docs/reference say: one function per page, `PAGES` is the list.

Django is set up before this module is imported (`tools/reference.py`).
"""

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer
from django.apps import apps

from milepost.catalogue import programme, standard
from milepost.catalogue.documents.kinds import Repeats, Sort, groups, satisfying
from milepost.catalogue.documents.roles import roles
from milepost.catalogue.documents.words import word as word_for
from milepost.catalogue.practices import practices
from milepost.catalogue.privacy import kept_about_people, purposes
from milepost.catalogue.records import record_kinds
from milepost.doors.api.application import api
from milepost.doors.cli.topics import gather
from milepost.engines.rules.criteria import CRITERIA
from milepost.engines.rules.gates import ATTESTED_MONTHS
from milepost.features.gates.facts import DELIVERED
from milepost.platform.organisations.policies import permissions

WAITED = {
    "plan": "Baselines of the implementation plan with what they hold, and the meeting that endorsed each.",
    "documents": "Controlled documents with owner, versions, approval and review: policy, SMP, procedures.",
    "smp": "What the service management plan in force holds, and where the data went on since.",
    "risks": "The register of risks and opportunities with acceptance criteria, treatment and owner.",
    "objectives": "Service management objectives with metric, target, due date, method and owner.",
    "agreements": "SLAs with targets, workload limits, exceptions and baseline metrics.",
    "cmdb": "The CMDB's plan, its items, and their verification.",
    "audit_programme": "Schedule, procedure, lead auditor and competence plan of internal audits.",
    "sla_records": "Results of each SLA month by month, reported and reviewed with the customer.",
    "training": "Who was trained for role, procedures and tools, evaluated, and has acknowledged.",
    "reconciliation": "The CMDB held against the actual environment, with accuracy and decided discrepancies.",
    "internal_audit": "Internal audits by clause and practice, their auditors and reports.",
    "corrective_actions": "Nonconformities with correction, cause, action and verified effectiveness.",
    "reviews": "Management reviews with their inputs, decisions and signed minutes.",
    "body": "The certification body, its accreditation and the competence of its team.",
    "application": "The submission of the application and its clarifications; what goes to the body is packed here.",
    "stage1": "The Stage 1 report, its findings and areas of concern, and what was done about them.",
    "stage2": "The Stage 2 audit: body, days, sites, and what was sampled or remote.",
    "findings": "The body's nonconformities with cause, plan, evidence and acceptance.",
    "certificate": "The certificate: number, scope sentence, dates, and how it matches the approved scope.",
}
"""Topics that are not delivered yet, for the page of criteria; one that is missing here fails the page."""

NOTE = "% Written by tools/reference.py: change the source it names, then run `make reference`.\n"

type Row = Iterable[object]


def table(head: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """A Markdown table; line breaks and bars in cells are taken care of."""
    yield _row(head)
    yield _row("---" for _ in head)
    yield from map(_row, rows)
    yield ""


def _row(cells: Row) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(value: object) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return " ".join(words.split()).replace("|", "\\|").replace("<", "&lt;")


def gates_page() -> Iterator[str]:
    yield "# Gates and their criteria\n"
    yield "Go is refused while a criterion is open. Source: `src/milepost/catalogue/programme/gates.toml`.\n"
    for gate in programme.gates():
        yield f"## {gate.id} {gate.name.en}\n"
        yield from table(
            ("id", "criterion", "holds when", "basis", "clauses"),
            ((c.id, c.name.en, c.holds_when.en, c.basis, c.clauses) for c in gate.criteria),
        )


def criteria_page() -> Iterator[str]:
    """Every criterion: computed from which topics, or waiting for which."""
    yield "# Criteria: what computes them\n"
    yield "A criterion is *computed* when the product holds every topic it needs. One that waits for a topic is *open*"
    yield "until it is *attested*: the coordinator attaches the evidence, says what it proves and until when (at most"
    yield f"{ATTESTED_MONTHS} months), and the sponsor signs. An attested criterion counts for go and is never shown as"
    yield "computed. The attestation lapses on its date, or once every topic is recorded here.\n"
    yield "Source: `src/milepost/engines/rules/criteria/`; the topics are those of `ProgrammeFacts` beside it.\n"
    rows, waited = [], dict[str, list[str]]()
    for known in programme.criteria():
        needs = CRITERIA[known.id].needs
        waits = [topic for topic in needs if topic not in DELIVERED]
        for topic in waits:
            waited.setdefault(topic, []).append(known.id)
        how = f"attested; waits for {_code(waits)}" if waits else "computed"
        rows.append((f"`{known.id}`", known.name.en, _code(needs), how))
    yield from table(("criterion", "name", "topics", "today"), rows)
    yield "## What is waited for\n"
    yield "Topics that no page, command or file delivers yet, and what each will hold.\n"
    yield from table(
        ("topic", "holds", "for"), ((f"`{topic}`", WAITED[topic], _code(ids)) for topic, ids in waited.items())
    )


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def sequencing_page() -> Iterator[str]:
    yield "# Sequencing rules and warnings\n"
    yield "A sequencing rule guards a step of ours at a date; a warning never blocks anything."
    yield "Source: `sequencing.toml` and `warnings.toml` in `src/milepost/catalogue/programme/`.\n"
    yield "## Sequencing rules\n"
    yield from table(
        ("id", "rule", "guards", "basis", "clauses"),
        ((r.id, r.rule.en, r.guards.en, r.basis, r.clauses) for r in programme.sequencing_rules()),
    )
    yield "## Warnings\n"
    yield from table(
        ("id", "warning", "sign", "basis"), ((w.id, w.name.en, w.sign.en, w.basis) for w in programme.warnings())
    )


def numbers_page() -> Iterator[str]:
    yield "# Numbers a programme may set\n"
    yield "Each change stands in the ledger. Source: `src/milepost/catalogue/programme/settings.toml`.\n"
    yield from table(
        ("key", "number", "default", "from", "to", "unit", "basis", "used by"),
        (
            (f"`{s.key}`", s.name.en, s.default, s.minimum, s.maximum, s.unit, s.basis, s.used_by)
            for s in programme.settings()
        ),
    )


def practices_page() -> Iterator[str]:
    yield "# Practices\n"
    yield "The rhythm says what the operation clock expects. Source: `src/milepost/catalogue/practices.toml`.\n"
    yield from table(
        ("key", "practice", "clauses", "owner", "rhythm"),
        (
            (f"`{p.key}`", p.name.en, p.clauses, p.owner.en, tuple(f"{r.label.en}: {r.kind}" for r in p.rhythms))
            for p in practices()
        ),
    )


def documents_page() -> Iterator[str]:
    """The kinds of document by clause, the items they satisfy, and the roles they name."""
    yield "# Kinds of document\n"
    yield "What an SMS can need in writing. A key keeps its meaning; the number an organisation prints may be its own."
    yield "Source: `src/milepost/catalogue/documents/`; [how to add one](../contributing/add-a-document-kind.md).\n"
    yield from table(("kind", "what it is"), ((word_for(sort).name.en, _what(sort)) for sort in Sort))
    yield from table(("how many", ""), ((f"`{value}`", word_for(value).name.en) for value in Repeats))
    for group in groups():
        yield f"## {f'{group.clause} {standard.clause(group.clause).title.en}' if group.clause else 'The programme'}\n"
        yield from table(
            ("key", "title", "judul", "kind", "clauses", "items", "owner", "approver", "how many"),
            (
                (
                    f"`{k.key}`",
                    k.title.en,
                    k.title.id,
                    k.sort,
                    k.clauses,
                    k.items,
                    f"`{k.owner}`",
                    f"`{k.approver}`{', top management' if k.top_management else ''}",
                    k.repeats,
                )
                for k in group.kinds
            ),
        )
    yield "## Documented information\n"
    yield "Each item of the list and the kinds that satisfy it; no clause asks by name for what is *implied*.\n"
    yield from table(
        ("no.", "item", "clauses", "demand", "kinds"),
        (
            (i.number, i.name.en, i.references, i.demand, _code(k.key for k in satisfying(i.number)))
            for i in standard.documented_information()
        ),
    )
    yield "## Roles\n"
    yield "Who holds one: a practice's owner, or a role of the programme; the organisation names the others.\n"
    yield from table(
        ("key", "title", "jabatan", "holder"),
        ((f"`{r.key}`", r.title.en, r.title.id, r.practice or r.programme_role) for r in roles()),
    )


def _what(sort: Sort) -> str:
    about = word_for(sort).about
    return about.en if about else ""


def records_page() -> Iterator[str]:
    yield "# Kinds of records\n"
    yield "The neutral columns that every source is mapped to. Source: `src/milepost/catalogue/records/`.\n"
    for kind in record_kinds():
        yield f"## {kind.name.en}\n"
        yield f"`{kind.key}`, schema {kind.schema}.\n"
        yield from table(
            ("column", "type", "unit", "required", "meaning"),
            ((f"`{c.name}`", c.type, c.unit, "yes" if c.required else "", c.meaning.en) for c in kind.columns),
        )


def permissions_page() -> Iterator[str]:
    for package in sorted(config.name for config in apps.get_app_configs() if config.name.startswith("milepost.")):
        if find_spec(f"{package}.policies"):
            import_module(f"{package}.policies")
    known = {role.key: role for role in programme.roles()}
    yield "# Roles and permissions\n"
    yield "A stranger to an organisation sees nothing of it (404); a member without the right is told so (403).\n"
    yield "## Roles\n"
    yield from table(
        ("key", "role", "held in", "duties"),
        ((f"`{r.key}`", r.name.en, r.level, r.duties.en) for r in known.values()),
    )
    yield "## Permissions\n"
    yield from table(
        ("code", "lets", "writes", "roles"),
        (
            (
                f"`{right.code}`",
                right.says,
                "yes" if right.writes else "",
                tuple(role.name.en for key, role in known.items() if key in right.roles),
            )
            for right in permissions()
        ),
    )


def commands_page() -> Iterator[str]:
    yield "# Commands\n"
    yield "Exit 0: done. 1: refused by a rule. 2: wrong use or bad input. `--json` prints one object, errors too.\n"
    yield from _commands("milepost", typer.main.get_command(gather()))


def _commands(name: str, command: Any) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if children:
        for child in sorted(children):
            yield from _commands(f"{name} {child}", children[child])
        return
    yield f"## `{name}`\n"
    yield f"{' '.join((command.help or '').split())}\n"
    yield from table(
        ("argument", "required", "what"),
        (
            (f"`{_named(parameter)}`", "yes" if parameter.required else "", getattr(parameter, "help", "") or "")
            for parameter in command.params
            if not getattr(parameter, "hidden", False)
        ),
    )


def _named(parameter: Any) -> str:
    """An option by its longest name, with the one that says no; an argument as the help shows it."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    named = str(max(parameter.opts, key=len))
    return f"{named} / {max(parameter.secondary_opts, key=len)}" if parameter.secondary_opts else named


def api_page() -> Iterator[str]:
    document = api.get_openapi_schema(path_prefix="/api/v1/")
    yield "# API\n"
    yield "Bearer token, problems by RFC 9457, `ETag` and `If-Match` where people edit; the OpenAPI document stands at"
    yield "`/api/v1/openapi.json`.\n"
    yield from table(
        ("method", "path", "what"),
        (
            (method.upper(), f"`{path}`", _said(operation))
            for path, methods in sorted(document["paths"].items())
            for method, operation in sorted(methods.items())
        ),
    )


def _said(operation: dict[str, Any]) -> str:
    """The first sentence about an operation; its name says less."""
    words = " ".join(str(operation.get("description") or operation.get("summary", "")).split())
    return words.partition(". ")[0].removesuffix(".")


def tables_page() -> Iterator[str]:
    yield "# Data model\n"
    yield "Every table has a UUIDv7 key; all but a reasoned few name their organisation.\n"
    for config in sorted(apps.get_app_configs(), key=lambda config: config.name):
        models = sorted(config.get_models(), key=lambda model: model.__name__)
        if not config.name.startswith("milepost.") or not models:
            continue
        yield f"## {config.name.removeprefix('milepost.')}\n"
        for model in models:
            yield f"### {model.__name__}\n"
            yield f"{_about(model)}\n"
            yield from table(
                ("column", "type", "points to"),
                (
                    (f"`{field.attname}`", type(field).__name__.removesuffix("Field"), _target(field))
                    for field in model._meta.concrete_fields
                ),
            )


def privacy_page() -> Iterator[str]:
    """What is kept about people, from the catalogue, in both languages; the page My data shows the same."""
    yield "# What is kept about people\n"
    yield "Grounds are those of UU PDP 27/2022, article 20, in our own words; how to answer somebody who asks stands in"
    yield "[answer a person about their data](../how-to/answer-a-person-about-their-data.md).\n"
    yield from _privacy("en", ("Why", "How long", "What an erasure does"), ("kept", "table", "never in a copy"))
    yield "# Yang disimpan tentang orang\n"
    yield from _privacy(
        "id",
        ("Mengapa", "Berapa lama", "Yang dilakukan penghapusan"),
        ("disimpan", "tabel", "tidak pernah ada dalam salinan"),
    )


def _privacy(language: str, words: tuple[str, str, str], head: tuple[str, ...]) -> Iterator[str]:
    for purpose in purposes():
        yield f"## {purpose.name.in_language(language)}\n"
        for word, text in zip(words, (purpose.why, purpose.how_long, purpose.erasure), strict=True):
            yield f"- **{word}.** {text.in_language(language)}"
        yield ""
        rows = [kept for kept in kept_about_people() if kept.purpose == purpose]
        yield from table(
            head, ((kept.name.in_language(language), f"`{kept.table}`", _code(sorted(kept.hides))) for kept in rows)
        )


def _about(model: type) -> str:
    words = (model.__doc__ or "").split("\n\n")[0]
    return "" if words.startswith(f"{model.__name__}(") else " ".join(words.split())


def _target(field: Any) -> str:
    return field.related_model.__name__ if field.is_relation else ""


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "gates.md": gates_page,
    "criteria.md": criteria_page,
    "sequencing.md": sequencing_page,
    "numbers.md": numbers_page,
    "practices.md": practices_page,
    "documents.md": documents_page,
    "records.md": records_page,
    "permissions.md": permissions_page,
    "commands.md": commands_page,
    "api.md": api_page,
    "data-model.md": tables_page,
    "privacy.md": privacy_page,
}


def render(page: Callable[[], Iterator[str]]) -> str:
    """A page's whole text."""
    return NOTE + "\n" + "\n".join(page()).rstrip() + "\n"
