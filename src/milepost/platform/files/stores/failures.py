"""What a bucket may answer, in words for whoever asked."""

from milepost.platform.organisations.refusals import Unavailable


class BucketFails(Unavailable, OSError):
    """The bucket does not answer, or does not do what was asked; nothing was changed, and it may be tried again."""


class NotAsKept(Unavailable, OSError):
    """A file that rows speak of is missing from the bucket, or holds other bytes than were kept."""
