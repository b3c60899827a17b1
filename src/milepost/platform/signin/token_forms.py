"""What every form for one's own token does once it is filled in: it takes a proof, and gives the secret once."""

from milepost.platform.organisations.forms import add_refusal
from milepost.platform.organisations.models import Token
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.services import make_token
from milepost.platform.organisations.web import MilepostRequest
from milepost.platform.signin.forms import ProofForm, proof_in
from milepost.platform.signin.services import prove


def token_from(form: ProofForm, request: MilepostRequest, purpose: str, *, scope: str) -> tuple[Token, str] | None:
    """The token and its secret, of a form that is valid and says when it `expires`; None where it is refused."""
    person = request.actor.known_person
    try:
        prove(person, proof_in(form, request, purpose))
        return make_token(
            actor=request.actor,
            organisation=request.organisation,
            person=person,
            scope=scope,
            expires_on=form.cleaned_data["expires"],
        )
    except Refused as refused:
        add_refusal(form, refused)
        return None
