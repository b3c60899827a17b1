"""The interview questions, each with its letters as checkpoints."""

from dataclasses import dataclass

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.catalogue import standard
from milepost.catalogue.standard import Question, Statement
from milepost.features.gaps.forms import QuestionFilter
from milepost.features.gaps.levels import lowest
from milepost.features.gaps.selectors import Line, get_assessment, lines_of
from milepost.features.gaps.statements import auditable, inside, places
from milepost.features.gaps.views.page import address, crumbs, may, tabs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its checkpoints and how each stands."""

    question: Question
    checkpoints: tuple[tuple[Statement, Line], ...]

    @property
    def level(self) -> int | None:
        """The lowest of those rated."""
        return lowest(line.current for _statement, line in self.checkpoints if line.current is not None)

    @property
    def unrated(self) -> int:
        """How many checkpoints wait."""
        return sum(not line.is_rated for _statement, line in self.checkpoints)


@require_safe
@programme_page(READ_PROGRAMME)
def questions(request: ProgrammeRequest) -> HttpResponseBase:
    """The questions, filtered by the address."""
    form = QuestionFilter(request.GET)
    chosen = form.chosen()
    lines = lines_of(get_assessment(request.programme))
    every = [_row(question, lines) for question in standard.questions()]
    rows = [row for row in every if inside(row.question.clause, chosen.get("clause", ""))]
    context = {
        "rows": [row for row in rows if row.unrated or not chosen.get("unrated")],
        "count": len(standard.questions()),
        "waiting": sum(row.unrated > 0 for row in every),
        "form": form,
        "statements_at": address(request, "statement", statement="0").removesuffix("0/"),
        "clauses_at": address(request, "clause", number="0").removesuffix("0/"),
        "may": may(request),
        "tabs": tabs(request, "questions"),
        "crumbs": crumbs(request),
    }
    return render(request, "gaps/questions.html", context)


def _row(question: Question, lines: dict[str, Line]) -> QuestionRow:
    known = [auditable()[places()[one]] for one in question.statements if one in places()]
    return QuestionRow(question, tuple((one, lines.get(one.id) or Line(one.id)) for one in known))
