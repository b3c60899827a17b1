"""How many pages a PDF of ours has."""

import re

_TREE = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")


def count_pages(pdf: bytes) -> int:
    """The pages of a PDF that `to_pdf` made, whose page tree is written plainly; 0 for one of others that hides it."""
    return max((int(count) for count in _TREE.findall(pdf)), default=0)
