"""Tables point down, as imports do, and every table has a key and an owner.

The import contract cannot see `ForeignKey("app.Model")`; this test reads the same order from `.importlinter`.
"""

from configparser import ConfigParser
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Field, Model

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / ".importlinter"
# Tables that belong to no organisation, and why.
OWNERLESS = {
    "backups.Backup": "a backup is of the whole installation",
    "jobs.Duty": "it is the installation's own, for all organisations",
    "ledger.Installation": "it describes this installation, which serves many organisations",
    "organisations.Failures": "it counts wrong tries at a door that stands before every organisation",
    "organisations.KeptAnswer": "it belongs to whoever sent the key, in whichever organisation",
    "organisations.Organisation": "it is the owner",
    "organisations.Person": "a person may belong to many organisations",
    "organisations.Session": "it is a person's, wherever they belong",
    "signin.AuthenticatorApp": "it is a person's, wherever they belong",
    "signin.Passkey": "it is a person's, wherever they belong",
    "signin.RecoveryCode": "it is a person's, wherever they belong",
}


def _order() -> dict[str, int]:
    """Package → height; equal heights may not see each other. The platform stands below the features."""
    parser = ConfigParser()
    parser.read(CONTRACTS, encoding="utf-8")
    heights: dict[str, int] = {}
    height = 0
    for floor in ("features", "platform"):
        for layer in parser[f"importlinter:contract:{floor}"]["layers"].split("\n"):
            height -= 1
            for name in filter(None, (name.strip(" ()") for name in layer.split("|"))):
                heights[f"milepost.{floor}.{name}"] = height
    return heights


HEIGHTS = _order()
TABLES = sorted(
    (model for model in apps.get_models() if model.__module__.startswith("milepost.")),
    key=lambda model: model._meta.label,
)
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table._meta.label)


def _package(model: type[Model]) -> str:
    return ".".join(model.__module__.split(".")[:3])


def _relations(table: type[Model]) -> list[Field]:
    fields = [*table._meta.get_fields(include_parents=False), *table._meta.many_to_many]
    return [field for field in fields if field.is_relation and not field.auto_created and field.related_model]


@every_table
def test_a_relation_points_to_the_same_package_or_a_lower_one(table: type[Model]) -> None:
    own = _package(table)
    for field in _relations(table):
        target = _package(field.related_model)
        if target == own or not target.startswith("milepost."):
            continue
        assert HEIGHTS[target] < HEIGHTS[own], f"{field} points up: store a reference (kind, id, label) instead."


@every_table
def test_a_table_has_a_uuid_key(table: type[Model]) -> None:
    key = table._meta.pk
    while isinstance(key, models.OneToOneField | models.ForeignKey):
        key = key.target_field
    assert isinstance(key, models.UUIDField)


@every_table
def test_a_table_names_its_organisation(table: type[Model]) -> None:
    columns = {field.attname for field in table._meta.concrete_fields}
    assert ("organisation_id" in columns) != (table._meta.label in OWNERLESS)


def test_the_list_of_ownerless_tables_is_no_longer_than_needed() -> None:
    assert set(OWNERLESS) <= {table._meta.label for table in TABLES}


def test_every_package_with_tables_has_its_place() -> None:
    assert {_package(table) for table in TABLES} <= set(HEIGHTS)
