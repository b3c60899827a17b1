"""What counts, and how a change of terms is counted anew without a new seal."""

from datetime import UTC, date, datetime

import pytest

from milepost.features.evidence.imports.reading import unmapped_values
from milepost.features.evidence.imports.terms import refresh, terms_of_programme
from milepost.features.evidence.imports.values import map_values
from milepost.features.practices.models import Practice
from milepost.features.practices.services import declare_tool
from milepost.features.programmes.applying import apply_rows
from milepost.features.programmes.models import Programme
from milepost.platform.batches.models import Batch, Rollup, RollupEntry, Source, ValueMapping
from milepost.platform.batches.selectors import days_of_programme, entries_of_programme
from milepost.platform.batches.services.rollups import stale_practices
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import NotAllowed
from milepost.platform.organisations.refusals import Refused
from tests.evidence.imports import Import, incident, reasons
from tests.people import actor_of


def stale(programme: Programme) -> list[str]:
    return stale_practices(programme.organisation_id, terms_of_programme(programme))


def test_records_count_on_the_programmes_days(bring: Import, operating: Programme) -> None:
    bring([incident(1, opened_at="2026-03-02 18:00:00", closed_at="2026-03-02 19:00:00")])
    (count,) = days_of_programme(operating.pk)["incident"]
    assert (count.day, count.counted) == (date(2026, 3, 3), 1)


def test_a_record_from_before_the_practice_was_live_does_not_count(bring: Import, operating: Programme) -> None:
    bring([incident(1), incident(2, opened_at="2026-01-05 09:00:00", closed_at="2026-01-05 10:00:00")])
    assert reasons(operating) == {"counted": 1, "outside_live_dates": 1}


def test_a_value_nobody_mapped_counts_once_it_is(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1), incident(2, service="Surel"), incident(3, service="Surel")])
    assert reasons(operating) == {"counted": 1, "unmapped": 2}
    (waiting,) = unmapped_values(operating.organisation)
    assert (waiting.source, waiting.value, waiting.count) == ("desk", "Surel", 2)
    did = map_values(actor=actor_of(ada), programme=operating, source=Source.objects.get(), values={"Surel": "mail"})
    assert did == {"created": 1, "updated": 0, "unchanged": 0}
    assert reasons(operating) == {"counted": 3}
    assert unmapped_values(operating.organisation) == []
    assert Batch.objects.count() == 1, "no new seal was needed"


def test_a_meaning_can_be_taken_back(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1, service="Surel")])
    source = Source.objects.get()
    map_values(actor=actor_of(ada), programme=operating, source=source, values={"Surel": "mail"})
    map_values(actor=actor_of(ada), programme=operating, source=source, values={"Surel": ""})
    assert not ValueMapping.objects.exists()
    assert reasons(operating) == {"unmapped": 1}


def test_a_value_is_mapped_to_what_the_portfolio_has(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1, service="Surel")])
    with pytest.raises(Refused) as refused:
        map_values(actor=actor_of(ada), programme=operating, source=Source.objects.get(), values={"Surel": "fax"})
    assert refused.value.field == "code"


def test_meanings_are_kept_for_the_next_import(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1, service="Surel")])
    map_values(actor=actor_of(ada), programme=operating, source=Source.objects.get(), values={"Surel": "mail"})
    again = bring([incident(2, service="Surel")])
    assert again.facts["unmapped"]["service"] == []
    assert reasons(operating) == {"counted": 2}


def test_a_reader_maps_no_values(bring: Import, operating: Programme, iris: Person) -> None:
    bring([incident(1, service="Surel")])
    with pytest.raises(NotAllowed):
        map_values(actor=actor_of(iris), programme=operating, source=Source.objects.get(), values={"Surel": "mail"})


def test_the_first_source_is_the_tool_until_one_is_declared(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1)])
    bring([incident(2)], system="spreadsheet")
    assert reasons(operating) == {"counted": 1, "other_tool": 1}
    practice = Practice.objects.get(programme=operating, key="incident")
    declare_tool(actor=actor_of(ada), practice=practice, source="spreadsheet", from_on=date(2026, 2, 1))
    assert stale(operating) == ["incident"]
    assert refresh(operating) >= 1
    assert stale(operating) == []
    assert reasons(operating) == {"counted": 1, "other_tool": 1}


