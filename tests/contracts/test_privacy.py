"""Whatever points at a person is in the table of what is kept about people, and no copy of it holds a secret."""

import pytest
from django.apps import apps
from django.db.models import BinaryField

from milepost.catalogue.privacy import Kept, kept_about_people, kept_in, purposes
from milepost.platform.organisations.models import Person
from milepost.platform.privacy.relations import related_tables

SECRETS = {"password", "secret", "digest", "session_key", "session_data", "credential", "credential_id"}


def test_every_table_with_a_relation_to_a_person_says_why_it_is_kept() -> None:
    pointing = {
        model._meta.label_lower
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    }
    assert len(pointing) > 20
    assert pointing <= {kept.table for kept in kept_about_people()}
    assert pointing <= {related.table for related in related_tables()}


@pytest.mark.parametrize("kept", kept_about_people(), ids=lambda kept: kept.table)
def test_what_is_listed_is_there_and_hides_its_secrets(kept: Kept) -> None:
    model = apps.get_model(kept.table)
    columns = {field.attname: field for field in model._meta.concrete_fields}
    assert kept.hides <= set(columns)
    assert not kept.address or kept.address in columns
    if kept.table in {related.table for related in related_tables()} | {"organisations.person"}:
        shown = {name for name, field in columns.items() if not isinstance(field, BinaryField)} - kept.hides
        assert shown & SECRETS == set()


def test_nothing_is_listed_twice_and_no_purpose_is_empty() -> None:
    tables = [kept.table for kept in kept_about_people()]
    assert len(tables) == len(set(tables))
    assert {kept.purpose.key for kept in kept_about_people()} == {purpose.key for purpose in purposes()}
    assert kept_in("signatures.signature").purpose.key == "signature"
