"""`milepost records appeared|explain|accept|decline`: records that appeared later, why, and what an auditor says."""

from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.records import Practice, records
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import emit
from milepost.features.evidence.appearances.finding import late_imports
from milepost.features.evidence.appearances.selectors import explanations_of, get_explanation
from milepost.features.evidence.appearances.services import decide_explanation, explain_records
from milepost.features.evidence.appearances.values import explanation_values, late_import_values
from milepost.features.evidence.policies import EXPLAIN_RECORDS, JUDGE_EXPLANATIONS
from milepost.features.practices.selectors import get_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.batches.selectors import get_batch
from milepost.platform.organisations.policies import Hidden

Number = Annotated[str, typer.Argument(metavar="EXPLANATION", help="Its number, like E-2026-001.")]


def add_to(_root: typer.Typer) -> None:
    """Add the commands to the topic `records`."""
    records.command("appeared")(appeared)
    records.command("explain")(explain)
    records.command("accept")(accept)
    records.command("decline")(decline)


def appeared(programme: ProgrammeCode, practice: Practice, as_: As = "", as_json: AsJson = False) -> None:
    """The imports that brought records which appeared later, and what was said about them."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    row = get_practice(found, practice)
    facts = {
        "programme": found.code,
        "practice": row.key,
        "imports": [late_import_values(late) for late in late_imports(row)],
        "explanations": [explanation_values(said) for said in explanations_of(found, row)],
    }
    emit("appeared-later", facts, as_json=as_json, people=lambda: _tell(facts))


def explain(
    programme: ProgrammeCode,
    practice: Practice,
    batch: Annotated[str, typer.Option("--batch", metavar="BATCH", help="The import that brought them.")],
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why they appear only now.")],
    record: Annotated[
        list[str] | None, typer.Option("--record", metavar="ID", help="One of them; all where none is named.")
    ] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Say as the owner why records appear only now; they count once an internal auditor accepts it."""
    actor, found = enter_programme(programme, as_, EXPLAIN_RECORDS)
    sealed = get_batch(actor, batch)
    if sealed.organisation_id != found.organisation_id:
        raise Hidden
    made = explain_records(
        actor=actor, practice=get_practice(found, practice), batch=sealed, reason=reason, records=record or []
    )
    _said(explanation_values(made), as_json=as_json)


def accept(
    programme: ProgrammeCode,
    number: Number,
    note: Annotated[str, typer.Option("--note", metavar="T", help="What you looked at.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Accept an explanation as an internal auditor: its records count from now on."""
    actor, found = enter_programme(programme, as_, JUDGE_EXPLANATIONS)
    row = decide_explanation(actor=actor, explanation=get_explanation(found, number), accept=True, note=note)
    _said(explanation_values(row), as_json=as_json)


def decline(
    programme: ProgrammeCode,
    number: Number,
    note: Annotated[str, typer.Option("--note", metavar="T", help="Why not.")],
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Decline an explanation as an internal auditor, also one accepted before: its records do not count."""
    actor, found = enter_programme(programme, as_, JUDGE_EXPLANATIONS)
    row = decide_explanation(actor=actor, explanation=get_explanation(found, number), accept=False, note=note)
    _said(explanation_values(row), as_json=as_json)


def _said(facts: dict[str, Any], *, as_json: bool) -> None:
    words = f"{facts['explanation']} ({facts['count']} records of {facts['practice']}): {facts['state']}"
    emit("explanation", facts, as_json=as_json, people=lambda: typer.echo(words))


def _tell(facts: dict[str, Any]) -> None:
    for late in facts["imports"]:
        typer.echo(f"{late['batch']}  {late['file']}: {late['count']} records appeared later")
    for said in facts["explanations"]:
        typer.echo(f"{said['explanation']}  {said['file']}: {said['count']} records, {said['state']}. {said['reason']}")
    if not facts["imports"] and not facts["explanations"]:
        typer.echo("No record appeared later.")
