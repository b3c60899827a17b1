"""Why a row is refused: one stable code each, with the sentence and the way out."""

from dataclasses import replace
from enum import StrEnum

from milepost.engines.rules.texts import Text, as_written, say


class Reason(StrEnum):
    """Codes in result files and rejects; never reused."""

    MISSING = "missing"
    NOT_A_DATE = "not_a_date"
    OUT_OF_RANGE = "out_of_range"
    IN_THE_FUTURE = "in_the_future"
    CLOSED_BEFORE_OPENED = "closed_before_opened"
    NOT_A_LEVEL = "not_a_level"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_FLAG = "not_a_flag"
    UNKNOWN_VALUE = "unknown_value"
    DUPLICATE_ROW = "duplicate_row"
    DUPLICATE_ID = "duplicate_id"
    RAGGED = "ragged"
    LINE_TOO_LONG = "line_too_long"
    UNCLOSED_QUOTE = "unclosed_quote"
    NUL_BYTE = "nul_byte"
    NOT_TEXT = "not_text"
    NOT_AN_OBJECT = "not_an_object"


_SENTENCES: dict[str, tuple[Text, Text]] = {
    Reason.MISSING: (
        say("{field} is empty."),
        say("Fill it in the source, or map another column to it."),
    ),
    Reason.NOT_A_DATE: (
        say("{field} “{value}” is no date in the formats of the mapping."),
        say("Correct the value, or add its format to the mapping; in a workbook, format the column as dates."),
    ),
    Reason.OUT_OF_RANGE: (
        say("{field} “{value}” lies outside 1970 to 2100."),
        say("Correct the date, or list the value under “missing” in the mapping if it stands for none."),
    ),
    Reason.IN_THE_FUTURE: (
        say("{field} “{value}” lies after the moment of import."),
        say("Check the time zone and the date order of the source."),
    ),
    Reason.CLOSED_BEFORE_OPENED: (
        say("{field} “{value}” lies before the opening."),
        say("Correct the times in the source, or map the right columns."),
    ),
    Reason.NOT_A_LEVEL: (
        say("{field} “{value}” is no level from 1 to 9."),
        say("Map the value to a number under “values”."),
    ),
    Reason.NOT_A_NUMBER: (
        say("{field} “{value}” is no whole number."),
        say("Correct the value or map another column."),
    ),
    Reason.NOT_A_FLAG: (
        say("{field} “{value}” is neither yes nor no."),
        say("Map the value to true or false under “values”."),
    ),
    Reason.UNKNOWN_VALUE: (
        say("{field} “{value}” is not among the mapped values."),
        say("Add the value under “values” in the mapping."),
    ),
    Reason.DUPLICATE_ROW: (
        say("The same record stands on an earlier row."),
        say("Nothing to do: the earlier row counts."),
    ),
    Reason.DUPLICATE_ID: (
        say("Several rows with different content carry the id “{value}”."),
        say("Map a column that is unique, or fold the rows in the mapping."),
    ),
    Reason.RAGGED: (
        say("The row has another number of columns than the header."),
        say("Check for separators outside quotes in this row."),
    ),
    Reason.LINE_TOO_LONG: (
        say("The line, or a text in it, is longer than 2 MiB."),
        say("Export without attachments or long texts."),
    ),
    Reason.UNCLOSED_QUOTE: (
        say("A quotation mark is opened and never closed."),
        say("Close or double the quotation mark in this row."),
    ),
    Reason.NUL_BYTE: (
        say("The row holds a NUL byte."),
        say("Export the file again; it was damaged on the way or is not text."),
    ),
    Reason.NOT_TEXT: (
        say("The row holds bytes that are no text in the encoding of the file."),
        say("Export the file as UTF-8, or name its encoding in the mapping."),
    ),
    Reason.NOT_AN_OBJECT: (
        say("The entry is no object with named values."),
        say("Export records as objects, one for each record."),
    ),
}
"""Of each reason, what is wrong and the way out, for some `{field}` and `{value}`."""


def explain(reason: str, *, field: str, value: str) -> tuple[Text, Text]:
    """The reason and the fix as sentences; `value` is what the row held, empty where it is personal or unknown."""
    wrong, fix = _SENTENCES[reason]
    return replace(wrong, values=(("field", as_written(field)), ("value", as_written(value)))), fix
