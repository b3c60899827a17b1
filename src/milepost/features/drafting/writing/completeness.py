"""How complete a draft is: the headings that stand on data, and what is still asked for it."""

from django.urls import reverse

from milepost.features.documents.completeness import Completeness
from milepost.features.drafting.writing.drafts import Drafted
from milepost.features.programmes.models import Programme

ASKED = "lacks-heading"
"""Where a draft's page lists what it lacks."""


def completeness_in(programme: Programme, written: Drafted) -> Completeness:
    """Of one document as it would be written today."""
    draft = written.draft
    asked = {*draft.questions, *(gap.path for gap in draft.gaps)}
    return Completeness(*draft.complete, len(asked), asked_at(programme, written))


def asked_at(programme: Programme, written: Drafted) -> str:
    """The address of the list of what a draft lacks."""
    here = {"org": programme.organisation.code, "code": programme.code, "key": written.address}
    return f"{reverse('drafting:draft', kwargs=here)}?language={written.language}#{ASKED}"
