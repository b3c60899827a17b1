"""At which state of its tables an installation is: the last migration of each of our packages."""

from collections.abc import Mapping

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from milepost.platform.backups.tables import our_labels
from milepost.platform.organisations.refusals import Refused

type SchemaState = Mapping[str, list[str]]


def present_schema() -> dict[str, list[str]]:
    """The state that this version of Milepost wants: package → its last migrations."""
    leaves = MigrationExecutor(connection).loader.graph.leaf_nodes()
    found: dict[str, list[str]] = {label: [] for label in sorted(our_labels())}
    for label, name in leaves:
        if label in found:
            found[label].append(name)
    return {label: names for label, names in found.items() if names}


def require_present_schema() -> None:
    """Raises `Refused` where the database is not at the state that this version wants."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Refused(
            _("The database is not up to date."), hint=_("Run `milepost upgrade`, or back up with the old version.")
        )


def unknown_to_us(state: SchemaState) -> list[str]:
    """The migrations of a state that this version does not know: it was made by a newer one."""
    known = MigrationExecutor(connection).loader.graph.nodes
    return [f"{label}.{name}" for label, names in sorted(state.items()) for name in names if (label, name) not in known]


def targets(state: SchemaState) -> list[tuple[str, str]]:
    """A state as Django's executor wants it."""
    return [(label, name) for label, names in sorted(state.items()) for name in names]


def tables_at(state: SchemaState) -> set[str]:
    """The tables that there were at a state which is known to us, by label."""
    models = MigrationExecutor(connection).loader.project_state(targets(state)).models
    return {f"{label}.{name}" for label, name in models if label in our_labels()}
