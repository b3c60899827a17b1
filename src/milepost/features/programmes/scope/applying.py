"""The scope's kinds of rows: `scope` decides elements, `scope-wording` says parts of the sentence."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import Field

from milepost.features.programmes.applying import applies, applies_many
from milepost.features.programmes.models import Programme
from milepost.features.programmes.scope.deciding import ElementDecision, decide_elements, word_scope
from milepost.features.programmes.wording import LANGUAGES
from milepost.platform.applying.kinds import Did, Fields, Row
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused


class ScopeRow(Row):
    """One thing of the portfolio, in scope or out of it, and why it is left out."""

    kind: Annotated[str, Field(max_length=40, description="Write service, customer, unit or location.")]
    code: Annotated[str, Field(max_length=60, description="A code of the portfolio.")]
    state: Literal["in", "out", "undecided"]
    justification: Annotated[str, Field(max_length=5_000)] = ""


class ScopeWordingRow(Row):
    """A part of the scope sentence in words of one's own; empty words go back to the names."""

    part: Literal["organisation", "services", "customers", "units", "locations"]
    en: Annotated[str, Field(max_length=2_000)] = ""
    id: Annotated[str, Field(max_length=2_000)] = ""


@applies_many("scope", row=ScopeRow, order=25, key=("kind", "code"))
def apply_scope(actor: Actor, programme: Programme, rows: Sequence[Fields]) -> Iterable[Did | Refused]:
    """Decide about elements, many at once."""
    decisions = [ElementDecision(row["kind"], row["code"], row["state"], row.get("justification")) for row in rows]
    for answer in decide_elements(actor=actor, programme=programme, decisions=decisions):
        yield answer if isinstance(answer, str | Refused) else Refused(str(answer))


@applies("scope-wording", row=ScopeWordingRow, order=26, key=("part",))
def apply_scope_wording(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Word one part of the sentence."""
    words = {language: str(row[language]) for language in LANGUAGES if language in row}
    return word_scope(actor=actor, programme=programme, parts={row["part"]: words})
