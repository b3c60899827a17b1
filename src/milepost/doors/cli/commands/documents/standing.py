"""How documents in force stand to the registers, and where the service management plan holds its contents."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from milepost.doors.cli.commands.documents.finding import Number, enter_document
from milepost.doors.cli.options import As, AsJson, ProgrammeCode, enter_programme
from milepost.doors.cli.output import CommandError, emit
from milepost.engines.rules.facts.statements import Matter
from milepost.features.documents.policies import TAKE_PART
from milepost.features.drafting.standing.consistency import contradictions_of
from milepost.features.drafting.standing.deciding import accept_drifts, state_places
from milepost.features.drafting.standing.drifting import in_force
from milepost.features.drafting.standing.naming import chosen
from milepost.features.drafting.standing.plan import places_of, plan_version
from milepost.features.drafting.standing.values import contradiction_values, drift_values, plan_values
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.platform.ledger.clock import today


def plan(
    *,
    programme: ProgrammeCode,
    places: Annotated[
        list[str] | None,
        typer.Option("--place", metavar="CONTENT=PLACE", help="State where it holds a content, like a='section 3'."),
    ] = None,
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Where the service management plan holds each of its contents (6.3 a to h and the roadmap's three)."""
    actor, found = enter_programme(programme, as_, TAKE_PART if places else READ_PROGRAMME)
    version = plan_version(found, today(found.organisation.timezone))
    if version is None:
        raise CommandError(
            "no document stands for the service management plan",
            "put the draft of DOC-SMP-01 under control, or enter your own plan with --stands-for smp",
            "no-plan",
        )
    if places:
        state_places(actor=actor, programme=found, version=version, places=dict(map(_place, places)))
    facts = {"programme": found.code, **plan_values(version, places_of(version))}

    def tell() -> None:
        for each in facts["contents"]:
            typer.echo(f"{each['content']:<11} {each['stated'] or each['heading'] or 'not found'}")

    emit("documents-plan", facts, as_json=as_json, people=tell)


def _place(words: str) -> tuple[str, str]:
    content, equals, place = words.partition("=")
    if not equals:
        raise CommandError(f"“{words[:60]}” names no place", "write CONTENT=PLACE", where={"field": "--place"})
    return content.strip(), place


def drift(
    *,
    programme: ProgrammeCode,
    number: Number,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", metavar="PATH", help="A fact that may differ for now.")
    ] = None,
    reason: Annotated[str, typer.Option("--reason", metavar="T", help="Why it may.")] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """Which facts are others now than the version in force says; accept some by name."""
    actor, found, document = enter_document(programme, number, as_)
    document.programme = found
    on = today(found.organisation.timezone)
    standing = in_force(document, on)
    if standing is None:
        raise CommandError(
            f"no version of {document.number} in force was written from a template",
            "only such a version can be compared with the registers",
            "not-comparable",
        )
    if accept:
        accept_drifts(actor=actor, programme=found, standing=standing, paths=accept, why=reason)
        standing = in_force(document, on) or standing
    facts = {"programme": found.code, **drift_values(standing)}

    def tell() -> None:
        for each in facts["facts"]:
            said = f"accepted by {each['accepted']['by']}" if each["accepted"] else "open"
            typer.echo(f"{each['path']:<40} {'; '.join(each['in_version'])} → {'; '.join(each['now'])}  ({said})")

    emit("documents-drift", facts, as_json=as_json, people=tell)


def contradictions(
    *,
    programme: ProgrammeCode,
    about: Annotated[Matter | None, typer.Option("--about", help="What they are about; all unless given.")] = None,
    number: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help="Those of one document; all unless given.")
    ] = "",
    as_: As = "",
    as_json: AsJson = False,
) -> None:
    """What documents in force say against each other and against the registers (W-08), two places side by side."""
    if number:
        _, found, document = enter_document(programme, number, as_)
        key = str(document.pk)
    else:
        _, found = enter_programme(programme, as_, READ_PROGRAMME)
        key = ""
    on = today(found.organisation.timezone)
    every = chosen(contradictions_of(found, on=on), about.value if about else "", key)
    items = contradiction_values(every)
    facts = {"programme": found.code, "on": on, "total": len(items), "contradictions": items}

    def tell() -> None:
        for each in items:
            typer.echo(f"{each['thing']} ({each['id']})")
            for side in (each["this"], each["that"]):
                place = ", ".join(filter(None, (side["place"], side["entry"])))
                typer.echo(f"  {place}: {side['says']}")
            typer.echo(f"  {each['fix']}")
        if not items:
            typer.echo("Nothing contradicts.")

    emit("documents-contradictions", facts, as_json=as_json, people=tell)


COMMANDS: dict[str, Callable[..., Any]] = {"plan": plan, "drift": drift, "contradictions": contradictions}
