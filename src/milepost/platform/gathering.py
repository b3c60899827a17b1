"""Finding what packages registered, when it is first asked for: their modules are not loaded before."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


@cache
def gather(name: str) -> None:
    """Import the module of this name of every package that has one, once, in the order of their names."""
    for config in sorted(apps.get_app_configs(), key=lambda found: found.name):
        if config.name.startswith("milepost.") and find_spec(f"{config.name}.{name}") is not None:
            import_module(f"{config.name}.{name}")
