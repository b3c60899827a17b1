"""The statements of a clause: a list behind each number of the heat map, and rating several at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from milepost.catalogue import standard
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.standard import Clause, Statement
from milepost.features.gaps import services
from milepost.features.gaps.forms import NOT_TRIGGERED, BulkForm, StatementFilter
from milepost.features.gaps.models import Assessment, Rating
from milepost.features.gaps.selectors import get_assessment, possible_owners, ratings_of
from milepost.features.gaps.statements import statements_in
from milepost.features.gaps.views.heatmap import ANY_CLAUSE
from milepost.features.gaps.views.page import address, crumbs, may, tabs
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.organisations.policies import Hidden
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.frame import Link


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement of the list with its rating."""

    statement: Statement
    rating: Rating | None

    @property
    def gap(self) -> int:
        """Levels missing; none while nobody has said."""
        if self.rating is None or self.rating.current is None:
            return 0
        return max(0, self.rating.required - self.rating.current)

    def fits(self, wanted: dict[str, Any]) -> bool:
        """Whether it is among those asked for."""
        rating = self.rating or Rating(statement=self.statement.id)
        return (
            ("level" not in wanted or str(rating.current) == wanted["level"])
            and ("owner" not in wanted or str(rating.owner_id) == wanted["owner"])
            and ("priority" not in wanted or rating.priority == wanted["priority"])
            and ("question" not in wanted or self.statement.question == wanted["question"])
            and self._is_in(wanted.get("state", ""), rating)
        )

    def _is_in(self, state: str, rating: Rating) -> bool:
        known = {"unrated": not rating.is_rated, "gap": self.gap > 0, NOT_TRIGGERED: rating.not_triggered}
        return known.get(state, True)


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(READ_PROGRAMME)
def clause(request: ProgrammeRequest, number: str) -> HttpResponseBase:
    """The statements of a clause, filtered by the address. POST gives those ticked the same."""
    known = _clause(number)
    owners = possible_owners(request.programme)
    chosen = StatementFilter(request.GET, owners=owners)
    wanted = chosen.chosen()
    assessment = get_assessment(request.programme, wanted.get("assessment", ""))
    bulk = BulkForm(request.POST or None, owners=owners)
    ticked = request.POST.getlist("statement")
    if request.method == "POST" and bulk.is_valid() and _rated(request, bulk, ticked):
        return redirect(request.get_full_path())
    within = statements_in(known.number if known else "")
    ratings = ratings_of(assessment, [statement.id for statement in within])
    everything = [StatementRow(statement, ratings.get(statement.id)) for statement in within]
    context = {
        "clause": known,
        "number": number,
        "question": _question(wanted.get("question", "")),
        "rows": [row for row in everything if row.fits(wanted)],
        "counts": _counts(everything),
        "form": chosen,
        "bulk": bulk,
        "statements_at": address(request, "statement", statement="0").removesuffix("0/"),
        "ticked": ticked,
        "assessment": assessment,
        "can_rate": may(request)["rate"] and _is_rateable(assessment, wanted),
        "tabs": tabs(request, ""),
        "crumbs": crumbs(request, Link(known.number if known else _("All clauses"))),
    }
    return render(request, "gaps/clause.html", context, status=422 if bulk.errors else 200)


def _clause(number: str) -> Clause | None:
    try:
        return None if number == ANY_CLAUSE else standard.clause(number)
    except UnknownEntry:
        raise Hidden from None


def _question(wanted: str) -> standard.Question | None:
    return next((question for question in standard.questions() if question.id == wanted), None)


def _is_rateable(assessment: Assessment | None, wanted: dict[str, Any]) -> bool:
    return assessment.is_open if assessment else "assessment" not in wanted


def _rated(request: ProgrammeRequest, bulk: BulkForm, ticked: list[str]) -> bool:
    try:
        changes = bulk.given()
        if not changes:
            raise Refused(_("Nothing is chosen to change."), hint=_("Choose a level, an owner or a priority."))
        counts = services.rate_many(
            actor=request.actor, programme=request.programme, statements=ticked, changes=changes
        )
    except Refused as refused:
        words = f"{refused.reason} {refused.hint}".strip()
        bulk.add_error(refused.field if refused.field in bulk.fields else None, words)
        return False
    changed = counts["created"] + counts["updated"]
    done = ngettext("One statement is changed.", "{count} statements are changed.", changed).format(count=changed)
    messages.success(request, done)
    return True


def _counts(rows: Iterable[StatementRow]) -> dict[str, int]:
    listed = list(rows)
    return {
        "all": len(listed),
        "below": sum(row.gap > 0 for row in listed),
        "unrated": sum(not (row.rating and row.rating.is_rated) for row in listed),
    }
