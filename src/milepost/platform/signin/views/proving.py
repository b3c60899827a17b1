"""The page that asks somebody again who they are, before anything about signing in is changed."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.again import asked_for_account
from milepost.platform.signin.forms import ProofForm, proof_in
from milepost.platform.signin.services import prove


def once_proven(request: MilepostRequest, act: Callable[[], HttpResponse | str], **words: Any) -> HttpResponse:
    """Ask who it is, then act, and tell on the page Security what came of it, or why it was refused.

    `act` answers with what to tell, or with a page of its own. `words`: `heading`, `why`, `button`, and `danger` for
    what takes something away.
    """
    asked = _asked_again(request, **words)
    if asked is not None:
        return asked
    try:
        came = act()
    except Refused as refused:
        messages.error(request, f"{refused.reason} {refused.hint}".strip())
        return redirect("signin:security")
    if isinstance(came, HttpResponse):
        return came
    messages.success(request, came)
    return redirect("signin:security")


def _asked_again(request: MilepostRequest, **words: Any) -> HttpResponse | None:
    """None once this POST proved who it is; until then the page that asks."""
    person, purpose = request.actor.known_person, f"account {request.path}"
    form = ProofForm(request.POST or None, of=asked_for_account(request, purpose))
    if request.method == "POST" and form.is_valid():
        try:
            prove(person, proof_in(form, request, purpose))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return None
    return render(request, "signin/prove.html", {**words, "form": form}, status=422 if form.errors else 200)
