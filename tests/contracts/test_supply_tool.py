"""What Milepost is made of is told from the locks, whole, and the same each time."""

import json
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tools import supply

ROOT = Path(__file__).parents[2]
DOCUMENT = supply.sbom(ROOT)


def test_the_document_is_what_its_standard_says() -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(DOCUMENT)) is None


def test_each_pin_is_in_it_with_its_hashes() -> None:
    locks = ("requirements-saml.lock", "requirements-bucket.lock")
    pins = [pin for lock in locks for pin in supply.read_pins(ROOT / lock)]
    told = {
        component["purl"]: [found["content"] for found in component["externalReferences"][0]["hashes"]]
        for component in DOCUMENT["components"]
    }
    assert told == {pin.reference: list(pin.hashes) for pin in pins}
    assert all(told.values())


def test_what_saml_and_a_bucket_need_is_optional_and_nothing_else_is() -> None:
    runtime = {pin.name for pin in supply.read_pins(ROOT / "requirements.lock")}
    optional = {found["name"] for found in DOCUMENT["components"] if found["scope"] == "optional"}
    assert {"signxml", "obstore"} <= optional
    assert not optional & runtime


def test_each_package_names_a_licence() -> None:
    silent = [found["name"] for found in DOCUMENT["components"] if "licenses" not in found]
    here = {pin.name for pin in supply.read_pins(ROOT / "requirements.lock") if supply.installed(pin)}
    assert here
    assert not here & set(silent)


def test_what_needs_what_leads_to_packages_that_are_in_it() -> None:
    known = {found["bom-ref"] for found in DOCUMENT["components"]}
    edges = {edge["ref"]: edge["dependsOn"] for edge in DOCUMENT["dependencies"]}
    assert set(edges) == known | {DOCUMENT["metadata"]["component"]["bom-ref"]}
    assert {reference for needed in edges.values() for reference in needed} <= known
    ours = edges[DOCUMENT["metadata"]["component"]["bom-ref"]]
    assert any(reference.startswith("pkg:pypi/django@") for reference in ours)


def test_the_same_locks_give_the_same_bytes() -> None:
    assert json.dumps(supply.sbom(ROOT)) == json.dumps(DOCUMENT)


def test_every_licence_of_this_checkout_may_be_used() -> None:
    rows, wrong = supply.licences(ROOT)
    assert wrong == []
    assert len(rows) > 50


@pytest.mark.parametrize(
    ("licence", "may"),
    [
        ("MIT", True), ("LGPL-3.0-only", True), ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("Mozilla Public License 2.0 (MPL 2.0)", True), ("GPL-3.0-or-later", False), ("AGPL-3.0", False),
        ("GNU Affero General Public License v3", False), ("MIT AND GPL-2.0-only", False), ("SSPL-1.0", False),
        ("", False), ("Proprietary", False),
    ],
)  # fmt: skip
def test_a_licence_is_judged(licence: str, *, may: bool) -> None:
    assert supply.may_be_used(licence) is may
