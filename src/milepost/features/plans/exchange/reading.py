"""MS Project XML (MSPDI) → a project. The file is a stranger's: no document type, no entities, bounded in every way.

Elements are forgotten as they are read, so that a file of timephased values costs no more memory than its tasks.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml import ElementTree as Safe

from milepost.engines.rules.texts import Text, say
from milepost.features.plans.exchange.attributes import ATTRIBUTES
from milepost.features.plans.exchange.values import (
    DAY_MINUTES,
    Assignment,
    Calendar,
    DayOff,
    Link,
    Project,
    Resource,
    Task,
)

MOST_TASKS, MOST_ITEMS, DEEPEST = 10_000, 100_000, 40
LARGEST = 10**12
MOST_DAYS = 800
"""Days of one exception of a calendar."""

LINKS = {0: "FF", 1: "FS", 2: "SF", 3: "SS"}
_DURATION = re.compile(
    r"P(?:(\d{1,9})D)?(?:T(?:(\d{1,9}(?:\.\d{1,9})?)H)?(?:(\d{1,9}(?:\.\d{1,9})?)M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?)?"
)
KEPT = frozenset({"Task", "Resource", "Assignment", "Calendar", "ExtendedAttribute"})


class BadFile(ValueError):
    """A file that is no project, as sentences: `reason` and `fix`."""

    def __init__(self, reason: Text, fix: Text) -> None:
        super().__init__(f"{reason} {fix}")
        self.reason, self.fix = reason, fix


def read_project(data: bytes) -> Project:
    """The project of a file. Raises `BadFile`."""
    reader = _Reader()
    try:
        reader.read(data)
    except DefusedXmlException:
        raise BadFile(
            say("The file has a document type or entities, which no planner's tool writes."),
            say("Export the plan again as XML from the tool that made it."),
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(
            say("The file is no well-formed XML: {why}.", why=str(error)[:200]),
            say("Export the plan again as XML (MSPDI); it may have been cut off on the way."),
        ) from None
    return reader.project()


class _Reader:
    def __init__(self) -> None:
        self.head: dict[str, str] = {}
        self.aliases: dict[str, str] = {str(each.field_id): "" for each in ATTRIBUTES}
        self.tasks: list[Task] = []
        self.resources: list[Resource] = []
        self.assignments: list[Assignment] = []
        self.calendars: list[Calendar] = []
        self.above: list[tuple[int, int]] = []
        self.items = 0

    def read(self, data: bytes) -> None:
        path: list[str] = []
        for event, element in Safe.iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                path.append(name)
                if len(path) == 1 and name != "Project":
                    raise BadFile(
                        say("The file is XML, but no project of MS Project: it begins with {name}.", name=name[:60]),
                        say("Save the plan as XML in MS Project, or in a tool that writes its format (MSPDI)."),
                    )
                if len(path) > DEEPEST:
                    raise BadFile(
                        say("The file nests elements more than {most} deep.", most=DEEPEST),
                        say("Export the plan again as XML from the tool that made it."),
                    )
                continue
            path.pop()
            self._ended(path, name, element)

    def _ended(self, path: list[str], name: str, element: Element) -> None:
        if len(path) == 1 and len(element) == 0:
            self.head[name] = (element.text or "").strip()
        if len(path) == 2 and name in KEPT:
            self.items += 1
            if self.items > MOST_ITEMS:
                raise BadFile(_too_many(MOST_ITEMS), say("Hand it in as several files."))
            take: Callable[[Element], None] = getattr(self, f"_{name.lower()}")
            take(element)
        if len(path) == 2 or name == "TimephasedData":
            element.clear()

    def _extendedattribute(self, element: Element) -> None:
        known = _texts(element)
        self.aliases[known.get("FieldID", "")] = known.get("Alias", "")

    def _task(self, element: Element) -> None:
        known = _texts(element)
        if known.get("IsNull") == "1" or known.get("UID", "") in {"", "0"}:
            return  # a blank line, and the project itself
        if len(self.tasks) >= MOST_TASKS:
            raise BadFile(_too_many(MOST_TASKS), say("Hand it in as several files."))
        level, uid = _whole(known.get("OutlineLevel"), 1), _whole(known["UID"])
        while self.above and self.above[-1][0] >= level:
            self.above.pop()
        parent = self.above[-1][1] if self.above else None
        self.above.append((level, uid))
        self.tasks.append(self._read_task(element, known, uid, level, parent))

    def _read_task(self, element: Element, known: Mapping[str, str], uid: int, level: int, parent: int | None) -> Task:
        return Task(
            row=len(self.tasks) + 1,
            uid=uid,
            name=known.get("Name", ""),
            wbs=known.get("WBS", ""),
            level=level,
            parent=parent,
            is_summary=known.get("Summary") == "1",
            is_active=known.get("Active") != "0",
            is_elsewhere=known.get("ExternalTask") == "1" or known.get("IsSubproject") == "1",
            start=_day(known.get("ManualStart") if known.get("Manual") == "1" else None) or _day(known.get("Start")),
            finish=_day(known.get("ManualFinish") if known.get("Manual") == "1" else None) or _day(known.get("Finish")),
            minutes=_minutes(known.get("Duration")),
            work=_minutes(known.get("Work")),
            percent=_whole(known.get("PercentComplete")),
            actual_finish=_day(known.get("ActualFinish")),
            constraint=_whole(known.get("ConstraintType")),
            constraint_on=_day(known.get("ConstraintDate")),
            deadline=_day(known.get("Deadline")),
            notes=known.get("Notes", ""),
            links=tuple(_link(each) for each in _children(element, "PredecessorLink")),
            attributes=dict(self._attributes(element)),
            has_cost=_number(known.get("Cost")) > 0,
            has_baseline=next(_children(element, "Baseline"), None) is not None,
        )

    def _attributes(self, element: Element) -> Iterator[tuple[str, str]]:
        for each in _children(element, "ExtendedAttribute"):
            known = _texts(each)
            alias = self.aliases.get(known.get("FieldID", ""), "")
            if alias:
                yield alias, known.get("Value", "")

    def _resource(self, element: Element) -> None:
        known = _texts(element)
        if known.get("IsNull") == "1" or not known.get("Name"):
            return
        self.resources.append(
            Resource(
                uid=_whole(known.get("UID")),
                name=known["Name"],
                code=known.get("Code", ""),
                is_work=known.get("Type", "1") == "1",
                units=_number(known["MaxUnits"]) if "MaxUnits" in known else None,
                calendar=_whole(known.get("CalendarUID"), -1),
            )
        )

    def _assignment(self, element: Element) -> None:
        known = _texts(element)
        self.assignments.append(
            Assignment(
                _whole(known.get("TaskUID")), _whole(known.get("ResourceUID"), -1), _minutes(known.get("Work")) or 0.0
            )
        )

    def _calendar(self, element: Element) -> None:
        known = _texts(element)
        weekdays = set(range(5))
        for each in element.iter():
            if each.tag.rpartition("}")[2] == "WeekDay":
                day = _texts(each)
                place = (_whole(day.get("DayType")) - 2) % 7
                if 1 <= _whole(day.get("DayType")) <= 7:
                    (weekdays.add if day.get("DayWorking") == "1" else weekdays.discard)(place)
        days: list[DayOff] = []
        recurring: list[str] = []
        for each in element.iter():
            if each.tag.rpartition("}")[2] == "Exception":
                _exception(each, days, recurring)
        self.calendars.append(
            Calendar(
                _whole(known.get("UID")), known.get("Name", ""), tuple(days), frozenset(weekdays), tuple(recurring)
            )
        )

    def project(self) -> Project:
        """What was read."""
        return Project(
            name=self.head.get("Title") or self.head.get("Name", ""),
            subject=self.head.get("Subject", ""),
            calendar=_whole(self.head.get("CalendarUID"), -1),
            day_minutes=_whole(self.head.get("MinutesPerDay"), DAY_MINUTES) or DAY_MINUTES,
            aliases=frozenset(alias for alias in self.aliases.values() if alias),
            tasks=tuple(self.tasks),
            resources=tuple(self.resources),
            assignments=tuple(self.assignments),
            calendars=tuple(self.calendars),
        )


def _exception(element: Element, days: list[DayOff], recurring: list[str]) -> None:
    known = _texts(element)
    period = next(_children(element, "TimePeriod"), None)
    span = _texts(period) if period is not None else {}
    first, last = _day(span.get("FromDate")), _day(span.get("ToDate"))
    name = known.get("Name", "")
    if first is None or last is None or known.get("Type", "1") != "1" or (last - first).days > MOST_DAYS:
        recurring.append(name)
        return
    works = known.get("DayWorking") == "1"
    days += (DayOff(first + timedelta(days=number), name, works) for number in range((last - first).days + 1))


def _link(element: Element) -> Link:
    known = _texts(element)
    return Link(
        _whole(known.get("PredecessorUID"), -1),
        LINKS.get(_whole(known.get("Type"), 1), "FS"),
        _whole(known.get("LinkLag")),
        _whole(known.get("LagFormat"), 7),
        is_elsewhere=known.get("CrossProject") == "1",
    )


def _children(element: Element, name: str) -> Iterator[Element]:
    return (each for each in element if each.tag.rpartition("}")[2] == name)


def _texts(element: Element) -> dict[str, str]:
    """The children that hold text alone."""
    return {each.tag.rpartition("}")[2]: (each.text or "").strip() for each in element if len(each) == 0}


def _whole(words: str | None, otherwise: int = 0) -> int:
    """A whole number that no arithmetic breaks on."""
    try:
        return max(-LARGEST, min(LARGEST, int(words or "")))
    except ValueError:
        return otherwise


def _number(words: str | None) -> float:
    try:
        return float(words or "")
    except ValueError:
        return 0.0


def _day(words: str | None) -> date | None:
    try:
        return date.fromisoformat((words or "")[:10])
    except ValueError:
        return None


def _minutes(words: str | None) -> float | None:
    """Minutes of a duration like PT8H30M0S; below 0 where it says so."""
    words = words or ""
    found = _DURATION.fullmatch(words.removeprefix("-"))
    if found is None or not any(found.groups()):
        return None
    days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return (days * 1440 + hours * 60 + minutes + seconds / 60) * (-1 if words.startswith("-") else 1)


def _too_many(most: int) -> Text:
    return say("The file holds more than {most} entries of one kind.", most=most)
