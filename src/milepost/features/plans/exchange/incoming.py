"""A project of a file → rows of activities, and notes on what of it Milepost does not carry.

Nothing is lost silently: what cannot be meant refuses its row, what has no place here is noted with its task.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from milepost.catalogue.ties import Tie
from milepost.engines.rules.texts import Text, say
from milepost.features.plans.exchange import attributes
from milepost.features.plans.exchange.links import read_back
from milepost.features.plans.exchange.outgoing import PHASE
from milepost.features.plans.exchange.remarks import calendar_remarks, remarks
from milepost.features.plans.exchange.told import Incoming, Known, Note, Problem, Row
from milepost.features.plans.exchange.values import Assignment, DayOff, Link, Project, Resource, Task
from milepost.features.plans.exchange.writing import WAITS_IN_NOTES, plain
from milepost.features.plans.forecasting.networks import GATE, WAIT
from milepost.features.plans.notation import BadNotation, read_after, write_after

OURS = (PHASE, GATE, WAIT)
ELAPSED = {4: 1, 6: 60, 8: 1440, 10: 10080, 12: 43200}
WORKING = frozenset({3, 5, 7, 9, 11, 35, 37, 39, 41, 43, 53})
HELD = {4: "not_before", 7: "deadline", 2: "not_before", 3: "deadline"}
"""Constraints that have a field here: not earlier than, not later than; fixed begins and ends hold on one side."""

EXACT = frozenset({0, 4, 7})
ROLE = 40


def incoming(project: Project, known: Known) -> Incoming:
    """The rows of a file, in its order."""
    reader = _Reader(project, known)
    rows = tuple(reader.rows())
    reader.note_the_rest()
    return Incoming(rows, tuple(reader.problems), tuple(reader.notes), tuple(reader.days()))


@dataclass(slots=True)
class _Reader:
    project: Project
    known: Known
    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    by_uid: dict[int, Task] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    assigned: dict[int, list[Assignment]] = field(default_factory=dict)
    resources: dict[int, Resource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for task in self.project.tasks:
            if task.uid in self.by_uid:
                self._refuse(
                    task,
                    "code",
                    say("The file has two tasks with the number (UID) {uid}.", uid=task.uid),
                    say("Export the plan again from the tool that made it."),
                )
            self.by_uid[task.uid] = task
            self.codes[task.uid] = self._code(task)
        for each in self.project.assignments:
            self.assigned.setdefault(each.task, []).append(each)
        self.resources = {each.uid: each for each in self.project.resources}

    @property
    def is_ours(self) -> bool:
        """Whether Milepost wrote the file, whatever tool it went through."""
        return attributes.CODE in self.project.aliases

    @property
    def is_of_this_plan(self) -> bool:
        return self.project.subject == self.known.subject

    # -- tasks ---------------------------------------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        for task in self.project.tasks:
            code = self.codes[task.uid]
            if code.startswith(OURS):
                continue
            if task.is_summary or task.is_elsewhere or not task.is_active:
                self.left["summary" if task.is_summary else "elsewhere" if task.is_elsewhere else "inactive"] += 1
                continue
            before = len(self.problems)
            fields = self._fields(task, code)
            if len(self.problems) == before:
                yield Row(task.row, fields)

    def _code(self, task: Task) -> str:
        """Our key where the file keeps it, else a code that the same file gives again."""
        given = task.attributes.get(attributes.CODE, "")
        if given:
            return given
        if task.wbs in self.known.activities or task.wbs.startswith(OURS):
            return task.wbs
        return f"task-{task.uid}"

    def _fields(self, task: Task, code: str) -> dict[str, Any]:
        snapshot = _Snapshot.of(task.attributes.get(attributes.EXPORTED, ""))
        present = self.known.activities.get(code, {})
        fields: dict[str, Any] = {"code": code, "name": _kept(task.name, present.get("name"))}
        if snapshot and self.is_of_this_plan:
            fields["revision"] = snapshot.revision
        self._phase(task, code, snapshot, fields)
        self._role(task, present, fields)
        self._days(task, code, snapshot, fields)
        self._effort(task, code, snapshot, fields)
        self._held(task, fields)
        fields["after"] = self._after(task, code, snapshot, str(present.get("after", "")))
        self.left["notes"] += bool(task.notes) and not task.notes.startswith(WAITS_IN_NOTES)
        self.left["cost"] += task.has_cost
        self.left["baseline"] += task.has_baseline
        return fields

    def _phase(self, task: Task, code: str, snapshot: "_Snapshot | None", fields: dict[str, Any]) -> None:
        stated = task.attributes.get(attributes.PHASE, "")
        around = self._around(task)
        before = snapshot.phase if snapshot else ""
        found = stated if stated and stated != before else around or stated
        if found:
            fields["phase"] = found
        elif code not in self.known.activities:
            if self.known.phase:
                fields["phase"] = self.known.phase
                return
            self._refuse(
                task,
                "phase",
                say("“{task}” lies in no phase.", task=task.name),
                say("Put it under a summary task named like a phase, or say into which phase such tasks go."),
            )

    def _around(self, task: Task) -> str:
        """The phase whose summary task is around it."""
        parent = self.by_uid.get(task.parent) if task.parent is not None else None
        while parent is not None:
            code = self.codes[parent.uid]
            key = code.removeprefix(PHASE) if code.startswith(PHASE) else self.known.phases.get(parent.name.casefold())
            if key:
                return key
            parent = self.by_uid.get(parent.parent) if parent.parent is not None else None
        return ""

    def _role(self, task: Task, present: Mapping[str, Any], fields: dict[str, Any]) -> None:
        found = sorted(self.assigned.get(task.uid, ()), key=lambda each: -each.work)
        workers = [self.resources[each.resource] for each in found if each.resource in self.resources]
        for each in found:
            if each.resource >= 0 and each.resource not in self.resources:
                self._note(task, say("Resource {uid} is assigned, which the file does not hold.", uid=each.resource))
        roles = [self._role_of(each) for each in workers if each.is_work]
        self.left["material"] += sum(not each.is_work for each in workers)
        if roles and len(roles[0]) > ROLE:
            self._refuse(
                task,
                "role",
                say("The resource “{name}” is longer than {most} characters.", name=roles[0], most=ROLE),
                say("Shorten its name, or give it the key of a role as its code."),
            )
            return
        if roles:
            fields["role"] = _kept(roles[0], present.get("role"))
            if len(roles) > 1:
                others = ", ".join(roles[1:])
                self._note(
                    task,
                    say("One role leads an activity: {role} does, not also {others}.", role=roles[0], others=others),
                )
        elif self.project.resources:
            fields["role"] = ""

    def _role_of(self, resource: Resource) -> str:
        if resource.code in self.known.roles.values():
            return resource.code
        return self.known.roles.get(resource.name.casefold()) or resource.code or resource.name

    # -- days and effort -----------------------------------------------------------------------------------------------

    def _days(self, task: Task, code: str, snapshot: "_Snapshot | None", fields: dict[str, Any]) -> None:
        start, finish = task.start, task.finish
        if start is None or finish is None:
            if code not in self.known.activities:
                self._refuse(
                    task,
                    "planned_from",
                    say("“{task}” has no start or no finish.", task=task.name),
                    say("Let the tool schedule it, then export again."),
                )
            return
        if snapshot and task.percent == 100 and finish in {task.actual_finish, snapshot.last}:
            finish = snapshot.last
        if snapshot and finish == snapshot.last and start == snapshot.first and task.percent < 100:
            window = _working_days(task.minutes, self.project.day_minutes)
            if window is not None and window > 0 and window != snapshot.window:
                unit = self.known.calendar.unit_from(start)
                finish = self.known.calendar.last_day(unit + _up(window))
        fields |= {"planned_from": start, "planned_to": finish}
        if task.percent == 100:
            fields |= {"percent_complete": 100, "done_on": task.actual_finish or task.finish}
        else:
            fields |= {"percent_complete": task.percent, "done_on": None}

    def _effort(self, task: Task, code: str, snapshot: "_Snapshot | None", fields: dict[str, Any]) -> None:
        work = _working_days(task.work, self.project.day_minutes)
        length = _working_days(task.minutes, self.project.day_minutes)
        if snapshot and (work == snapshot.days or not (work or task.uid in self.assigned)):
            days: float | None = snapshot.days
        elif snapshot:
            days = work
        else:
            days = work or length
        if days is None:
            if code not in self.known.activities:
                self._refuse(
                    task,
                    "days",
                    say("“{task}” has neither work nor a duration.", task=task.name),
                    say("Enter one of the two, then export again."),
                )
            return
        if days < 0 or (length is not None and length < 0):
            self._refuse(
                task,
                "days",
                say(
                    "“{task}” takes less than nothing: {days} days.", task=task.name, days=f"{min(days, length or 0):g}"
                ),
                say("Correct its work or its duration."),
            )
            return
        fields["days"] = _up(days)
        if fields["days"] != days:
            self._note(task, say("{days} days of work are taken as {whole}.", days=f"{days:.2f}", whole=fields["days"]))
        for name, alias in attributes.DAYS.items():
            if alias in self.project.aliases:
                fields[name] = self._estimate(task, name, alias)

    def _estimate(self, task: Task, name: str, alias: str) -> int | None:
        words = task.attributes.get(alias, "")
        if not words:
            return None
        try:
            return _up(float(words))
        except (ValueError, OverflowError):
            self._refuse(task, name, say("“{words}” is no number of days.", words=words[:80]), say("Write whole days."))
            return None

    def _held(self, task: Task, fields: dict[str, Any]) -> None:
        fields |= {"not_before": None, "deadline": task.deadline}
        name = HELD.get(task.constraint)
        if name and task.constraint_on:
            if not (name == "deadline" and task.deadline):
                fields[name] = task.constraint_on
            elif task.deadline != task.constraint_on:
                self._note(task, say("Of its deadline and its constraint the deadline is kept."))
        if task.constraint not in EXACT:
            self._note(
                task,
                say("Of its constraint a day before which it cannot begin, or a deadline, is kept."),
            )

    # -- dependencies --------------------------------------------------------------------------------------------------

    def _after(self, task: Task, code: str, snapshot: "_Snapshot | None", present: str) -> str:
        exported = self._exported(task, snapshot)
        standard = self.known.standard.get(code, ())
        links = [tie for link in task.links if (tie := self._tie(task, link)) is not None]
        ties, missing = read_back(links, standard, exported)
        if self.is_ours or links:
            for key in missing:
                if not key.startswith(OURS) and key in self.codes.values():
                    self._note(task, say("The standard dependency on {activity} stays.", activity=key))
        own = [tie for tie in ties if not tie.key.startswith(OURS)]
        if len(own) < len(ties):
            self._note(
                task,
                say("The programme says what waits for gates and standing times; such links stay as they are."),
            )
        return _kept(write_after(own), present)

    def _exported(self, task: Task, snapshot: "_Snapshot | None") -> tuple[Tie, ...] | None:
        words = task.attributes.get(attributes.WAITS, "")
        if not words and task.notes.startswith(WAITS_IN_NOTES):
            words = task.notes.removeprefix(WAITS_IN_NOTES)
        if not words:
            return () if snapshot else None
        try:
            return read_after(words)
        except BadNotation:
            return None

    def _tie(self, task: Task, link: Link) -> Tie | None:
        before = self.by_uid.get(link.uid)
        if link.is_elsewhere or before is None or before.is_elsewhere:
            self._refuse(
                task,
                "after",
                say("“{task}” waits for task {uid}, which the file does not hold.", task=task.name, uid=link.uid),
                say("Take that link out, or export both tasks in one file."),
            )
            return None
        code = self.codes[before.uid]
        if not code.startswith(OURS) and (before.is_summary or not before.is_active):
            self._refuse(
                task,
                "after",
                say("“{task}” waits for “{before}”, which is a group or inactive.", task=task.name, before=before.name),
                say("Link it with a task of that group instead."),
            )
            return None
        lag = self._lag(task, link, before.name)
        return None if lag is None else Tie(code, link.kind, lag)

    def _lag(self, task: Task, link: Link, before: str) -> int | None:
        minutes = link.lag / 10
        if link.lag_format in ELAPSED:
            days = _up(minutes / 1440 * 5 / 7)
        elif link.lag_format in WORKING or not link.lag:
            exact = minutes / self.project.day_minutes
            days = _up(exact)
            if days == exact:
                return days
        else:
            self._refuse(
                task,
                "after",
                say("The lag of “{task}” behind “{before}” is a percentage.", task=task.name, before=before),
                say("Write it in days, then export again."),
            )
            return None
        if link.lag:
            self._note(
                task, say("The lag behind “{before}” is taken as {count} working days.", before=before, count=days)
            )
        return days

    # -- what is of the whole file -------------------------------------------------------------------------------------

    def days(self) -> Iterator[DayOff]:
        """Days of the project's calendar that are off, or worked, and are not so here; of a file of this plan alone."""
        calendar = next((each for each in self.project.calendars if each.uid == self.project.calendar), None)
        if calendar is None or not self.is_of_this_plan:
            return
        for each in calendar.days:
            if each.day.weekday() < 5 and each.works == (each.day in self.known.days_off):
                yield each

    def note_the_rest(self) -> None:
        """What of the file has no place here, counted."""
        self.notes += remarks(self.left)
        for calendar in self.project.calendars:
            is_main = calendar.uid == self.project.calendar
            self.notes += calendar_remarks(calendar, is_main=is_main, is_taken=is_main and self.is_of_this_plan)

    def _refuse(self, task: Task, field_: str, reason: Text, fix: Text) -> None:
        self.problems.append(Problem(task.row, self.codes.get(task.uid, ""), field_, reason, fix))

    def _note(self, task: Task, text: Text) -> None:
        self.notes.append(Note(text, task.row, self.codes[task.uid]))


@dataclass(frozen=True, slots=True)
class _Snapshot:
    revision: int
    days: int
    phase: str
    first: date
    last: date
    window: int

    @classmethod
    def of(cls, words: str) -> "_Snapshot | None":
        try:
            revision, days, phase, first, last, window = words.split("|")
            return cls(
                int(revision), int(days), phase, date.fromisoformat(first), date.fromisoformat(last), int(window)
            )
        except ValueError:
            return None


def _kept(given: str, present: object) -> str:
    """The present text where the file's is what became of it on its way through XML."""
    return str(present) if present is not None and plain(str(present)) == plain(given) else given


def _working_days(minutes: float | None, day_minutes: int) -> float | None:
    return None if minutes is None else minutes / day_minutes


def _up(days: float) -> int:
    """Whole days, rounded away from nothing, but for what a tool's arithmetic left over."""
    near = round(days)
    if abs(days - near) < 1e-6:
        return near
    return int(days) + (1 if days > 0 else -1)
