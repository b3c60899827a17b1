"""The page that asks somebody again who they are, before anything about signing in is changed."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.forms import ProofForm, proof_in
from milepost.platform.signin.services import prove


def asked_again(request: MilepostRequest, **words: Any) -> HttpResponse | None:
    """None once this POST proved who it is; until then the page that asks.

    `words`: `heading`, `why`, `button`, and `danger` for what takes something away.
    """
    person = request.actor.known_person
    form = ProofForm(request.POST or None, of=person)
    if request.method == "POST" and form.is_valid():
        try:
            prove(person, proof_in(form, request))
        except Refused as refused:
            add_refusal(form, refused)
        else:
            return None
    return render(request, "signin/prove.html", {**words, "form": form}, status=422 if form.errors else 200)
