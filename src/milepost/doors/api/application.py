"""The API: `/api/v1`, bearer tokens, problem documents (RFC 9457), one router per package that has an `api.py`."""

from ninja import NinjaAPI

from milepost import __version__
from milepost.doors.api.access import bearer
from milepost.doors.api.problems import answer_problems
from milepost.doors.api.rendering import Json
from milepost.platform.gathering import gather

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
for _module in gather("api"):
    api.add_router("", _module.router)
