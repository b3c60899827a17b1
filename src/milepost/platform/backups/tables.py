"""Which tables a backup holds: every one of ours, but for what is of the moment or would let somebody in."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from milepost.platform.jobs.models import Job, JobState

LEFT_OUT = {
    "backups.backup": "the list of backups is the installation's own",
    "organisations.failures": "wrong tries at this door are counted here",
    "jobs.worker": "workers that were there then are not there now",
    "jobs.duty": "what was done today is done again",
    "evidence.importdraft": "a file on its way lies in a folder that is of the moment",
}
"""Our tables that stay behind, and why. The framework's own stay behind too."""


def backed_up_models() -> list[type[Model]]:
    """Every table that takes part, by name."""
    ours = [config for config in apps.get_app_configs() if config.name.startswith("milepost.")]
    models = [model for config in ours for model in config.get_models(include_auto_created=True)]
    wanted = [model for model in models if model._meta.managed and not _stays_behind(model)]
    return sorted(wanted, key=lambda model: model._meta.label_lower)


def _stays_behind(model: type[Model]) -> bool:
    """A table of sessions does wherever it stands: whoever reads a key of one is signed in."""
    columns = {field.name for field in model._meta.concrete_fields}
    return model._meta.label_lower in LEFT_OUT or "session_key" in columns


def our_labels() -> set[str]:
    """The labels of our packages that have tables."""
    return {config.label for config in apps.get_app_configs() if config.name.startswith("milepost.")}


def rows_to_back_up(model: type[Model]) -> QuerySet[Any]:
    """The rows of a table, by key. Work that is not over has files in folders of the moment and stays behind."""
    rows = model._default_manager.order_by("pk")
    return rows.filter(state__in=[JobState.DONE, JobState.FAILED]) if model is Job else rows


def lines(model: type[Model], chunk: int = 1_000) -> Iterator[Any]:
    """The rows one by one, in constant memory."""
    yield from rows_to_back_up(model).iterator(chunk_size=chunk)
