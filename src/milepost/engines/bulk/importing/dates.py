"""Which formats a column of dates is written in, and the SQL that reads it into UTC.

A date of numbers says which part is the day only where one part is above 12. All rows are looked at, never a sample
alone; where no row tells, nobody guesses: the user is asked.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from milepost.engines.bulk.connection import quote
from milepost.engines.bulk.failures import AmbiguousDates, ZoneNeeded
from milepost.engines.bulk.mapping.model import DateOrder
from milepost.engines.bulk.zones import to_utc
from milepost.engines.rules.texts import as_written, say

ISO = "iso"
EPOCH = "epoch"
EPOCH_MS = "epoch-ms"
SECONDS_LAST = "_" * 16 + ":__"  # 2026-11-23 08:00:00, and no offset of hours at the end

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?)? ?(Z|[+-]\d{2}(:?\d{2})?)?")
_CLOCK = re.compile(
    r"(?P<gap>[ T]|, | )?(?P<h>\d{1,2})[:.](?P<m>\d{2})(?P<s>:\d{2})?(?P<f>\.\d+)?(?P<ap> ?[AaPp][Mm])?"
)
_NUMBERS = re.compile(r"(?P<a>\d{1,2})(?P<sep>[/.\-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"\d{4}(?P<sep>[/.\-])\d{1,2}(?P=sep)\d{1,2}")
_NAMED = re.compile(r"\d{1,2}(?P<s1>[ /\-])(?P<month>[A-Za-z]{3,9})\.?(?P<s2>[ /\-,]+)(?P<y>\d{4}|\d{2})")
_AMERICAN = re.compile(r"(?P<month>[A-Za-z]{3,9}) \d{1,2}, (?P<y>\d{4})")

MONTHS = (
    ("Januari", "January"), ("Februari", "February"), ("Pebruari", "February"), ("Maret", "March"), ("Juni", "June"),
    ("Juli", "July"), ("Agustus", "August"), ("Oktober", "October"), ("Nopember", "November"),
    ("Desember", "December"), ("Agt", "Aug"), ("Agu", "Aug"), ("Mei", "May"), ("Okt", "Oct"), ("Nop", "Nov"),
    ("Des", "Dec"),
)  # fmt: skip


USUAL = 4


@dataclass(frozen=True, slots=True)
class Shape:
    """Values that look alike: one of them, how many, and the highest first and second number in such a date."""

    example: str
    count: int
    first: int = 0
    second: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """How a column of dates is read; `local`: some values carry no zone; `order`: what was told or found."""

    formats: tuple[str, ...]
    local: bool
    order: DateOrder | None = None


def shapes_sql(relation: str, text: str, *, known: Sequence[Shape] = ()) -> str:
    """Rows (example, count, highest first number, highest second number) of the distinct shapes of a column.

    `known` are shapes seen before: to see one again costs a twentieth of finding out what shape a value has.
    """
    shape = f"regexp_replace(regexp_replace({text}, '[0-9]', '9', 'g'), '[A-Za-z]', 'a', 'g')"
    seen = dict.fromkeys(_shape_of(found.example) for found in known[:USUAL])
    if seen:
        again = " ".join(f"WHEN regexp_full_match({text}, {quote(_pattern_of(s))}) THEN {quote(s)}" for s in seen)
        shape = f"CASE {again} ELSE {shape} END"
    part = "TRY_CAST(regexp_extract({0}, '^\\s*(\\d{{1,2}})[/.\\-](\\d{{1,2}})[/.\\-]', {1}) AS INTEGER)"
    return (
        f"SELECT min({text}), count(*), coalesce(max({part.format(text, 1)}), 0),"
        f" coalesce(max({part.format(text, 2)}), 0)"
        f" FROM {relation} WHERE {text} IS NOT NULL GROUP BY {shape} ORDER BY 2 DESC, 1 LIMIT 500"
    )


def _shape_of(example: str) -> str:
    return re.sub("[A-Za-z]", "a", re.sub("[0-9]", "9", example))


def _pattern_of(shape: str) -> str:
    return re.escape(shape).replace("9", "[0-9]").replace("a", "[A-Za-z]")


def settle(
    columns: dict[str, Sequence[Shape]], *, order: DateOrder | None, told: dict[str, tuple[str, ...]], file: str
) -> dict[str, Reading]:
    """How each column is read. `told`: formats of the mapping. Raises AmbiguousDates with examples."""
    if order is None:
        shapes = [s for name, found in columns.items() if not told.get(name) for s in found]
        order = _order_of(shapes, file)
    return {name: _reading(found, order, told.get(name, ())) for name, found in columns.items()}


def _order_of(shapes: Iterable[Shape], file: str) -> DateOrder | None:
    numeric = [shape for shape in shapes if _NUMBERS.match(shape.example)]
    if not numeric:
        return None
    day_first = [shape for shape in numeric if shape.first > 12]
    month_first = [shape for shape in numeric if shape.second > 12]
    if day_first and not month_first:
        return DateOrder.DMY
    if month_first and not day_first:
        return DateOrder.MDY
    examples = ", ".join(dict.fromkeys(shape.example for shape in numeric[:3]))
    reason = (
        say("Some dates of the file have the day first, others the month: {examples}.", examples=as_written(examples))
        if day_first
        else say("The dates may have the day or the month first: {examples}.", examples=as_written(examples))
    )
    raise AmbiguousDates(
        reason,
        say("Say --date-order dmy, mdy or ymd, or “date_order” in the mapping."),
        code="ambiguous-dates",
        file=file,
    )


def _reading(shapes: Sequence[Shape], order: DateOrder | None, told: tuple[str, ...]) -> Reading:
    if told:
        plain = [spelling for spelling in told if spelling not in {EPOCH, EPOCH_MS} and "%z" not in spelling]
        zoned = bool(shapes) and all(_has_zone(shape.example) for shape in shapes)
        return Reading(told, local=bool(plain) and not (plain == [ISO] and zoned), order=order)
    formats: dict[str, None] = {}
    local = False
    for shape in shapes:
        spelling = format_of(shape.example, order)
        if spelling:
            formats[spelling] = None
            local = local or not (spelling in {EPOCH, EPOCH_MS} or _has_zone(shape.example))
    return Reading(tuple(formats) or (ISO,), local, order)


def _has_zone(example: str) -> bool:
    return bool(re.search(r"\d(Z| ?[+-]\d{2}:?\d{2})$", example)) and ":" in example


def format_of(example: str, order: DateOrder | None) -> str:
    """The format that one value is written in, as `strptime` knows it; empty: none that we know."""
    text = example.strip()
    if _ISO.fullmatch(text):
        return ISO
    if re.fullmatch(r"\d+", text):
        return {8: "%Y%m%d", 10: EPOCH, 13: EPOCH_MS, 14: "%Y%m%d%H%M%S"}.get(len(text), "")
    for pattern, spell in ((_YEAR_FIRST, _year_first), (_NUMBERS, _numbers), (_NAMED, _named), (_AMERICAN, _american)):
        if match := pattern.match(text):
            date = spell(match, order)
            clock = _clock(text[match.end() :])
            return date + clock if date and clock is not None else ""
    return ""


def _year_first(match: re.Match[str], _order: DateOrder | None) -> str:
    return "%Y{0}%m{0}%d".format(match["sep"])


def _numbers(match: re.Match[str], order: DateOrder | None) -> str:
    year = "%Y" if len(match["y"]) == 4 else "%y"
    parts = {DateOrder.DMY: ("%d", "%m", year), DateOrder.MDY: ("%m", "%d", year), DateOrder.YMD: ("%y", "%m", "%d")}
    if order is None or (order is DateOrder.YMD and year == "%Y"):
        return ""
    return match["sep"].join(parts[order])


def _named(match: re.Match[str], _order: DateOrder | None) -> str:
    month = "%b" if len(match["month"]) == 3 else "%B"
    return f"%d{match['s1']}{month}{match['s2']}" + ("%Y" if len(match["y"]) == 4 else "%y")


def _american(match: re.Match[str], _order: DateOrder | None) -> str:
    return ("%b" if len(match["month"]) == 3 else "%B") + " %d, %Y"


def _clock(rest: str) -> str | None:
    """The format of what follows the date; None: not a time."""
    if not rest:
        return ""
    zone = re.search(r" ?(Z|[+-]\d{2}:?\d{2})$", rest)
    tail = ""
    if zone:
        rest = rest[: zone.start()]
        tail = (" " if zone[0].startswith(" ") else "") + "%z"
    match = _CLOCK.fullmatch(rest)
    if not match:
        return None
    dot = "." if "." in rest and ":" not in rest else ":"
    twelve = bool(match["ap"])
    clock = (match["gap"] or "") + ("%I" if twelve else "%H") + dot + "%M"
    clock += ":%S" if match["s"] else ""
    clock += (".%g" if len(match["f"]) == 4 else ".%f") if match["f"] else ""
    if twelve:
        clock += (" " if match["ap"].startswith(" ") else "") + "%p"
    return clock + tail


def time_sql(text: str, reading: Reading, zone: str) -> str:
    """The instant in UTC as TIMESTAMP, NULL where the text is none; `zone` is where texts without one are written."""
    options = [_one_sql(text, spelling, zone) for spelling in reading.formats]
    return options[0] if len(options) == 1 else f"coalesce({', '.join(options)})"


def _one_sql(text: str, spelling: str, zone: str) -> str:
    if spelling == ISO:
        usual = to_utc(f"TRY_CAST({text} AS TIMESTAMP)", zone)
        zoned = f"TRY_CAST(TRY_CAST({text} AS TIMESTAMP WITH TIME ZONE) AS TIMESTAMP)"
        offset = f"regexp_matches({text}, '^\\d{{4}}-.*\\d(Z| ?[+-]\\d{{2}}(:?\\d{{2}})?)$') AND strlen({text}) > 19"
        bare = f"regexp_matches({text}, '^\\d{{4}}-\\d{{2}}-\\d{{2}}([ T]\\d{{2}}:\\d{{2}}(:\\d{{2}}([.]\\d+)?)?)?$')"
        return (
            f"CASE WHEN {text} LIKE '{SECONDS_LAST}' THEN {usual}"
            f" WHEN {offset} THEN {zoned} WHEN {bare} THEN {_short_iso(text, zone)} END"
        )
    if spelling in {EPOCH, EPOCH_MS}:
        divisor = "" if spelling == EPOCH_MS else " * 1000"
        return (
            f"CAST(epoch_ms(CASE WHEN strlen({text}) <= 15 THEN TRY_CAST({text} AS BIGINT) END{divisor}) AS TIMESTAMP)"
        )
    source = _english(text) if "%b" in spelling or "%B" in spelling else text
    parsed = f"try_strptime({source}, {quote(spelling)})"
    return f"CAST({parsed} AS TIMESTAMP)" if "%z" in spelling else to_utc(parsed, zone)


def _short_iso(text: str, zone: str) -> str:
    minutes = f"CASE WHEN strlen({text}) = 16 THEN {text} || ':00' ELSE {text} END"
    return to_utc(f"TRY_CAST({minutes} AS TIMESTAMP)", zone)


def _english(text: str) -> str:
    """Indonesian month names as the parser knows them."""
    for ours, theirs in MONTHS:
        text = f"replace({text}, {quote(ours)}, {quote(theirs)})"
    return text


def need_zone(readings: dict[str, Reading], zone: str, *, file: str) -> None:
    """Refuse times that belong to no zone."""
    names = [name for name, reading in readings.items() if reading.local]
    if names and not zone:
        raise ZoneNeeded(
            say("The times of {names} carry no time zone.", names=as_written(", ".join(names))),
            say("Say --timezone, such as Asia/Jakarta, or “timezone” in the mapping."),
            code="zone-needed",
            file=file,
        )
