"""The plan through a file of another tool: nothing is lost, an edit changes what was edited, strangers learn why."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.catalogue import programme as catalogue
from milepost.catalogue.ties import LINKS, MOST_LAG
from milepost.features.plans.exchange.files import export_plan
from milepost.features.plans.exchange.services import Taken, take_plan_in
from milepost.features.plans.exchange.writing import plain
from milepost.features.plans.models import Activity
from milepost.features.plans.selectors import fields_of
from milepost.features.plans.services import put_activity
from milepost.features.plans.wizard.answers import Answers
from milepost.features.plans.wizard.services import start_programme
from milepost.features.programmes.models import Programme
from milepost.platform.calendars.models import OwnDay
from milepost.platform.calendars.services import put_own_day
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak
from tests.people import actor_of

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def planned(cakrawala: Organisation, adi: Person) -> Programme:
    answers = Answers(name="SMS", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
    return start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-7", answers=answers)


@contextmanager
def _apart() -> Iterator[None]:
    """What an example writes is gone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _xml(programme: Programme) -> str:
    return export_plan(programme, "mspdi").content.decode()


def _take(adi: Person, programme: Programme, data: str | bytes, name: str = "plan.xml", **more: Any) -> Taken:
    data = data.encode() if isinstance(data, str) else data
    return take_plan_in(actor=actor_of(adi), programme=programme, name=name, data=data, **more)


def _put(adi: Person, programme: Programme, code: str, **fields: Any) -> None:
    given = {
        "name": code,
        "phase": "design",
        "planned_from": date(2026, 6, 1),
        "planned_to": date(2026, 6, 12),
        "days": 3,
    }
    put_activity(actor=actor_of(adi), programme=programme, fields={"code": code, **given, **fields})


def _stand(programme: Programme) -> dict[str, dict[str, object]]:
    return {row.key: fields_of(row) for row in Activity.objects.filter(programme=programme)}


def _said(taken: Taken) -> list[str]:
    return [speak(note.text) for note in taken.notes]


def _why(taken: Taken) -> list[tuple[str | None, str | None, str]]:
    return [(row["code"], row["field"], row["reason"]) for row in taken.report["refused"]]


def _edited(xml: str, code: str, pattern: str, by: str) -> str:
    """The file with one place within one task changed."""
    tasks = re.findall(r"<Task>.*?</Task>", xml, re.DOTALL)
    task = next(each for each in tasks if f"<WBS>{code}</WBS>" in each)
    changed, count = re.subn(pattern, by, task, count=1, flags=re.DOTALL)
    assert count == 1
    return xml.replace(task, changed)


def _uid(xml: str, code: str) -> str:
    found = re.search(rf"<Task><UID>(\d+)</UID>(?:(?!</Task>).)*<WBS>{re.escape(code)}</WBS>", xml, re.DOTALL)
    assert found
    return found[1]


def _linked(xml: str, code: str) -> str:
    """A pattern of the link with an activity."""
    return rf"<PredecessorLink><PredecessorUID>{_uid(xml, code)}</PredecessorUID>.*?</PredecessorLink>"


# -- nothing is lost --------------------------------------------------------------------------------------------------

days = st.dates(date(2026, 1, 1), date(2029, 12, 31))
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)


@st.composite
def activities(draw: st.DrawFn, number: int) -> dict[str, Any]:
    first, last = sorted((draw(days), draw(days)))
    likely = draw(st.integers(0, 400))
    done_on = draw(st.none() | st.dates(date(2026, 1, 1), date(2026, 11, 1)))
    not_before = draw(st.none() | days)
    others = [f"own-{other}" for other in range(number)]
    ties = (
        draw(
            st.lists(
                st.tuples(st.sampled_from(others), st.sampled_from(LINKS), st.integers(-MOST_LAG, MOST_LAG)),
                max_size=4,
                unique_by=lambda tie: tie[:2],
            )
        )
        if others
        else []
    )
    return {
        "code": f"own-{number}",
        "name": draw(texts).strip(),
        "phase": "design",
        "role": draw(st.sampled_from(["coordinator", "", "lawyer", "Über <&> 'jurist'"])),
        "planned_from": first,
        "planned_to": last,
        "days_low": draw(st.none() | st.integers(0, likely)),
        "days": likely,
        "days_high": draw(st.none() | st.integers(likely, 900)),
        "percent_complete": 100 if done_on else draw(st.integers(0, 99)),
        "not_before": not_before,
        "deadline": draw(st.none() | st.dates(not_before or date(2026, 1, 1), date(2030, 1, 1))),
        "after": "; ".join(f"{key} {link}{lag:+d}" for key, link, lag in ties),
        "done_on": done_on,
    }


