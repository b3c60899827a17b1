"""What the API gives of jobs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from milepost.platform.jobs.models import JobState
from milepost.platform.organisations.wire import Schema


class JobOut(Schema):
    """A job: `percent` of the present stage, null where nobody can say; `error` holds reason, hint and field."""

    id: UUID
    kind: str
    label: str
    state: JobState
    stage: str
    percent: int | None
    attempts: int
    queued_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    result: dict[str, Any]
    error: dict[str, Any]
