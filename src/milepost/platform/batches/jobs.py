"""What the worker does for evidence without being asked."""

from milepost.platform.files.keeping import files_may_change
from milepost.platform.jobs.duties import daily


@daily("batches.finish")
def finish_what_was_cut_off() -> str:
    """See to erasures that were killed, so that nobody's data stays because no command came after it."""
    with files_may_change(wait=False) as alone:
        return "seen to" if alone else "not now"
