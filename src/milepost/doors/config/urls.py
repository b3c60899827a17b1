"""Every address of the product.

A package that has pages says so in its `urls.py`, by three lists of paths: `pages` (anybody, or anybody signed in),
`organisation_pages` (below `o/<org>/`) and `programme_pages` (below `o/<org>/p/<code>/`). Names are in the package's
own namespace: `gates:room`.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from milepost.doors.api.application import api
from milepost.doors.config import health, metrics, reports
from milepost.platform.ui.csp import REPORTS

PREFIXES = {
    "pages": "",
    "organisation_pages": "o/<slug:org>/",
    "programme_pages": "o/<slug:org>/p/<slug:code>/",
}


def addresses_of(package: str, label: str) -> list[URLResolver]:
    """The addresses that one package declares."""
    if find_spec(f"{package}.urls") is None:
        return []
    module: Any = import_module(f"{package}.urls")
    patterns = [
        path(prefix + str(page.pattern), page.callback, page.default_args, page.name)
        for kind, prefix in PREFIXES.items()
        if isinstance(listed := getattr(module, kind, None), list)  # a module may have a name like ours
        for page in listed
    ]
    return [path("", include((patterns, label)))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path(REPORTS.lstrip("/"), reports.csp_report, name="csp-report"),
    path("api/v1/", api.urls),
]
for config in sorted(apps.get_app_configs(), key=lambda found: found.name):
    if config.name.startswith("milepost."):
        urlpatterns += addresses_of(config.name, config.label)