def test_terms_that_did_not_change_are_not_counted_again(bring: Import, operating: Programme) -> None:
    bring([incident(1)])
    made = Rollup.objects.get(practice="incident").made_at
    assert refresh(operating) == 0
    assert Rollup.objects.get(practice="incident").made_at == made


def test_records_typed_by_hand_and_brought_late_do_not_count(bring: Import, operating: Programme) -> None:
    bring([incident(1)], timing="hand-kept")
    assert reasons(operating) == {"late": 1}


def test_who_writes_the_times_does_not_change_with_a_mapping(bring: Import) -> None:
    bring([incident(1)], timing="hand-kept")
    with pytest.raises(Refused) as refused:
        bring([incident(2)], timing="system-timed")
    assert refused.value.field == "source.timing"


def test_twelve_tickets_typed_in_one_evening_count_once(bring: Import, operating: Programme) -> None:
    rows = [
        incident(number, entered_at=f"2026-03-06 20:{number:02}:00", actor="ben", service="mail")
        for number in range(12)
    ]
    bring(rows)
    assert reasons(operating) == {"counted": 1, "burst": 11}


def test_a_record_that_appears_later_does_not_count(bring: Import, operating: Programme) -> None:
    opened = {"entered_at": "2026-03-02 10:00:00"}
    period = {"complete_from": _instant("2026-03-01"), "complete_to": _instant("2026-03-31")}
    bring([incident(1, **opened)], **period)
    bring([incident(1, **opened), incident(2, **opened)], **period)
    assert reasons(operating) == {"counted": 1, "appeared_later": 1}


def test_a_quiet_period_can_be_vouched_for(bring: Import, operating: Programme) -> None:
    rows = [incident(1)]
    bring(rows, complete_from=_instant("2026-03-01"), complete_to=_instant("2026-03-31"))
    quiet = bring(rows, complete_from=_instant("2026-03-01"), complete_to=_instant("2026-05-31"))
    assert quiet.batch is not None
    assert quiet.batch.counts["created"] == 0
    assert quiet.batch.covers == ["incident"]
    assert bring(rows, complete_from=_instant("2026-03-01"), complete_to=_instant("2026-05-31")).batch is None


def test_what_a_complete_file_no_longer_holds_is_deleted_and_stops_counting(
    bring: Import, operating: Programme
) -> None:
    period = {"complete_from": _instant("2026-03-01"), "complete_to": _instant("2026-03-31")}
    bring([incident(1), incident(2)], **period)
    later = bring([incident(1)], **period)
    assert later.facts["deleted"] == 1
    assert reasons(operating) == {"counted": 1}


def test_sources_values_and_days_are_taken_from_files(bring: Import, operating: Programme, ada: Person) -> None:
    bring([incident(1, service="Surel")])
    given = {
        "sources": [{"code": "desk", "name": "Service desk", "retention_days": 90}],
        "values": [{"source": "desk", "value": "Surel", "code": "mail"}],
        "days": [{"day": "2026-09-16", "name": "Anniversary"}],
    }
    first = apply_rows(actor_of(ada), operating, given)
    assert (first["created"], first["updated"], first["refused"]) == (2, 1, [])
    assert apply_rows(actor_of(ada), operating, given)["unchanged"] == 3
    assert refresh(operating) >= 1
    assert reasons(operating) == {"counted": 1}
    wrong = apply_rows(actor_of(ada), operating, {"values": [{"source": "desk", "value": "x", "code": "fax"}]})
    assert [row["field"] for row in wrong["refused"]] == ["code"]


def test_the_days_of_entry_are_counted_beside_and_anew_where_they_are_missing(
    bring: Import, operating: Programme
) -> None:
    bring(
        [
            incident(1, entered_at="2026-03-02 18:00:00"),
            incident(2, entered_at="2026-03-02 12:00:00"),
            incident(3, entered_at="2026-03-30 09:00:00"),
        ]
    )
    days = {date(2026, 3, 2): 1, date(2026, 3, 3): 1, date(2026, 3, 30): 1}
    found = entries_of_programme(operating.pk)["incident"]
    assert {entry.day: entry.count for entry in found} == days, "in the programme's zone, late ones too"
    RollupEntry.objects.all().delete()
    Rollup.objects.update(terms_digest="as an earlier version counted")
    assert refresh(operating) >= 1
    assert entries_of_programme(operating.pk)["incident"] == found


def _instant(day: str) -> datetime:

    return datetime.fromisoformat(day).replace(tzinfo=UTC)
