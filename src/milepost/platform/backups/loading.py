"""Filling an empty database with a backup, at the state of the schema it was made at, then bringing that up to date.

Works on the usual connection: the caller lets the database that is to be filled stand in for it (`standing_in`).
"""

import json
from collections.abc import Iterator
from itertools import batched
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from milepost.platform.backups.reading import HINT, Opened
from milepost.platform.backups.schema import targets
from milepost.platform.backups.tables import our_labels
from milepost.platform.packing.rows import row_from
from milepost.platform.packing.zips import NoArchive, lines_of

ROWS = 1_000  # a batch


def load(backup: Opened) -> int:
    """Make the tables as they were, fill them, bring them up to date; answers with the rows. Raises `NoArchive`."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    theirs = [leaf for leaf in leaves if leaf[0] not in our_labels()]
    state = executor.migrate([*theirs, *targets(backup.manifest.migrations)])
    count = 0
    try:
        with transaction.atomic():
            for label, member in backup.tables():
                model = state.apps.get_model(label)
                model._default_manager.all().delete()  # what migrations themselves put there
                count += _fill(backup, model, member)
        connection.check_constraints()
    except IntegrityError as error:
        raise NoArchive(f"{backup.file.name} does not fit together: {error}", HINT) from None
    upgrade = MigrationExecutor(connection)
    if upgrade.migration_plan(leaves):
        upgrade.migrate(leaves)
    return count


def _fill(backup: Opened, model: type[Model], member: str) -> int:
    count = 0
    for rows in batched(_rows(backup, model, member), ROWS):
        model._default_manager.bulk_create(rows)
        count += len(rows)
    return count


def _rows(backup: Opened, model: type[Model], member: str) -> Iterator[Model]:
    for number, line in enumerate(lines_of(backup.zip, member), start=1):
        try:
            values: dict[str, Any] = json.loads(line)
            yield row_from(model, values)
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            raise NoArchive(f"{member}, row {number} cannot be read: {type(error).__name__}", HINT) from None
