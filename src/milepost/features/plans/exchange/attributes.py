"""The fields of ours that other tools have no field for, as extended attributes of tasks.

An identifier is that of a custom field (Text1, Number1 …), which a tool keeps whatever it calls it.
"""

from dataclasses import dataclass

CODE = "Milepost code"
PHASE = "Milepost phase"
EXPORTED = "Milepost as exported"
WAITS = "Milepost waits for"
LOW = "Milepost days at the shortest"
HIGH = "Milepost days at the longest"
FIRST = "Milepost days as first estimated"
LOW_FIRST = "Milepost days at the shortest, as first estimated"
HIGH_FIRST = "Milepost days at the longest, as first estimated"
DAYS = {
    "days_low": LOW,
    "days_high": HIGH,
    "days_first": FIRST,
    "days_low_first": LOW_FIRST,
    "days_high_first": HIGH_FIRST,
}
SUBJECT = "Milepost plan"
LONGEST = 255
"""Characters of a text attribute; what is longer goes into the notes."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A custom field: identifier, name, and our alias."""

    field_id: int
    field: str
    alias: str


ATTRIBUTES = (
    Attribute(188743731, "Text1", CODE),
    Attribute(188743734, "Text2", PHASE),
    Attribute(188743737, "Text3", EXPORTED),
    Attribute(188743740, "Text4", WAITS),
    Attribute(188743767, "Number1", LOW),
    Attribute(188743768, "Number2", HIGH),
    Attribute(188743769, "Number3", FIRST),
    Attribute(188743770, "Number4", LOW_FIRST),
    Attribute(188743771, "Number5", HIGH_FIRST),
)
BY_ALIAS = {each.alias: each for each in ATTRIBUTES}
