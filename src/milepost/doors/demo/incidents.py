"""Real incident records (BPI Challenge 2014, Rabobank) moved to recent dates, as a ticket system would export them.

Whole weeks are added to every time of a record, so that weekdays and hours stay as they were. Which stretch of the
record is told depends on the seed.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from importlib.resources import files

TIMES = ("open_time", "reopen_time", "resolved_time", "close_time")
DENSE_UNTIL = date(2014, 3, 21)  # the last Friday before the record thins out
EVERY_WEEK = timedelta(days=7)


def records() -> list[dict[str, str]]:
    """The records as they were published."""
    packed = files("milepost.doors.demo").joinpath("data/rabobank-incidents/BPIC14_incident_case_attributes.csv.gz")
    with packed.open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def moved(rows: Iterable[dict[str, str]], *, last_day: date, weeks_back: int) -> list[dict[str, str]]:
    """The rows with their times moved so that the dense part ends on `last_day`; `weeks_back` picks the stretch."""
    until = DENSE_UNTIL - EVERY_WEEK * weeks_back
    shift = timedelta(days=round((last_day - until).days / 7) * 7)
    kept = []
    for row in rows:
        times = {name: _time(row[name]) for name in TIMES}
        opened = times["open_time"]
        if opened is None or opened.date() > until:
            continue
        kept.append({**row, **{name: _written(moment + shift) if moment else "" for name, moment in times.items()}})
    return sorted(kept, key=lambda row: (row["open_time"], row["incident_id"]))


def export_until(rows: Iterable[dict[str, str]], *, since: date, until: date) -> str:
    """What the ticket system's export of a period holds on its last day: open records are not closed yet."""
    known = [_as_of(row, until) for row in rows if since.isoformat() <= row["open_time"][:10] <= until.isoformat()]
    if not known:
        return ""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(known[0]))
    writer.writeheader()
    writer.writerows(known)
    return out.getvalue()


def without(rows: Iterable[dict[str, str]], *, first: date, last: date) -> Iterator[dict[str, str]]:
    """The rows but for those opened in a stretch of days: the weeks in which a tool was moved."""
    for row in rows:
        if not first.isoformat() <= row["open_time"][:10] <= last.isoformat():
            yield row


def _as_of(row: dict[str, str], until: date) -> dict[str, str]:
    later = {name: "" for name in ("resolved_time", "close_time") if row[name][:10] > until.isoformat()}
    return {**row, **later, **({"status": "Open"} if "close_time" in later else {})}


def _time(written: str) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def _written(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