plans = st.integers(1, 4).flatmap(lambda count: st.tuples(*(activities(number) for number in range(count))))


@pytest.mark.parametrize("kind", ["mspdi", "csv"])
@FEW
@given(found=plans)
def test_what_goes_out_and_comes_back_changes_nothing(
    planned: Programme, adi: Person, kind: str, found: tuple[dict[str, Any], ...]
) -> None:
    with _apart():
        for fields in found:
            put_activity(actor=actor_of(adi), programme=planned, fields=fields)
        before, entries = _stand(planned), Entry.objects.count()
        taken = _take(adi, planned, export_plan(planned, kind).content, "plan.xml" if kind == "mspdi" else "plan.csv")
        assert (taken.report["refused"], taken.changes, taken.notes, taken.absent) == ([], (), (), ())
        assert taken.report["unchanged"] == len(before)
        assert _stand(planned) == before
        assert Entry.objects.count() == entries


@FEW
@given(found=plans)
def test_another_programme_takes_the_whole_plan_over(
    planned: Programme, adi: Person, cakrawala: Organisation, found: tuple[dict[str, Any], ...]
) -> None:
    with _apart():
        for fields in found:
            put_activity(actor=actor_of(adi), programme=planned, fields=fields)
        answers = Answers(name="Other", starts_on=date(2026, 2, 2), certificate_wanted_on=date(2027, 1, 29))
        other = start_programme(actor=actor_of(adi), organisation=cakrawala, code="sms-8", answers=answers)
        taken = _take(adi, other, _xml(planned))
        assert taken.report["refused"] == []
        assert taken.report["written"]
        # XML has no control characters and one kind of line end: names come over as XML holds them
        assert _stand(other) == {
            code: fields | {"name": plain(str(fields["name"]))} for code, fields in _stand(planned).items()
        }


EDITS: list[tuple[str, str, str, str, object]] = [
    ("name", r"<Name>.*?</Name>", "<Name>Renamed &amp; moved</Name>", "name", "Renamed & moved"),
    (
        "finish",
        r"<ManualFinish>[^<]*</ManualFinish>",
        "<ManualFinish>2027-03-05T17:00:00</ManualFinish>",
        "planned_to",
        date(2027, 3, 5),
    ),
    ("duration", r"<Duration>[^<]*</Duration>", "<Duration>PT16H0M0S</Duration>", "planned_to", date(2026, 6, 3)),
    ("work", r"<Work>[^<]*</Work>", "<Work>PT72H0M0S</Work>", "days", 9),
    (
        "progress",
        r"<PercentComplete>[^<]*</PercentComplete>",
        "<PercentComplete>40</PercentComplete>",
        "percent_complete",
        40,
    ),
    (
        "constraint",
        r"<ConstraintType>0</ConstraintType>",
        "<ConstraintType>4</ConstraintType><ConstraintDate>2026-06-05T08:00:00</ConstraintDate>",
        "not_before",
        date(2026, 6, 5),
    ),
    (
        "deadline",
        r"<Notes>|<PredecessorLink>",
        r"<Deadline>2027-01-04T17:00:00</Deadline>\g<0>",
        "deadline",
        date(2027, 1, 4),
    ),
    ("phase", r"<Value>design</Value>", "<Value>implementation</Value>", "phase", "implementation"),
    (
        "low",
        r"</Task>",
        "<ExtendedAttribute><FieldID>188743767</FieldID><Value>2</Value></ExtendedAttribute></Task>",
        "days_low",
        2,
    ),
    (
        "high",
        r"</Task>",
        "<ExtendedAttribute><FieldID>188743768</FieldID><Value>12</Value></ExtendedAttribute></Task>",
        "days_high",
        12,
    ),
]


