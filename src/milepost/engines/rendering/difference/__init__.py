"""What changed between two bodies of a document, as values that a page can show.

A body is cut into passages (`passages`), which are matched across the versions and compared word by word (`comparing`).
Joined again, the words of the old side give the old body letter by letter, those of the new side the new one.
"""

from milepost.engines.rendering.difference.comparing import difference
from milepost.engines.rendering.difference.values import Comparison, Group, Kind, Mark, Passage, Run

__all__ = ["Comparison", "Group", "Kind", "Mark", "Passage", "Run", "difference"]
