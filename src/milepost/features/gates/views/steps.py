"""Pages of the guarded order: the twenty sequencing rules, and opening the next phase."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.catalogue.practices import practice as known_practice
from milepost.catalogue.programme import phase as catalogue_phase
from milepost.catalogue.programme import sequencing_rule
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.sequence import Step, judge_sequence, judge_step
from milepost.features.gates.facts import gather_facts
from milepost.features.gates.forms import LiveForm
from milepost.features.gates.policies import TAKE_STEPS
from milepost.features.gates.selectors import get_gate
from milepost.features.gates.steps import open_phase, take_practice_live
from milepost.features.practices.selectors import get_practice
from milepost.features.programmes.policies import READ_PROGRAMME
from milepost.features.programmes.selectors import present_phase
from milepost.features.programmes.web import ProgrammeRequest, programme_page
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.policies import allows
from milepost.platform.organisations.refusals import Refused, RefusedByRule
from milepost.platform.ui.frame import Link
from milepost.platform.ui.texts import speak


@require_safe
@programme_page(READ_PROGRAMME)
def sequence(request: ProgrammeRequest) -> HttpResponseBase:
    """The twenty sequencing rules judged today, and the phase that could open next."""
    return _show(request, None, 200)


@require_POST
@programme_page(READ_PROGRAMME)
def open_a_phase(request: ProgrammeRequest, phase: str) -> HttpResponseBase:
    """Open a phase today; a refusal names its rules."""
    chosen = get_gate(phase)
    try:
        open_phase(actor=request.actor, programme=request.programme, phase=chosen)
    except RefusedByRule as refusal:
        return _show(request, refusal, 409)
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(
            request, _("{phase} is open from today.").format(phase=speak(catalogue_phase(chosen.value).name))
        )
    here = {"org": request.organisation.code, "code": request.programme.code}
    return redirect(reverse("gates:sequence", kwargs=here))


@require_http_methods(["GET", "HEAD", "POST"])
@programme_page(TAKE_STEPS)
def take_live(request: ProgrammeRequest, practice: str) -> HttpResponseBase:
    """What S-02 and S-03 say of a practice's go-live, and the go-live itself; a refusal names its rules."""
    row = get_practice(request.programme, practice)
    on = today(request.organisation.timezone)
    form = LiveForm(request.POST or None, initial={"on": on})
    refusal: RefusedByRule | None = None
    here = {"org": request.organisation.code, "code": request.programme.code}
    address = reverse("practices:practice", kwargs={**here, "practice": row.key})
    if request.method == "POST" and form.is_valid():
        try:
            take_practice_live(actor=request.actor, practice=row, on=form.cleaned_data["on"])
        except RefusedByRule as error:
            refusal = error
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, error.reason)
        else:
            messages.success(request, _("{name} is live.").format(name=speak(known_practice(row.key).name)))
            return redirect(address)
    context = {
        "practice": row,
        "known": known_practice(row.key),
        "form": form,
        "refusal": refusal,
        "step": judge_step(Step.TAKE_PRACTICE_LIVE, gather_facts(request.programme, on=on), on=on, about=row.key),
        "on": on,
        "crumbs": (Link(speak(known_practice(row.key).name), address), Link(_("Go live"))),
    }
    return render(request, "gates/live.html", context, status=409 if refusal else 422 if form.errors else 200)


def _show(request: ProgrammeRequest, refusal: RefusedByRule | None, status: int) -> HttpResponseBase:
    on = today(request.organisation.timezone)
    facts = gather_facts(request.programme, on=on)
    verdict = judge_sequence(facts, on=on)
    present = Phase(present_phase(request.programme, on=on))
    following = next((phase for phase in Phase if phase.number == present.number + 1), None)
    context = {
        "rules": [(sequencing_rule(rule.id), rule) for rule in verdict.rules],
        "holding": sum(rule.passed for rule in verdict.rules),
        "on": on,
        "refusal": refusal,
        "opened": request.GET.get("open", ""),
        "following": following,
        "following_name": catalogue_phase(following.value).name if following else "",
        "step": judge_step(Step.OPEN_PHASE, facts, on=on, about=following.value) if following else None,
        "may_step": allows(
            request.actor, TAKE_STEPS, organisation_id=request.organisation.pk, programme_id=request.programme.pk
        ),
        "crumbs": (
            Link(
                request.programme.name,
                reverse("reports:programme", kwargs={"org": request.organisation.code, "code": request.programme.code}),
            ),
            Link(_("Sequence")),
        ),
    }
    return render(request, "gates/sequence.html", context, status=status)
