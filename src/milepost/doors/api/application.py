"""The API: `/api/v1`, bearer tokens, problem documents (RFC 9457), one router per package that has an `api.py`."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from ninja import NinjaAPI

from milepost import __version__
from milepost.doors.api.access import bearer
from milepost.doors.api.problems import answer_problems
from milepost.doors.api.rendering import Json

api = NinjaAPI(
    title="Milepost",
    version=__version__,
    description="Runs an ISO/IEC 20000-1 programme. Every write here has a command of the command line or is reached "
    "by `milepost apply`.",
    auth=bearer,
    docs_url=None,
    renderer=Json(),
    urls_namespace="api",
)
answer_problems(api)
for _config in sorted(apps.get_app_configs(), key=lambda found: found.name):
    if _config.name.startswith("milepost.") and find_spec(f"{_config.name}.api") is not None:
        api.add_router("", import_module(f"{_config.name}.api").router)
