"""Facts and answers in files: `milepost apply P facts.json --kind facts` and `--kind answers`."""

from typing import Annotated, Any

from pydantic import Field

from milepost.features.drafting.services import put_answer, put_sheet
from milepost.features.programmes.applying import Did, Fields, Row, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor


class FactsRow(Row):
    """The facts of one sheet, whole: `code` like roles, practice-incident or agreement:RETAIL, `facts` in its shape.

    Of a sheet that is entered once for each customer, supplier or service also the records of some by their codes.
    """

    code: Annotated[
        str, Field(min_length=1, max_length=80, description="Like roles, practice-incident or agreement:RETAIL.")
    ]
    facts: Annotated[Any, Field(description="In the shape that the sheet has; `milepost schema facts` says which.")]


class AnswerRow(Row):
    """The answer to one question of the document templates."""

    code: Annotated[str, Field(min_length=1, max_length=60, description="The key of the question.")]
    answer: Annotated[Any, Field(description="In the shape that the question asks for.")]


@applies("facts", row=FactsRow, order=80)
def apply_facts(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Enter the facts of one sheet."""
    return put_sheet(actor=actor, programme=programme, code=row["code"], facts=plain(row["facts"]))


@applies("answers", row=AnswerRow, order=81)
def apply_answer(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Answer one question."""
    return put_answer(actor=actor, programme=programme, code=row["code"], answer=plain(row["answer"]))


def plain(value: Any) -> Any:
    """A value of a file as JSON keeps it: TOML's own days become text."""
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
