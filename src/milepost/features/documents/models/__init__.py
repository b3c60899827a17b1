"""Tables of document control: the document and its versions, who approves, who has read what, how they look."""

from milepost.features.documents.models.documents import (
    Classification,
    Document,
    Language,
    ReviewConfirmation,
    Translation,
    Version,
    VersionAuthor,
    VersionState,
)
from milepost.features.documents.models.reading import Acknowledgement, Campaign
from milepost.features.documents.models.review import Comment, Part, Step, StepState
from milepost.features.documents.models.style import HouseStyle

__all__ = [
    "Acknowledgement",
    "Campaign",
    "Classification",
    "Comment",
    "Document",
    "HouseStyle",
    "Language",
    "Part",
    "ReviewConfirmation",
    "Step",
    "StepState",
    "Translation",
    "Version",
    "VersionAuthor",
    "VersionState",
]
