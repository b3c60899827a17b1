"""Finding what packages registered, when it is first asked for: their modules are not loaded before."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps


@cache
def gather(name: str) -> tuple[ModuleType, ...]:
    """Import the module of this name of every package that has one, once, in the order of the packages' names."""
    packages = sorted(config.name for config in apps.get_app_configs() if config.name.startswith("milepost."))
    having = [package for package in packages if find_spec(f"{package}.{name}") is not None]
    return tuple(import_module(f"{package}.{name}") for package in having)
