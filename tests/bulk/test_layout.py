"""What the catalogue says of the records' columns is what the engine writes."""

import duckdb

from milepost.catalogue.loader import read
from milepost.catalogue.records import columns
from milepost.engines.bulk.fields import BY_NAME, FACTS, SCHEMA, Type

SQL = {"text": "VARCHAR", "timestamp": "TIMESTAMP", "boolean": "BOOLEAN"}


def test_the_facts_have_the_columns_of_the_catalogue_in_its_order() -> None:
    described = [c for c in columns() if c.kept_in != "raw"]
    mapped_first = [c.name for c in described if c.origin == "mapped" and c.kept_in == "facts"]
    assert mapped_first == [name for name, _ in FACTS][: len(mapped_first)]
    assert {c.name for c in described} == {name for name, _ in FACTS}
    kinds = dict(FACTS)
    assert {c.name for c in described if c.type in SQL and SQL[c.type] != kinds[c.name]} == set()
    assert read("records/columns.toml")["schema"] == SCHEMA


def test_a_mapping_may_fill_what_the_catalogue_says() -> None:
    assert {c.name for c in columns() if c.origin == "mapped"} == set(BY_NAME)


def test_no_person_and_no_free_text_stands_in_facts() -> None:
    kept = {name for name, _ in FACTS} - {"actor"}
    assert not kept & {name for name, field in BY_NAME.items() if field.type in {Type.PERSON, Type.PROSE}}
    assert not kept & {c.name for c in columns() if c.personal or c.free_text}


def test_the_types_are_ones_the_database_knows() -> None:
    with duckdb.connect() as connection:
        for name, kind in FACTS:
            connection.execute(f'SELECT CAST(NULL AS {kind}) AS "{name}"')
