"""From rows to records: event logs folded, repeated ids refused, one table `records` with a row each."""

from milepost.engines.bulk.connection import Connection, name, one_file, quote
from milepost.engines.bulk.importing.fingerprints import fingerprint_sql
from milepost.engines.bulk.importing.parsing import Parser, Problem
from milepost.engines.bulk.mapping.model import Fold
from milepost.engines.bulk.reasons import Reason

REFUSED = """
CREATE OR REPLACE TEMP TABLE refused
(row_number BIGINT, source_id VARCHAR, field VARCHAR, reason VARCHAR, held VARCHAR)
"""


def collect_refused(connection: Connection, parser: Parser, problems: list[Problem]) -> None:
    """The rows of `parsed` that have a problem, and those that could not be read at all."""
    connection.execute(REFUSED)
    number = row_number(parser)
    connection.execute(
        f"INSERT INTO refused SELECT {number}, source_id, p.field, p.reason, CASE WHEN p.shown THEN held END"
        f" FROM parsed JOIN {_as_values(problems, parser)} ON p.position = problem WHERE problem IS NOT NULL"
    )
    unreadable = parser.rows.refused
    if unreadable and unreadable.stat().st_size:
        connection.execute(
            "INSERT INTO refused SELECT CAST(c0 AS BIGINT), NULL, '', c1, NULL FROM"
            f" read_csv({one_file(unreadable)}, auto_detect = false, header = false, delim = ',',"
            " columns = {'c0': 'VARCHAR', 'c1': 'VARCHAR'})"
        )


def row_number(parser: Parser) -> str:
    """The row of the received file that a row of `parsed` came from; the header of a CSV is row 1."""
    return "row_number" if parser.rows.numbered else "parsed.rowid + 2"


def make_records(connection: Connection, parser: Parser) -> None:
    """The table or view `records`: the good rows, one per id, with `row_number`."""
    if parser.mapping.fold:
        _fold(connection, parser, parser.mapping.fold)
    else:
        _once(connection, parser)


def _fold(connection: Connection, parser: Parser, fold: Fold) -> None:
    """The last row by time, then file order, wins whole; an id with any refused row is refused."""
    order = f"{name(fold.order)} NULLS FIRST, row_number"
    whole = f"PARTITION BY source_id ORDER BY {order} ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
    kept: list[str] = []
    for words, how in ((fold.keep_last_known, "last_value"), (fold.keep_first, "first_value")):
        kept += [
            f"{how}({name(field)} IGNORE NULLS) OVER ({whole}) AS {name(field)}" for field in words if parser.has(field)
        ]
    replaced = f" REPLACE ({', '.join(kept)})" if kept else ""
    numbered = "SELECT * FROM parsed" if parser.rows.numbered else "SELECT *, rowid + 2 AS row_number FROM parsed"
    refused_ids = "SELECT source_id FROM refused WHERE source_id IS NOT NULL"
    problems = parser.record_problems(held=False)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE folded AS SELECT * EXCLUDE (place) FROM ("
        f"SELECT *{replaced}, row_number() OVER (PARTITION BY source_id ORDER BY {name(fold.order)} DESC NULLS LAST,"
        f" row_number DESC) AS place FROM ({numbered}) AS parsed WHERE source_id NOT IN ({refused_ids})"
        " AND source_id IS NOT NULL) AS ordered WHERE place = 1"
    )
    _refuse_records(connection, problems, parser)
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW records AS SELECT * FROM folded WHERE source_id NOT IN ({refused_ids})"
    )


def _refuse_records(connection: Connection, problems: list[Problem], parser: Parser) -> None:
    cases = " ".join(f"WHEN {problem.sql} THEN {index}" for index, problem in enumerate(problems))
    values = " ".join(f"WHEN {problem.sql} THEN {problem.held}" for problem in problems)
    connection.execute(
        "INSERT INTO refused SELECT row_number, source_id, p.field, p.reason, CASE WHEN p.shown THEN held END"
        f" FROM (SELECT *, CASE {cases} END AS position, CASE {values} END AS held"
        " FROM (SELECT * EXCLUDE (held) FROM folded) AS bare) AS judged"
        f" JOIN {_as_values(problems, parser)} ON p.position = judged.position"
    )


def _once(connection: Connection, parser: Parser) -> None:
    """Ids that stand several times: one of equal rows stays, of different rows none."""
    good = "problem IS NULL"
    found = connection.execute(
        f"SELECT count(*) FROM (SELECT source_id FROM parsed WHERE {good} GROUP BY source_id HAVING count(*) > 1)"
    ).fetchone()
    number = row_number(parser)
    columns = "*" if parser.rows.numbered else "*, rowid + 2 AS row_number"
    if not found or not found[0]:
        connection.execute(f"CREATE OR REPLACE TEMP VIEW records AS SELECT {columns} FROM parsed WHERE {good}")
        return
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE repeated AS WITH same AS ("
        f"SELECT {number} AS row_number, source_id, {fingerprint_sql(parser)} AS fingerprint FROM parsed"
        f" WHERE {good} AND source_id IN"
        f" (SELECT source_id FROM parsed WHERE {good} GROUP BY source_id HAVING count(*) > 1))"
        " SELECT row_number, same.source_id, row_number > first_row OR kinds > 1 AS refused, kinds FROM same"
        " JOIN (SELECT source_id, min(row_number) AS first_row, count(DISTINCT fingerprint) AS kinds FROM same"
        " GROUP BY source_id) AS firsts ON firsts.source_id = same.source_id"
    )
    connection.execute(
        "INSERT INTO refused SELECT row_number, source_id, 'source_id',"
        f" CASE WHEN kinds > 1 THEN {quote(Reason.DUPLICATE_ID)} ELSE {quote(Reason.DUPLICATE_ROW)} END, source_id"
        " FROM repeated WHERE refused"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW records AS SELECT * FROM (SELECT {columns} FROM parsed WHERE {good}) AS good"
        " WHERE row_number NOT IN (SELECT row_number FROM repeated WHERE refused)"
    )


def _as_values(problems: list[Problem], parser: Parser) -> str:
    personal = set(parser.fit.personal)
    rows = ", ".join(
        f"({index}, {quote(problem.field)}, {quote(problem.reason)},"
        f" {str(parser.fit.columns.get(problem.field) not in personal).lower()})"
        for index, problem in enumerate(problems)
    )
    return f"(VALUES {rows}) AS p(position, field, reason, shown)"
