"""The version numbers of an organisation's own, like 2.1 or Rev C: how they go on."""

import re

from milepost.features.documents.models import Document, Version

_COUNTED = re.compile(r"(?P<start>.*?)(?P<last>[0-9]+|(?<![A-Za-z])[A-Ya-y])", re.DOTALL)
LONGEST = 20


def next_label(document: Document) -> str:
    """What the next version is called where the newest one has a label of its own; empty where ours counts. One query.

    The last number, or a single letter, goes up by one: 4.0 is followed by 4.1, Rev C by Rev D.
    """
    labels = list(Version.objects.filter(document=document).order_by("-number").values_list("label", flat=True))
    following = labels[0] if labels else ""
    while following and following in labels:
        following = _following(following)
    return following


def _following(label: str) -> str:
    """The label after one; empty where it does not count."""
    found = _COUNTED.fullmatch(label)
    if found is None:
        return ""
    last = found["last"]
    after = str(int(last) + 1).zfill(len(last)) if last.isdecimal() else chr(ord(last) + 1)
    return f"{found['start']}{after}" if len(found["start"]) + len(after) <= LONGEST else ""