@pytest.mark.parametrize(
    ("pattern", "by", "field", "value"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS]
)
def test_an_edit_changes_exactly_what_was_edited(
    planned: Programme, adi: Person, pattern: str, by: str, field: str, value: object
) -> None:
    _put(adi, planned, "own")
    before = _stand(planned)
    taken = _take(adi, planned, _edited(_xml(planned), "own", pattern, by))
    assert _why(taken) == []
    [change] = taken.changes
    assert [(change.code, each.name, each.after) for each in change.fields] == [("own", field, value)]
    assert _stand(planned) == before | {"own": before["own"] | {field: value}}
    assert taken.report["updated"] == 1
    assert verify_ledger().breaches == []


def test_links_that_are_added_changed_and_taken_out(planned: Programme, adi: Person) -> None:
    for code in ("a", "b"):
        _put(adi, planned, code)
    _put(adi, planned, "own", after="a FS+2; a SS; b")
    xml = _xml(planned)
    changed = _edited(
        xml, "own", rf"(<PredecessorUID>{_uid(xml, 'a')}</PredecessorUID>.*?<LinkLag>)9600", r"\g<1>14400"
    )
    assert [each.after for each in _take(adi, planned, changed, dry_run=True).changes[0].fields] == ["a FS+3; b"]
    removed = _edited(xml, "own", _linked(xml, "b"), "")
    assert [each.after for each in _take(adi, planned, removed, dry_run=True).changes[0].fields] == ["a FS+2; a SS"]
    link = (
        f"<PredecessorLink><PredecessorUID>{_uid(xml, 'kick-off')}</PredecessorUID><Type>3</Type>"
        "<LinkLag>-4800</LinkLag><LagFormat>7</LagFormat></PredecessorLink>"
    )
    added = _edited(xml, "own", r"<PredecessorLink>", link + "<PredecessorLink>")
    assert [each.after for each in _take(adi, planned, added).changes[0].fields] == ["a FS+2; a SS; b; kick-off SS-1"]


def test_a_standard_dependency_that_was_taken_out_stays_and_is_named(planned: Programme, adi: Person) -> None:
    xml = _xml(planned)
    taken = _take(
        adi,
        planned,
        _edited(xml, "steering", _linked(xml, "kick-off"), ""),
    )
    assert taken.changes == ()
    assert _said(taken) == ["The standard dependency on kick-off stays."]


def test_more_dependencies_than_an_attribute_holds_come_back(planned: Programme, adi: Person) -> None:
    codes = [f"before-{number}-with-a-long-code" for number in range(12)]
    for code in codes:
        _put(adi, planned, code)
    _put(adi, planned, "own", after="; ".join(f"{code} {link}" for code in codes for link in ("SS", "FF")))
    taken = _take(adi, planned, _xml(planned))
    assert (taken.report["refused"], taken.changes, taken.notes) == ([], (), ())


