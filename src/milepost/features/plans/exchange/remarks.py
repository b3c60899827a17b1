"""What of a whole file has no place in a plan here, counted and named."""

from collections.abc import Iterator, Mapping

from milepost.engines.rules.texts import Text, say, say_many
from milepost.features.plans.exchange.told import Note
from milepost.features.plans.exchange.values import Calendar

WEEK = frozenset(range(5))


def remarks(left: Mapping[str, int]) -> Iterator[Note]:
    """A note for each kind of thing that was left behind."""
    for name, count in left.items():
        if count:
            yield Note(_counted(name, count))


def _counted(name: str, count: int) -> Text:
    match name:
        case "summary":
            return say_many(
                "{count} summary task is a group; groups are not kept.",
                "{count} summary tasks are groups; groups are not kept.",
                count,
            )
        case "inactive":
            return say_many("{count} inactive task is left out.", "{count} inactive tasks are left out.", count)
        case "elsewhere":
            return say_many(
                "{count} task of another project is left out.", "{count} tasks of other projects are left out.", count
            )
        case "notes":
            return say_many(
                "The notes of {count} task are not kept.", "The notes of {count} tasks are not kept.", count
            )
        case "cost":
            return say_many("The cost of {count} task is not kept.", "The costs of {count} tasks are not kept.", count)
        case "baseline":
            return say_many(
                "The baseline of {count} task is not kept.", "The baselines of {count} tasks are not kept.", count
            )
    return say_many(
        "{count} assignment of material or cost is left out.",
        "{count} assignments of material or cost are left out.",
        count,
    )


def calendar_remarks(calendar: Calendar, *, is_main: bool, is_taken: bool) -> Iterator[Note]:
    """What of a calendar is not kept; `is_taken` where its days off are."""
    name = calendar.name
    if is_main and calendar.weekdays != WEEK:
        yield Note(say("Milepost's weeks are Monday to Friday; the calendar “{name}” has others.", name=name))
    if calendar.days and not is_taken:
        yield Note(
            say_many(
                "{count} day off of the calendar “{name}” is not kept.",
                "{count} days off of the calendar “{name}” are not kept.",
                len(calendar.days),
                name=name,
            )
        )
    for each in calendar.recurring:
        yield Note(say("The recurring exception “{name}” of a calendar is not kept.", name=each or name))
