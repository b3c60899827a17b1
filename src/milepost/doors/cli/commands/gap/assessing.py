"""`milepost gap heatmap`, `list`, `open` and `close`."""

from typing import Annotated

import typer

from milepost.doors.cli.commands.gap.chosen import Assessed, owner_of
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.features.gaps import services
from milepost.features.gaps.heatmap import Filters, HeatMap, build_heatmap
from milepost.features.gaps.models import Assessment
from milepost.features.gaps.selectors import assessments_of, get_assessment
from milepost.features.gaps.values import assessment_values, heatmap_values
from milepost.features.programmes.models import Programme
from milepost.features.programmes.policies import READ_PROGRAMME


def heatmap(
    programme: ProgrammeCode,
    clause: Annotated[str, typer.Option("--clause", help="Only a clause, like 8.6.")] = "",
    priority: Annotated[str, typer.Option("--priority", metavar="high|medium|low", help="Only gaps so urgent.")] = "",
    owner: Annotated[str, typer.Option("--owner", metavar="EMAIL", help="Only those of this person.")] = "",
    gaps: Annotated[bool, typer.Option("--gaps", help="Only statements below their required level.")] = False,
    against: Annotated[
        str, typer.Option("--with", metavar="REFERENCE", help="Compare with another assessment, or `none`.")
    ] = "",
    assessment: Assessed = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Clauses by maturity: current and required level, gap, days left, and the change since the assessment before."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    person = owner_of(found, owner)
    filters = Filters(clause, person.pk if person else None, priority, gaps)
    heat = build_heatmap(found, assessments_of(found), reference=assessment, against=against, filters=filters)
    emit("heatmap", heatmap_values(found.code, heat), as_json=as_json, people=lambda: _print_heat(heat))


def list_(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """Every assessment."""
    _, found = enter_programme(programme, as_, READ_PROGRAMME)
    listed = [assessment_values(assessment) for assessment in assessments_of(found)]
    emit("assessments", {"programme": found.code, "assessments": listed}, as_json=as_json)


def open_(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """Open the next assessment; it starts from the ratings of the one before."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    _emit_assessment(found, services.open_assessment(actor=actor, programme=found), as_json)


def close(programme: ProgrammeCode, as_: As = "", as_json: AsJson = False) -> None:
    """Close the assessment that is open; from then on it is read only."""
    actor, found = enter_programme(programme, as_, READ_PROGRAMME)
    latest = get_assessment(found)
    if latest is None:
        raise CommandError("no assessment is open", "milepost gap open, or rate a statement", "no-assessment")
    _emit_assessment(found, services.close_assessment(actor=actor, assessment=latest), as_json)


def _emit_assessment(programme: Programme, assessment: Assessment, as_json: bool) -> None:
    facts = {"programme": programme.code, **assessment_values(assessment)}
    state = "open" if assessment.is_open else "closed"
    emit("assessment", facts, as_json=as_json, people=lambda: typer.echo(f"{assessment.reference}: {state}"))


def _print_heat(heat: HeatMap) -> None:
    total = heat.everything
    typer.echo(
        f"{heat.assessment or 'No assessment'}: {total.at_required} of {total.statements} at their required level"
    )
    typer.echo(
        f"{'clause':8}{'0':>5}{'1':>5}{'2':>5}{'3':>5}{'4':>5}{'5':>5}{'unrated':>9}{'now':>6}{'gap':>6}{'days':>8}"
    )
    rows = [row for section, rows in heat.sections for row in (section, *rows)]
    for row in (*rows, heat.total):
        levels = "".join(f"{count or '·':>5}" for count in row.levels)
        now, gap = ("–" if value is None else str(value) for value in (row.now, row.gap))
        typer.echo(f"{row.number or 'all':8}{levels}{row.unrated:>9}{now:>6}{gap:>6}{row.days:>8}")
