"""All documents of a programme as they would be written today, kept while nothing changes that they could say.

To write them all takes seconds. They are kept by the heads of the ledger, as what the rules read is
(`platform/ledger/kept.py`): any entry that a rule would notice has them written anew.
"""

from dataclasses import replace

from django.utils.translation import get_language

from milepost.features.drafting.writing.drafts import Written, write_all
from milepost.features.evidence.clocks.present import RULES, Present, present_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.ledger.kept import Kept, heads_of

kept_documents = Kept[Present, Written](4, Present.place)
"""Few: those of one programme in one language are some megabytes."""


def written_today(programme: Programme, language: str) -> Written:
    """Every document that has a template, in a language. Two queries where nothing changed."""
    now = present_of(programme, today(programme.organisation.timezone)).heard(RULES)
    # What cannot be written says why in the reader's language; what is counted stands in no document.
    present = replace(now, language=f"{language} {get_language()}", counted=())
    return kept_documents.ask(present, lambda: _write_and_keep(programme, language, present))


def _write_and_keep(programme: Programme, language: str, present: Present) -> Written:
    written = write_all(programme, language, on=present.on)
    if present.stands(heads_of(programme.organisation_id, programme.pk), RULES):
        kept_documents.put(present, written)
    return written
