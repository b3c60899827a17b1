"""The standard in six formats: whole, the same twice, readable by what will read it, and safe in a spreadsheet."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from python_calamine import CalamineWorkbook

from milepost.catalogue import standard
from milepost.catalogue.exports import ExportFormat, export_standard
from milepost.catalogue.exports.sheets import guarded

SCHEMA = Path(__file__).parents[1] / "data" / "oscal" / "oscal_catalog_schema.json"
IDS = [row.id for row in standard.statements()]
# What every requirement node and library of CISO Assistant may carry (its library format, version 2).
CISO_NODE_KEYS = """
urn assessable depth parent_urn ref_id name description annotation typical_evidence importance implementation_groups
threats reference_controls weight questions translations
"""

every_format = pytest.mark.parametrize("format_", list(ExportFormat))
every_language = pytest.mark.parametrize("language", ["en", "id"])


def _csv_rows(language: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export_standard("csv", language).decode(), newline="")))


@cache
def _read_yaml(format_: str, language: str) -> Any:
    # The loader in C: the one in Python takes seconds for a library of this size.
    return yaml.load(export_standard(format_, language), Loader=yaml.CSafeLoader)


def _compilable(schema: Any) -> Any:
    r"""The schema with `\p{L}` and `\p{N}`, which `re` does not know, as classes that it does."""
    if isinstance(schema, dict):
        return {key: _compilable(_classes(value) if key == "pattern" else value) for key, value in schema.items()}
    return [_compilable(value) for value in schema] if isinstance(schema, list) else schema


def _classes(pattern: Any) -> Any:
    return pattern.replace(r"\p{L}", r"[^\W\d_]").replace(r"\p{N}", r"\d") if isinstance(pattern, str) else pattern


def _validator() -> jsonschema.Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft7Validator(_compilable(schema))


def _walk(node: Any, key: str) -> Iterator[Any]:
    """Every value under `key`, however deep."""
    if isinstance(node, dict):
        if key in node:
            yield node[key]
        for inner in node.values():
            yield from _walk(inner, key)
    elif isinstance(node, list):
        for inner in node:
            yield from _walk(inner, key)


@every_format
@every_language
def test_an_export_is_the_same_twice_and_differs_between_languages(format_: ExportFormat, language: str) -> None:
    first = export_standard(format_, language)
    other = "id" if language == "en" else "en"
    assert first == export_standard(format_, language)
    assert first != export_standard(format_, other)


def test_an_export_is_the_same_in_another_process() -> None:
    program = (
        "import hashlib; from milepost.catalogue.exports import ExportFormat, export_standard;"
        "print(hashlib.sha256(b''.join(export_standard(f, 'id') for f in ExportFormat)).hexdigest())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("format_", "language", "said"),
    [("pdf", "en", "pdf"), ("", "id", "not a valid ExportFormat"), ("json", "fr", "not “fr”"), ("json", "", "not “”")],
)
def test_a_format_or_language_that_is_not_there_is_refused(format_: str, language: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        export_standard(format_, language)


def test_file_names_tell_formats_and_languages_apart() -> None:
    names = {format_.file_name(language) for format_ in ExportFormat for language in ("en", "id")}
    assert len(names) == 12
    assert "iso20000-1-2018.id.oscal.json" in names


@every_language
def test_json_and_yaml_hold_the_same_whole_standard(language: str) -> None:
    document = json.loads(export_standard("json", language))
    assert document == _read_yaml("yaml", language)
    assert document["schema"] == "milepost/standard/1"
    assert [row["id"] for group in document["groups"] for row in group["statements"]] == IDS
    assert len(document["groups"]) == 59
    assert sum(len(group["questions"]) for group in document["groups"]) == 207
    assert len(document["documented_information"]) == 76
    assert len(document["clauses"]) == len(standard.clauses())


@every_language
def test_csv_has_a_row_per_statement_in_that_language(language: str) -> None:
    rows = _csv_rows(language)
    assert [row["id"] for row in rows] == IDS
    assert rows[0]["key"] == "20000-1:2018/4.1-01"
    assert [row["statement"] for row in rows] == [row.text.in_language(language) for row in standard.statements()]
    assert [row["id"] for row in rows if row["auditable"] == "false"] == ["4.2-03", "8.3.1-01"]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_is_guarded(start: str) -> None:
    assert guarded(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("harmless", ["", "8.6.1-01", "a - b", "'=1"])
def test_other_cells_stay_as_they_are(harmless: str) -> None:
    assert guarded(harmless) == harmless


@every_language
def test_no_cell_of_the_csv_starts_a_formula(language: str) -> None:
    for row in _csv_rows(language):
        assert not [cell for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@every_language
def test_the_workbook_holds_the_same_rows_as_the_csv_and_more_sheets(language: str) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(export_standard("xlsx", language)))
    assert len(workbook.sheet_names) == 4
    header, *rows = workbook.get_sheet_by_index(0).to_python()
    assert [dict(zip(header, row, strict=True)) for row in rows] == _csv_rows(language)
    assert len(workbook.get_sheet_by_index(1).to_python()) == 1 + len(standard.clauses())
    assert len(workbook.get_sheet_by_index(2).to_python()) == 1 + 76


@every_language
def test_the_ciso_library_carries_our_urns_and_assesses_388_statements(language: str) -> None:
    library = _read_yaml("ciso", language)
    framework = library["objects"]["framework"]
    nodes = framework["requirement_nodes"]
    assert (library["packager"], library["locale"], library["version"]) == ("milepost", language, 1)
    assert [node["ref_id"] for node in nodes if node["assessable"]] == [
        row.id for row in standard.statements() if row.auditable
    ]
    assert {node["ref_id"] for node in nodes} == set(IDS) | {row.number for row in standard.clauses()}
    for urn in (library["urn"], framework["urn"], *(node["urn"] for node in nodes)):
        assert re.fullmatch(r"urn:milepost:risk:(library|framework|req_node):iso20000-1-2018(:[0-9.-]+)?", urn), urn


@every_language
def test_each_ciso_node_follows_its_parent_one_level_deeper(language: str) -> None:
    nodes = _read_yaml("ciso", language)["objects"]["framework"]["requirement_nodes"]
    depths: dict[str, int] = {}
    for node in nodes:
        assert set(node) <= set(CISO_NODE_KEYS.split()), node["ref_id"]
        assert node["urn"] not in depths, node["ref_id"]
        assert node["depth"] == (depths[node["parent_urn"]] + 1 if "parent_urn" in node else 1), node["ref_id"]
        depths[node["urn"]] = node["depth"]


def test_the_ciso_library_translates_every_text_into_the_other_language() -> None:
    nodes = _read_yaml("ciso", "en")["objects"]["framework"]["requirement_nodes"]
    for node in nodes:
        texts = set(node) & {"name", "description", "annotation", "typical_evidence"}
        assert set(node.get("translations", {}).get("id", {})) == texts, node["ref_id"]


@every_language
def test_the_oscal_catalog_is_valid_against_the_schema_of_its_version(language: str) -> None:
    document = json.loads(export_standard("oscal", language))
    assert [error.message for error in _validator().iter_errors(document)] == []
    assert document["catalog"]["metadata"]["oscal-version"] == "1.2.1"


def test_the_schema_check_finds_a_wrong_catalog() -> None:
    document = json.loads(export_standard("oscal", "en"))
    document["catalog"]["groups"][0]["id"] = "4 with blanks"
    document["catalog"]["uuid"] = "none"
    assert len(list(_validator().iter_errors(document))) >= 2


@every_language
def test_the_oscal_catalog_holds_a_control_per_group_and_an_item_per_statement(language: str) -> None:
    catalog = json.loads(export_standard("oscal", language))["catalog"]
    controls = [control["id"] for found in _walk(catalog, "controls") for control in found]
    assert controls == [f"c-{group.clause}" for group in standard.groups()]
    parts = [part for found in _walk(catalog, "parts") for part in found]
    assert [part["id"] for part in parts if part["name"] == "item"] == [f"s-{id_}" for id_ in IDS]


def test_no_oscal_id_stands_twice() -> None:
    ids = list(_walk(json.loads(export_standard("oscal", "en")), "id"))
    assert len(ids) == len(set(ids))


def test_the_oscal_catalog_keeps_its_time_and_uuid_and_names_languages_apart() -> None:
    english, indonesian = (json.loads(export_standard("oscal", language))["catalog"] for language in ("en", "id"))
    released = standard.edition().released_on.isoformat()
    assert english["metadata"]["last-modified"] == f"{released}T00:00:00+00:00"
    assert english["uuid"] != indonesian["uuid"]
