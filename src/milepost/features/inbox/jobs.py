"""What workers do for the inbox once a day."""

from milepost.features.inbox.services import list_dues
from milepost.platform.jobs.duties import daily
from milepost.platform.organisations.selectors import in_each_organisation


@daily("inbox.list")
def list_all() -> str:
    """Put what falls due on the lists of each organisation, and take off what was done."""
    found = [listed for some in in_each_organisation(list_dues) for listed in some]
    put, done = sum(one.put for one in found), sum(one.done for one in found)
    return f"{put} put on lists, {done} done"
