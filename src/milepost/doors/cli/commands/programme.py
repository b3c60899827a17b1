"""`milepost programme`: create, list, show, and the sample of the answers."""

import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError

from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_organisation, enter_programme, find_actor
from milepost.doors.cli.output import CommandError, emit
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.preview import preview_of
from milepost.features.plans.wizard.sample import sample_answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.lines import programme_lines
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import MAKE_PROGRAMME, READ_PROGRAMME
from milepost.features.programmes.selectors import programme_as_object
from milepost.platform.applying.words import reason_and_fix
from milepost.platform.ledger.clock import today

topic = typer.Typer(help="Programmes: create, list, show.", no_args_is_help=True)


@topic.command("create")
def create(
    *,
    organisation: Annotated[str, typer.Option("--organisation", metavar="ORG", help="Whose programme it is.")],
    code: Annotated[str, typer.Option("--code", metavar="P", help="Its code, like sms-1.")],
    answers: Annotated[Path, typer.Option("--answers", metavar="FILE", help="The answers, as TOML.")],
    as_email: As = "",
    as_json: AsJson = False,
) -> None:
    """Create a programme from its answers: phases with dates and days, and the standard activities."""
    actor, org = enter_organisation(organisation, as_email, MAKE_PROGRAMME)
    made = start_programme(actor=actor, organisation=org, code=code, answers=read_answers(answers))
    facts = programme_as_object(made)
    emit(
        "programme",
        facts,
        as_json=as_json,
        people=lambda: typer.echo(f"{made.code}: {made.name}, until {facts['phases'][-1]['planned_to']}."),
    )


@topic.command("answers")
def answers(
    *,
    sample: Annotated[bool, typer.Option("--sample", help="Print a file that works as it is.")] = False,
    file: Annotated[Path | None, typer.Option("--check", metavar="FILE", help="Show what would be planned.")] = None,
    as_json: AsJson = False,
) -> None:
    """The answers that a programme is planned from: print a sample, or check a file and see the plan."""
    if file is not None:
        preview = preview_of(read_answers(file))
        emit("plan", _planned(preview), as_json=as_json, people=lambda: _print_plan(preview))
        return
    if not sample:
        raise CommandError("say what to do", "add --sample, or --check FILE", "wrong-use", {"field": "--sample"})
    text = sample_answers(today("Asia/Jakarta"))
    emit("answers", {"toml": text}, as_json=as_json, people=lambda: typer.echo(text, nl=False))


@topic.command("list")
def list_programmes(*, as_email: As = "", as_json: AsJson = False) -> None:
    """The programmes that one may see."""
    lines = programme_lines(find_actor(as_email))
    facts = [
        {"organisation": line.organisation.code, "code": line.code, "name": line.name, "phase": line.phase or None}
        for line in lines
    ]

    def people() -> None:
        for line in lines:
            typer.echo(f"{line.organisation.code}/{line.code}  {line.name}  {line.phase}")

    emit("programmes", {"programmes": facts}, as_json=as_json, people=people)


@topic.command("show")
def show(*, programme: ProgrammeCode, as_email: As = "", as_json: AsJson = False) -> None:
    """One programme with its phases, dates and numbers."""
    _, found = enter_programme(programme, as_email, READ_PROGRAMME)
    facts = programme_as_object(found)
    emit("programme", facts, as_json=as_json, people=lambda: _print(found, facts))


def read_answers(file: Path) -> Answers:
    """The answers in a TOML file. Raises CommandError naming the field at fault."""
    try:
        return Answers.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise CommandError(
            f"{file} cannot be read: {error.strerror}", "name a file", "no-file", {"file": str(file)}
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(
            f"{file} is not TOML: {error}", "milepost programme answers --sample", "bad-file", {"file": str(file)}
        ) from None
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        field = str(found["loc"][0]) if found["loc"] else None
        reason, fix = reason_and_fix(Answers, field, found)
        raise CommandError(reason, fix, "bad-answers", {"file": str(file), "field": field}) from None


def _planned(preview: Any) -> dict[str, Any]:
    return {
        "internal_days": preview.internal_days,
        "external_days": preview.external_days,
        "internal_rows": [preview.internal_rows.low, preview.internal_rows.high],
        "internal_text": [preview.internal_text.low, preview.internal_text.high],
        "external_rows": [preview.external_rows.low, preview.external_rows.high],
        "external_text": [preview.external_text.low, preview.external_text.high],
        "phases": [
            {
                "phase": phase.key,
                "planned_from": phase.planned_from,
                "planned_to": phase.planned_to,
                "internal_days": phase.internal_days,
                "external_days": phase.external_days,
            }
            for phase in preview.planned
        ],
        "activities": len(preview.activities),
        "warnings": [warning.id for warning in preview.warnings],
    }


def _print_plan(preview: Any) -> None:
    for phase in preview.planned:
        typer.echo(
            f"{phase.key:<15} {phase.planned_from} to {phase.planned_to}"
            f"  {phase.internal_days:>4} internal  {phase.external_days:>4} external days"
        )
    rows, text = preview.internal_rows, preview.internal_text
    typer.echo(f"{preview.internal_days} internal days; the roadmap's rows add to {rows.low}-{rows.high}, "
               f"its text says {text.low}-{text.high}.")  # fmt: skip


def _print(programme: Programme, facts: dict[str, Any]) -> None:
    typer.echo(f"{programme.organisation.code}/{programme.code}  {programme.name}")
    for phase in facts["phases"]:
        state = f"open since {phase['opened_on']}" if phase["opened_on"] and not phase["closed_on"] else ""
        state = f"closed {phase['closed_on']}" if phase["closed_on"] else state
        typer.echo(f"  {phase['phase']:<15} {phase['planned_from']} to {phase['planned_to']}  {state}")


def add_to(root: typer.Typer) -> None:
    """Add the topic."""
    root.add_typer(topic, name="programme")
