"""One import from the received file to the parts of a batch, all of it outside any database transaction.

Finished stages leave their result in the job's folder: a job killed on the way takes up what it finds there. Nothing
is visible to anybody before the caller has moved the parts (`store.seal`) and committed its rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC

from milepost.engines.bulk.connection import Connection, name, quote
from milepost.engines.bulk.fields import BY_NAME, Type
from milepost.engines.bulk.importing import dates, reporting
from milepost.engines.bulk.importing.comparing import compare
from milepost.engines.bulk.importing.dates import Reading, Shape
from milepost.engines.bulk.importing.folding import collect_refused, make_records
from milepost.engines.bulk.importing.manifest import write_manifest
from milepost.engines.bulk.importing.parsing import Parser
from milepost.engines.bulk.importing.plan import ImportOutcome, ImportPlan, OnReject
from milepost.engines.bulk.importing.resuming import load_outcome, load_rows, save_outcome, save_rows
from milepost.engines.bulk.importing.writing import write_parts
from milepost.engines.bulk.mapping.checking import Fit, check_mapping
from milepost.engines.bulk.mapping.parsing import check_zone
from milepost.engines.bulk.reading import Inspected, Rows, inspect_file, open_rows
from milepost.engines.bulk.reading.opening import carefully, fast_reader_refuses
from milepost.engines.bulk.store.parts import Part

LOOKED_AT = 2000


def run_import(connection: Connection, plan: ImportPlan) -> ImportOutcome:
    """Read, judge, compare and write. Raises Unreadable, BadMapping, AmbiguousDates, AmbiguousDialect, ZoneNeeded."""
    source = plan.mapping.source
    zone = plan.timezone or source.timezone
    if zone:
        check_zone(zone, file=plan.file.name, field="timezone")
    inspected = inspect_file(plan.file, encoding=source.encoding)
    if done := load_outcome(plan, inspected.sha256):
        return done
    parser = _parsed(connection, plan, inspected, zone)
    make_records(connection, parser)
    compared = compare(connection, parser, plan)
    outcome = _judge(connection, plan, parser, inspected, compared=compared)
    save_outcome(plan, inspected.sha256, outcome)
    return outcome


def _parsed(connection: Connection, plan: ImportPlan, inspected: Inspected, zone: str) -> Parser:
    """Make the table `parsed`; a file that the fast reader refuses is read again with care."""
    source = plan.mapping.source
    rows = load_rows(plan, inspected.sha256) or open_rows(
        plan.file, plan.folder, connection, inspected=inspected, delimiter=source.delimiter, rows=source.rows
    )
    if not rows.columns:  # an empty list names no columns: it is a file with a header and no rows
        wanted = dict.fromkeys(rule.columns[0] for rule in plan.mapping.fields.values())
        rows = replace(rows, columns=tuple(wanted))
    try:
        parser = _typed(connection, plan, rows, zone)
    except fast_reader_refuses():
        if rows.numbered:
            raise
        rows = carefully(rows, plan.folder)
        parser = _typed(connection, plan, rows, zone)
    save_rows(plan, inspected.sha256, rows)
    return parser


def _typed(connection: Connection, plan: ImportPlan, rows: Rows, zone: str) -> Parser:
    fit = check_mapping(plan.mapping, rows.columns, file=plan.file.name)
    readings = _readings(connection, plan, rows, fit)
    dates.need_zone(readings, zone, file=plan.file.name)
    parser = Parser(
        rows=rows,
        mapping=plan.mapping,
        fit=fit,
        readings=readings,
        zone=zone,
        practice=plan.practice,
        practices=plan.practices,
        received_at=plan.received_at.astimezone(UTC),
        secret=plan.secret,
    )
    folds = plan.mapping.fold is not None
    connection.execute(parser.create(record_checks=not folds))
    collect_refused(connection, parser, parser.row_problems() + ([] if folds else parser.record_problems()))
    return parser


def _readings(connection: Connection, plan: ImportPlan, rows: Rows, fit: Fit) -> dict[str, Reading]:
    """How each column of dates is read: a look at the first rows, and at all of them where those are not ISO 8601."""
    columns = {field: column for field, column in fit.columns.items() if BY_NAME[field].type is Type.DATETIME}
    told_formats = {field: plan.mapping.fields[field].formats for field in columns}
    _only(connection, "beginning", f"{rows.sql} LIMIT {LOOKED_AT}", columns.values())
    shapes = {field: _shapes(connection, plan, "beginning", column) for field, column in columns.items()}
    unclear = {field: columns[field] for field, found in shapes.items() if not told_formats[field] and _unclear(found)}
    if unclear:
        _only(connection, "dated", rows.sql, unclear.values())
        for field, column in unclear.items():
            shapes[field] = _shapes(connection, plan, "dated", column, known=shapes[field])
        connection.execute("DROP TABLE dated")
    order = plan.date_order or plan.mapping.source.date_order
    return dates.settle(dict(shapes), order=order, told=told_formats, file=plan.file.name)


def _only(connection: Connection, table: str, relation: str, columns: Iterable[str]) -> None:
    """A table of some columns of the rows, read once."""
    shown = ", ".join(name(column) for column in dict.fromkeys(columns))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT {shown} FROM {relation}")


def _unclear(found: Sequence[Shape]) -> bool:
    return any(dates.format_of(shape.example, None) != dates.ISO for shape in found)


def _shapes(
    connection: Connection, plan: ImportPlan, relation: str, column: str, *, known: Sequence[Shape] = ()
) -> Sequence[Shape]:
    missing = ", ".join(quote(word) for word in plan.mapping.source.missing)
    text = f"(CASE WHEN trim({name(column)}) IN ({missing}) THEN NULL ELSE trim({name(column)}) END)"
    query = dates.shapes_sql(relation, text, known=known)
    return [Shape(*row) for row in connection.execute(query).fetchall()]


def _judge(
    connection: Connection, plan: ImportPlan, parser: Parser, inspected: Inspected, *, compared: bool
) -> ImportOutcome:
    counts = _counts(connection, plan, compared=compared)
    stopped = counts["rejected"] > 0 and plan.on_reject is OnReject.STOP
    changed = counts["created"] + counts["updated"] + counts["deleted"]
    parts: list[Part] = []
    manifest = ""
    if changed and not stopped and not plan.dry_run:
        left_out = {"refused": counts["rejected"], "unchanged": counts["unchanged"]}
        parts = write_parts(connection, parser, plan, compared=compared, **left_out)
        manifest = write_manifest(
            plan, blob=inspected.sha256, counts=counts, key_column=parser.fit.columns["source_id"], parts=parts
        )
    if plan.result_file:
        reporting.write_result_file(connection, plan.result_file, plan.folder, compared=compared)
    changes, changes_count = reporting.changed_times(connection, parser) if compared else ((), 0)
    order = next((reading.order for reading in parser.readings.values() if reading.order), None)
    return ImportOutcome(
        **counts,
        stopped=stopped,
        file_sha256=inspected.sha256,
        format=str(parser.rows.format),
        encoding=parser.rows.encoding,
        encoding_certain=parser.rows.certain,
        delimiter=parser.rows.dialect.delimiter if parser.rows.format == "csv" else "",
        timezone=parser.zone,
        date_order=str(order or ""),
        formats={field: reading.formats for field, reading in parser.readings.items()},
        renamed=parser.rows.renamed,
        absent=parser.fit.absent,
        personal=parser.fit.personal,
        rejections=reporting.rejections(connection),
        changed_times=changes,
        changed_times_count=changes_count,
        values=reporting.values(connection, parser),
        unmapped=reporting.unmapped(connection, parser),
        practices=reporting.practices(connection),
        months=reporting.months(connection, parts, compared=compared),
        parts=tuple(parts),
        manifest_sha256=manifest,
        result_file=str(plan.result_file or ""),
    )


def _counts(connection: Connection, plan: ImportPlan, *, compared: bool) -> dict[str, int]:
    """`rows` of the file, `records` (keys, and refused rows without one), and what becomes of them."""
    good = _count(connection, "SELECT count(*) FROM records")
    unreadable = _count(connection, "SELECT count(*) FROM refused WHERE reason IN ('ragged', 'line_too_long',"
                        " 'unclosed_quote', 'nul_byte', 'not_text', 'not_an_object')")  # fmt: skip
    rejected = _count(connection, "SELECT count(*) FROM refused")
    if plan.mapping.fold:
        rejected = _count(
            connection, "SELECT count(DISTINCT source_id) + count(*) FILTER (source_id IS NULL) FROM refused"
        )
    counts = {
        "rows": _count(connection, "SELECT count(*) FROM parsed") + unreadable,
        "records": good + rejected,
        "created": good,
        "updated": 0,
        "unchanged": 0,
        "rejected": rejected,
        "deleted": 0,
    }
    if compared:
        counts["created"] = _count(connection, "SELECT count(*) FROM news WHERE action = 'created'")
        counts["updated"] = _count(connection, "SELECT count(*) FROM news WHERE action = 'updated'")
        counts["unchanged"] = good - counts["created"] - counts["updated"]
        counts["deleted"] = _count(connection, "SELECT count(*) FROM gone")
    return counts


def _count(connection: Connection, query: str) -> int:
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0
