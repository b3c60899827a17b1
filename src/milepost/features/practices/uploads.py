"""Files handed in with a form of this feature."""

from typing import Any

from milepost.features.practices.models import Practice
from milepost.platform.files.models import StoredFile
from milepost.platform.files.services import keep_file
from milepost.platform.organisations.actors import Actor


def kept_file(actor: Actor, practice: Practice, handed_in: Any) -> StoredFile | None:
    """Keep what a form handed in; None where nothing was."""
    if not handed_in:
        return None
    return keep_file(
        actor=actor,
        organisation=practice.organisation,
        programme_id=practice.programme_id,
        name=handed_in.name,
        chunks=handed_in.chunks(),
    )
