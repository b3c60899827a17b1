"""What the product does for the inbox by itself, once a day.

`listing`: what falls due is put on the list of actions, and leaves it once it is done · `reminding`: people are told of
what is due and late · `digests`: each member's week, shown here and sent by mail.
"""

from milepost.features.inbox.services.digests import make_digests, send_digests
from milepost.features.inbox.services.listing import Listed, list_dues, list_dues_of
from milepost.features.inbox.services.reminding import remind, remind_in

__all__ = ["Listed", "list_dues", "list_dues_of", "make_digests", "remind", "remind_in", "send_digests"]
