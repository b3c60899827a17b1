"""Starting a programme from its answers: phases, plan, and the roles of those whose addresses were given."""

from django.db import transaction

from milepost.features.plans.services import lay_out_plan
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.preview import preview_of
from milepost.features.programmes.answered import address_in
from milepost.features.programmes.models import Programme
from milepost.features.programmes.services import make_programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.models import Organisation
from milepost.platform.organisations.roles import Role
from milepost.platform.organisations.services import add_member


@transaction.atomic
def start_programme(*, actor: Actor, organisation: Organisation, code: str, answers: Answers) -> Programme:
    """The programme with phases and standard activities, and the roles of those whose addresses were given."""
    preview = preview_of(answers)
    programme = make_programme(
        actor=actor,
        organisation=organisation,
        code=code,
        name=answers.name,
        starts_on=answers.starts_on,
        certificate_wanted_on=answers.certificate_wanted_on,
        budget=answers.budget,
        answers=answers.as_kept(),
        phases=preview.planned,
    )
    lay_out_plan(actor=actor, programme=programme, planned=preview.activities, language=organisation.language)
    for role, words in ((Role.SPONSOR, answers.sponsor), (Role.COORDINATOR, answers.coordinator)):
        name, email = address_in(words)
        if email:
            add_member(
                actor=actor,
                organisation=organisation,
                email=email,
                name=name.partition(",")[0],
                role=role,
                programme_id=programme.pk,
            )
    return programme
