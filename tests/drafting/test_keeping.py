"""All documents are written once, and anew as soon as anything changed that they could say."""

import pytest

from milepost.features.drafting.entering.services import put_sheet
from milepost.features.drafting.models import FactSheet
from milepost.features.drafting.writing.drafts import write_all
from milepost.features.drafting.writing.keeping import written_today
from milepost.features.gaps.services import rate_statement
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.drafting.test_drafts import enter
from tests.people import actor_of

pytestmark = pytest.mark.django_db


def same_as_fresh(programme: Programme, language: str = "en") -> bool:
    fresh = write_all(programme, language, on=today(programme.organisation.timezone))
    return written_today(programme, language) == fresh


def test_they_are_kept_for_each_language_and_written_anew_after_a_change(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    english, indonesian = written_today(programme, "en"), written_today(programme, "id")
    assert (english.language, indonesian.language) == ("en", "id")
    assert written_today(programme, "en") is english
    facts = FactSheet.objects.get(programme=programme, code="roles").facts
    facts["service_level_manager"]["deputy"] = "Citra Ayu"
    put_sheet(actor=actor_of(ada), programme=programme, code="roles", facts=facts)
    assert written_today(programme, "en") is not english
    assert same_as_fresh(programme)
    assert same_as_fresh(programme, "id")


def test_a_rating_has_them_written_anew_because_a_report_tells_of_it(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    before = written_today(programme, "en")
    rate_statement(actor=actor_of(ada), programme=programme, statement="8.6.1-01", changes={"current": 1})
    assert written_today(programme, "en") is not before
    assert same_as_fresh(programme)
