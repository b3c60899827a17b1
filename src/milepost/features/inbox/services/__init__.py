"""What the product does for the inbox by itself, once a day.

`listing`: what falls due is put on the list of actions, and leaves it once it is done.
"""

from milepost.features.inbox.services.listing import Listed, list_dues, list_dues_of

__all__ = ["Listed", "list_dues", "list_dues_of"]
