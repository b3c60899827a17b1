"""What workers do for the inbox once a day: list what falls due, remind, make the digests, send their mails.

A worker goes through its duties in the order of their names. Where one fails or is held by another worker, the next is
done all the same: what was not listed yet is reminded of the day after.
"""

from django.utils.translation import gettext as _

from milepost.features.inbox.services import list_dues, make_digests, remind, send_digests
from milepost.platform.jobs.duties import daily
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.selectors import in_each_organisation


@daily("inbox.1-list")
def list_all() -> str:
    """Put what falls due on the lists of each organisation, and take off what was done."""
    found = [listed for some in in_each_organisation(list_dues) for listed in some]
    put, done = sum(one.put for one in found), sum(one.done for one in found)
    return f"{put} put on lists, {done} done"


@daily("inbox.2-remind")
def remind_all() -> int:
    """Remind in each organisation; answers with how many reminders were said."""
    return sum(in_each_organisation(remind))


@daily("inbox.3-digest")
def digest_all() -> int:
    """Make this week's digests; answers with how many."""
    return sum(in_each_organisation(make_digests))


@daily("inbox.4-mail")
def mail_all() -> None:
    """Send the digests that wait. Where some could not be sent the duty fails, and is tried again like any other."""
    failed = sum(in_each_organisation(send_digests))
    if failed:
        raise Refused(_("Mails that could not be sent: {count}.").format(count=failed))
