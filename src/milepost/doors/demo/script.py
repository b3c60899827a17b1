"""The script of the story: `story/script.txt` with its days, names and files, for a start date and a seed."""

import random
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from importlib.resources import files

from milepost.doors.demo import incidents, ratings
from milepost.doors.demo.calendar import day_of, instant_of, with_days
from milepost.doors.demo.planning import first_plan, moved_plan, rows_of
from milepost.engines.rules.months import add_months

PASSWORD = "rapat-komite-pengarah-2026"  # noqa: S105 - printed for everybody: the demonstration's own
NAMES = (
    ("Cakrawala Layanan Digital", "cakrawala"),
    ("Bukit Barisan Data", "bukit-barisan"),
    ("Samudra Pembayaran", "samudra"),
    ("Merapi Komputasi", "merapi"),
)
LIVE, MOVE_FROM, MOVE_TO = -126, -76, -59
REPLANNED = -56
ENTERED = {"P1": -219}
EXPORTS = (-105, -84, -63, -42, -21, -4)
MEETINGS = (-252, -224, -196, -168, -140, -112, -84, -56)
_EVERY = {"report": 1, "review": 3, "check": 6, "verification": 12, "risk-assessment": 12, "test": 12}  # months
_LINE = re.compile(r"@(-?\d+) (\d\d):(\d\d) (.+)")
_FILE = re.compile(r"\[([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Step:
    """One command: when it is given, its words, and what it reads from standard input."""

    at: datetime
    args: tuple[str, ...]
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the story."""

    email: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Story:
    """The whole demonstration: its steps, the files they take by name, and who can sign in."""

    organisation: str
    code: str
    people: tuple[Person, ...]
    steps: tuple[Step, ...]
    files: Mapping[str, str] = field(repr=False)


def write_story(*, today: date, seed: int) -> Story:
    """The story as it stands on a day. Another day moves it, another seed tells it of another organisation."""
    organisation, code = NAMES[seed % len(NAMES)]
    domain = f"{code.replace('-', '')}.example"
    names = {"organisation": organisation, "org": _slug(organisation), "domain": domain}
    people = (
        Person(f"adi@{domain}", "Adi Nugroho", "administrator"),
        *(Person(f"{row['email']}@{domain}", row["name"], row["role"]) for row in _toml("people.toml")["person"]),
    )
    texts = _files(today, seed, names, people)
    return Story(organisation, names["org"], people, tuple(_steps(today, names, people)), texts)


def _steps(today: date, names: Mapping[str, str], people: tuple[Person, ...]) -> Iterator[Step]:
    told: list[Step] = []
    for line in _text("script.txt").splitlines():
        if line == "@people":
            told += [_join(today, names, person, with_programme=False) for person in people[1:]]
        elif line == "@roles":
            told += [_join(today, names, person, with_programme=True) for person in people[1:]]
        elif found := _LINE.fullmatch(line):
            told.append(_step(today, names, found))
    yield from sorted(told, key=lambda step: step.at)


def _join(today: date, names: Mapping[str, str], person: Person, *, with_programme: bool) -> Step:
    """Everybody joins as a reader of the organisation, and takes their role once the programme is there."""
    who = ("member", "add", names["org"], person.email, "--name", person.name, "--as", f"adi@{names['domain']}")
    role = ("--role", person.role, "--programme", "sms") if with_programme else ("--role", "reader")
    minute = 10 if with_programme else 0
    return Step(
        instant_of(today, -266, 2 if with_programme else 1, minute or 30),
        (*who, *role, "--password-stdin"),
        f"{PASSWORD}\n",
    )


def _step(today: date, names: Mapping[str, str], found: re.Match[str]) -> Step:
    command, _mark, handed = found[4].partition(" < ")
    words = shlex.split(with_days(command, today).format_map(names))
    return Step(
        instant_of(today, int(found[1]), int(found[2]), int(found[3])),
        tuple(words),
        f"{PASSWORD}\n" if handed.strip() == "password" else "",
    )


def files_in(step: Step) -> Iterator[str]:
    """The names of the files that a step takes."""
    for word in step.args:
        if found := _FILE.fullmatch(word):
            yield found[1]


def _files(today: date, seed: int, names: Mapping[str, str], people: tuple[Person, ...]) -> dict[str, str]:
    texts = {
        name: _written(name, today, names)
        for name in ("portfolio.toml", "governance.toml", "scope.toml", "practices.toml", "procedures.toml",
                     "due-dates.toml", "plan.toml", "programme-risks.toml", "plan-moved.toml", "plan-places.toml",
                     "plan-open.toml", "plan-progress.toml", "meeting-plan.toml", "meeting-next.toml",
                     "budget.toml", "budget-spent.toml", "effort-foundation.toml", "effort-design.toml",
                     "effort-running.toml", "tools.toml",
                     "obstacles.toml", "obstacle-auditor.toml", "actions.toml",
                     "cases.toml", "mapping.yaml", "documents.toml", "policy.md", "major-incident.md",
                     "risks.toml", "risks-read.toml", "objectives.toml",
                     "measurements.toml", "context.toml", "context-read.toml", "running.toml",
                     "communications-read.toml",
                     "answers.json", *_fact_files())
    }  # fmt: skip
    owners = [person.email for person in people if person.role in {"implementation-team", "practice-owner"}]
    texts["answers.toml"] = _answers(today, names)
    texts["ratings"] = ratings.rated(seed=seed, on=day_of(today, -245), owners=owners)
    texts["occurrences.toml"] = _occurrences(today, seed)
    texts |= _done(today)
    texts |= _planned(today, names)
    texts |= {f"meeting-{place}": _meeting(today, place, offset, names) for place, offset in enumerate(MEETINGS, 1)}
    texts |= _exports(today, seed)
    return texts


def _answers(today: date, names: Mapping[str, str]) -> str:
    start = day_of(today, -266)
    return (
        f'name = "SMS of {names["organisation"]}"\nstarts_on = {start}\n'
        f"certificate_wanted_on = {start + timedelta(days=425)}\nservices = 5\npeople = 61\nsites = 2\n"
        'practices_today = "some"\nother_certificates = ["ISO/IEC 27001"]\nexternal_help = true\n'
        f'sponsor = "Sari Dewanti, President Director <sari@{names["domain"]}>"\n'
        f'coordinator = "Ada Wibowo <ada@{names["domain"]}>"\nbudget = 1_200_000_000\n'
    )


def _meeting(today: date, place: int, offset: int, names: Mapping[str, str]) -> str:
    day = day_of(today, offset)
    return (
        f'[[meetings]]\ncode = "SC-{place:02}"\ndue_on = {day}\nheld_on = {day}\n'
        'agenda = "Progress since the last meeting. Obstacles. Decisions."\n'
        f'present = ["SPONSOR", "COORDINATOR", "SC-TONO"]\ndecisions = ["Progress noted; the next phase is on time."]\n'
        f'minutes = "Kept by ada@{names["domain"]}."\n'
    )


def _occurrences(today: date, seed: int) -> str:
    """Planned work done some days after it was due; one monthly report came late, and which one the seed says."""
    choose = random.Random(seed)  # noqa: S311 - a story, not a secret
    planned = [row for row in _toml("due-dates.toml")["due-dates"] if row["practice"] != "continuity"]
    late = choose.choice([row["practice"] for row in planned if row["rhythm"] == "report"])
    rows = []
    for row in planned:
        first, every = _first_due(row, today), _EVERY[row["rhythm"]]
        for place in range(4):
            due = add_months(first, place * every)
            done = due + timedelta(days=25 if row["practice"] == late and place == 0 else 3)
            if done < day_of(today, -6):
                rows.append(
                    f'[[occurrences]]\npractice = "{row["practice"]}"\nrhythm = "{row["rhythm"]}"\ndue_on = {due}\n'
                    f'done_on = {done}\nnote = "Done and sent to those who asked for it."\n'
                )
    return "\n".join(rows)


def done_activities() -> dict[str, dict[str, int]]:
    """The standard activities that are done, by phase: key and day, counted from the one on which it is told."""
    return tomllib.loads(_text("done.toml"))


def _planned(today: date, names: Mapping[str, str]) -> dict[str, str]:
    """The days of the activities in the plan that was endorsed, and in the one after the move of the tool."""
    first, moved = (
        tomllib.loads(_written(name, today, names))["programme"][0]["phases"]
        for name in ("plan.toml", "plan-moved.toml")
    )
    done = {key for phase in done_activities().values() for key, day in phase.items() if day <= REPLANNED}
    again = moved_plan(first, moved, on=day_of(today, REPLANNED), done=done)
    return {"activities-planned": rows_of(first_plan(first)), "activities-moved": rows_of(again)}


def _done(today: date) -> dict[str, str]:
    """What was done in each phase: by the day before a baseline was taken in it, and the rest at its end."""
    texts = {}
    for phase, done in done_activities().items():
        by = ENTERED.get(phase, 0)
        texts[f"activities-{phase}"] = _activities(today, {key: day for key, day in done.items() if day <= by})
        if phase in ENTERED:
            texts[f"activities-{phase}-later"] = _activities(today, {key: day for key, day in done.items() if day > by})
    return texts


def _activities(today: date, done: Mapping[str, int]) -> str:
    """The standard activities of a phase that are done, each on its day."""
    return "\n".join(f'[[activities]]\ncode = "{key}"\ndone_on = {day_of(today, day)}\n' for key, day in done.items())


def _first_due(row: Mapping[str, str], today: date) -> date:
    return date.fromisoformat(with_days(row["first_due_on"], today))


def _exports(today: date, seed: int) -> dict[str, str]:
    rows = incidents.moved(incidents.records(), last_day=day_of(today, -3), weeks_back=seed % 4)
    told = list(incidents.without(rows, first=today + timedelta(days=MOVE_FROM), last=today + timedelta(days=MOVE_TO)))
    since = day_of(today, LIVE)
    return {
        f"incidents-{place}": incidents.export_until(told, since=since, until=day_of(today, offset) - timedelta(days=1))
        for place, offset in enumerate(EXPORTS, 1)
    }


def _fact_files() -> list[str]:
    """What documents are written from, a file for each topic."""
    story = files("milepost.doors.demo").joinpath("story")
    return sorted(file.name for file in story.iterdir() if file.name.startswith("facts-"))


def _written(name: str, today: date, names: Mapping[str, str]) -> str:
    return with_days(_text(name), today).replace("{domain}", names["domain"])


def _text(name: str) -> str:
    return files("milepost.doors.demo").joinpath(f"story/{name}").read_text(encoding="utf-8")


def _toml(name: str) -> dict[str, list[dict[str, str]]]:
    return tomllib.loads(_text(name))


def _slug(name: str) -> str:
    return "-".join(name.lower().split())