def test_a_tool_that_drops_our_attributes_keeps_what_it_can(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own", after="kick-off FS+1", role="lawyer", deadline=date(2027, 1, 4), days_low=1)
    bare = re.sub(r"<ExtendedAttribute>.*?</ExtendedAttribute>", "", _xml(planned), flags=re.DOTALL)
    taken = _take(adi, planned, bare)
    assert (taken.report["refused"], taken.changes) == ([], ())


def test_a_tool_without_resources_takes_no_roles_away(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own", role="lawyer")
    bare = re.sub(r"<(Resources|Assignments)>.*?</\1>", "", _xml(planned), flags=re.DOTALL)
    assert _take(adi, planned, bare).changes == ()


def test_whoever_is_taken_off_a_task_leads_it_no_more(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own", role="lawyer")
    xml = _xml(planned)
    without = re.sub(rf"<Assignment><UID>\d+</UID><TaskUID>{_uid(xml, 'own')}</TaskUID>.*?</Assignment>", "", xml)
    [change] = _take(adi, planned, without).changes
    assert [(each.name, each.after) for each in change.fields] == [("role", "")]


# -- days off ---------------------------------------------------------------------------------------------------------


def _day_off(day: str, name: str) -> str:
    return (
        f"<Exception><TimePeriod><FromDate>{day}T00:00:00</FromDate><ToDate>{day}T23:59:00</ToDate></TimePeriod>"
        f"<Name>{name}</Name><Type>1</Type><DayWorking>0</DayWorking></Exception></Exceptions>"
    )


def test_days_off_go_out_and_new_ones_come_in(planned: Programme, adi: Person) -> None:
    put_own_day(actor=actor_of(adi), organisation=planned.organisation, day=date(2026, 6, 2), name="Outing")
    xml = _xml(planned)
    assert "<Name>Outing</Name>" in xml
    taken = _take(adi, planned, xml.replace("</Exceptions>", _day_off("2026-06-03", "Stocktaking")))
    assert (taken.report["created"], taken.report["refused"]) == (1, [])
    assert OwnDay.objects.get(day=date(2026, 6, 3)).name == "Stocktaking"


def test_the_calendar_of_a_stranger_is_named_and_not_taken(planned: Programme, adi: Person) -> None:
    xml = _xml(planned).replace("Milepost plan cakrawala/sms-7", "Another plan")
    taken = _take(adi, planned, xml.replace("</Exceptions>", _day_off("2026-06-03", "Stocktaking")))
    assert not OwnDay.objects.exists()
    assert any("days off of the calendar “Cakrawala Layanan Digital” are not kept" in said for said in _said(taken))


# -- two planners -----------------------------------------------------------------------------------------------------


def test_a_change_that_somebody_made_meanwhile_is_not_written_over(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own")
    xml = _xml(planned)
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "own", "days": 8})
    taken = _take(adi, planned, xml)
    assert _why(taken) == [
        ("own", "revision", "own was changed since the file was written: revision 2, in the file 1.")
    ]
    assert _stand(planned)["own"]["days"] == 8


def test_what_was_agreed_to_is_what_is_written_or_nothing(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own")
    changed = _edited(_xml(planned), "own", r"<Name>.*?</Name>", "<Name>New</Name>")
    seen = _take(adi, planned, changed, dry_run=True).state
    put_activity(actor=actor_of(adi), programme=planned, fields={"code": "kick-off", "days": 40})
    with pytest.raises(Refused, match="Somebody changed the plan"):
        _take(adi, planned, changed, seen=seen)
    assert _stand(planned)["own"]["name"] == "own"


# -- strangers --------------------------------------------------------------------------------------------------------


def _foreign(*tasks: str, more: str = "") -> str:
    head = '<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project"><Name>x</Name>'
    return f"{head}<Tasks>{''.join(tasks)}</Tasks>{more}</Project>"


def _task(uid: int, name: str = "Do", level: int = 1, more: str = "", length: str = "PT16H0M0S") -> str:
    return (
        f"<Task><UID>{uid}</UID><Name>{name}</Name><OutlineLevel>{level}</OutlineLevel><Start>2026-06-01T08:00:00</Start>"
        f"<Finish>2026-06-02T17:00:00</Finish><Duration>{length}</Duration>{more}</Task>"
    )


def _follows(uid: int, more: str = "") -> str:
    return f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>1</Type>{more}</PredecessorLink>"


def test_a_plan_of_another_tool_comes_in_under_its_phases(planned: Programme, adi: Person) -> None:
    file = _foreign(
        _task(1, "Design", more="<Summary>1</Summary>"), _task(2, "Draw", 2), _task(3, "Build", 2, _follows(2)),
        more="<Resources><Resource><UID>1</UID><Name>SMS coordinator</Name></Resource></Resources><Assignments>"
        "<Assignment><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Work>PT8H0M0S</Work></Assignment></Assignments>",
    )  # fmt: skip
    taken = _take(adi, planned, file)
    assert (_why(taken), taken.report["created"]) == ([], 2)
    found = _stand(planned)
    assert (found["task-2"]["phase"], found["task-2"]["role"], found["task-2"]["days"]) == ("design", "coordinator", 2)
    assert found["task-3"]["after"] == "task-2"
    assert _said(taken) == ["1 summary task is a group; groups are not kept."]
    assert _take(adi, planned, file).changes == ()


REFUSED = [
    ("no phase", _foreign(_task(1)), "phase", "lies in no phase"),
    ("unknown link", _foreign(_task(1, more=_follows(9))), "after", "waits for task 9, which the file does not hold"),
    (
        "link elsewhere",
        _foreign(_task(1), _task(2, more=_follows(1, "<CrossProject>1</CrossProject>"))),
        "after",
        "which the file does not hold",
    ),
    (
        "link to a group",
        _foreign(_task(1, more="<Summary>1</Summary>"), _task(2, more=_follows(1))),
        "after",
        "a group or inactive",
    ),
    (
        "percent lag",
        _foreign(_task(1), _task(2, more=_follows(1, "<LinkLag>50</LinkLag><LagFormat>19</LagFormat>"))),
        "after",
        "is a percentage",
    ),
    ("negative", _foreign(_task(1, length="-PT8H0M0S")), "days", "less than nothing"),
    ("no duration", _foreign(_task(1, length="")), "days", "neither work nor a duration"),
    ("endless", _foreign(_task(1, length="PT999999999H0M0S")), "days", "less than or equal to 10000"),
    (
        "over ten years",
        _foreign(_task(1), _task(2, more=_follows(1, "<LinkLag>480000000</LinkLag>"))),
        "after",
        "over ten years",
    ),
    (
        "endless lag",
        _foreign(_task(1), _task(2, more=_follows(1, "<LinkLag>" + "9" * 400 + "</LinkLag>"))),
        "after",
        "is no dependency",
    ),
    ("no name", _foreign(_task(1, name="")), "name", "at least 1 character"),
    ("twice", _foreign(_task(1), _task(1)), "code", "two tasks with the number (UID) 1"),
    ("circle", _foreign(_task(1, more=_follows(2)), _task(2, more=_follows(1))), "after", "task-2 → task-1"),
    ("itself", _foreign(_task(1, more=_follows(1))), "after", "waits for itself"),
    (
        "before its time",
        _foreign(_task(1).replace("2026-06-02", "2026-05-02")),
        "planned_to",
        "ends on the day it begins or later",
    ),
    ("year 1", _foreign(_task(1).replace("2026-06-01", "0001-06-01")), "planned_from", "between 1970 and 2100"),
    (
        "progress",
        _foreign(_task(1, more="<PercentComplete>140</PercentComplete>")),
        "percent_complete",
        "less than or equal to 100",
    ),
]


@pytest.mark.parametrize(("file", "field", "said"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_cannot_be_meant_refuses_its_row_with_the_way_out_and_writes_nothing(
    planned: Programme, adi: Person, file: str, field: str, said: str
) -> None:
    before = _stand(planned)
    taken = _take(adi, planned, file, phase="" if said.startswith("lies in") else "design")
    refused = [row for row in taken.report["refused"] if row["field"] == field]
    assert any(said in row["reason"] for row in refused), taken.report["refused"]
    assert all(row["fix"] for row in refused)
    assert not taken.report["written"]
    assert _stand(planned) == before


def test_low_above_likely_is_refused(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own")
    edit = "<ExtendedAttribute><FieldID>188743767</FieldID><Value>7</Value></ExtendedAttribute></Task>"
    taken = _take(adi, planned, _edited(_xml(planned), "own", "</Task>", edit))
    assert [(row["code"], row["field"]) for row in taken.report["refused"]] == [("own", "days_low")]


NOTED = [
    (_task(1, more="<ConstraintType>5</ConstraintType>"), "a day before which it cannot begin, or a deadline, is kept"),
    (_task(1, more="<Active>0</Active>"), "1 inactive task is left out."),
    (_task(1, more="<ExternalTask>1</ExternalTask>"), "1 task of another project is left out."),
    (_task(1, more="<Cost>500</Cost><Notes>Mind the gap</Notes>"), "The cost of 1 task is not kept."),
    (_task(1, more="<Notes>Mind the gap</Notes>"), "The notes of 1 task are not kept."),
    (_task(1, more="<Baseline><Number>0</Number></Baseline>"), "The baseline of 1 task is not kept."),
    (_task(1, length="PT4H0M0S"), "0.50 days of work are taken as 1."),
    (
        _task(1) + _task(2, more=_follows(1, "<LinkLag>43200</LinkLag><LagFormat>8</LagFormat>")),
        "The lag behind “Do” is taken as 3 working days.",
    ),
]


@pytest.mark.parametrize(("tasks", "said"), NOTED)
def test_what_has_no_place_here_is_named(planned: Programme, adi: Person, tasks: str, said: str) -> None:
    taken = _take(adi, planned, _foreign(tasks), phase="design")
    assert _why(taken) == []
    assert any(said in each for each in _said(taken)), _said(taken)


BAD = [
    (
        "entities",
        '<!DOCTYPE Project [<!ENTITY a "b">]><Project><Name>&a;</Name></Project>',
        "document type or entities",
    ),
    ("document type", '<!DOCTYPE Project SYSTEM "http://x.example/a.dtd"><Project/>', "document type or entities"),
    ("cut off", _foreign(_task(1))[:-40], "no well-formed XML"),
    ("not XML", "PK\x03\x04", "no well-formed XML"),
    ("another XML", "<html><body/></html>", "it begins with html"),
    ("deep", "<Project>" + "<a>" * 60 + "</a>" * 60 + "</Project>", "more than 40 deep"),
    ("empty", _foreign(), "holds no tasks"),
    ("too many", _foreign("<Task><UID>1</UID></Task>" * 10_001), "more than 10,000 entries"),
    ("strange encoding", '<?xml version="1.0" encoding="x-none"?><Project/>', "no well-formed XML"),
]


@pytest.mark.parametrize(("file", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_a_file_that_is_no_plan_is_refused_whole(planned: Programme, adi: Person, file: str, said: str) -> None:
    with pytest.raises(Refused, match=re.escape(said)) as refused:
        _take(adi, planned, file)
    assert refused.value.field == "file"
    assert refused.value.hint


def test_a_file_beyond_the_limit_is_not_even_read(planned: Programme, adi: Person) -> None:
    with pytest.raises(Refused, match="larger than 20 MiB"):
        _take(adi, planned, b" " * (20 * 1024 * 1024 + 1))


def test_a_name_that_says_nothing_is_told_by_its_content_or_refused(planned: Programme, adi: Person) -> None:
    assert _take(adi, planned, _xml(planned), "plan").changes == ()
    with pytest.raises(Refused, match="neither XML of MS Project nor CSV"):
        _take(adi, planned, b"PK", "plan.mpp")


# -- sheets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_sheets_come_in_whatever_their_encoding(planned: Programme, adi: Person, encoding: str) -> None:
    sheet = "code;name;phase;planned_from;planned_to\nown;Für Zürich;design;2026-06-01;2026-06-02\n"
    taken = _take(adi, planned, sheet.encode(encoding), "plan.csv")
    assert (_why(taken), taken.report["created"]) == ([], 1)
    assert _stand(planned)["own"]["name"] == "Für Zürich"


def test_what_a_sheet_would_run_is_guarded_on_its_way_out(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own", name="=HYPERLINK(A1)")
    sheet = export_plan(planned, "csv").content
    assert b",'=HYPERLINK(A1)," in sheet
    assert _take(adi, planned, sheet, "plan.csv").changes == ()


# -- calendars --------------------------------------------------------------------------------------------------------


def test_gates_and_deadlines_go_into_calendars(planned: Programme, adi: Person) -> None:
    _put(adi, planned, "own", name="Lease, signed; " + "long " * 30, deadline=date(2027, 1, 4))
    lines = export_plan(planned, "ics").content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    text = b"\r\n".join(lines).decode().replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == len(catalogue.gates()) + 1
    assert "SUMMARY:Deadline: Lease\\, signed\\; long" in text
    assert "DTSTART;VALUE=DATE:20270104\r\nDTEND;VALUE=DATE:20270105" in text


def test_many_new_activities_are_one_entry_of_the_ledger(planned: Programme, adi: Person) -> None:
    before = Entry.objects.count()
    tasks = [_task(number, f"Task {number}") for number in range(1, 31)]
    assert _take(adi, planned, _foreign(*tasks), phase="design").report["created"] == 30
    [entry] = Entry.objects.order_by("-at", "-seq")[: Entry.objects.count() - before]
    assert entry.kind == "plan.activities-added"
