"""Tables of document control: the document and its versions, who reviews and approves, and who has read what."""

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

__all__ = [
    "Acknowledgement",
    "Campaign",
    "Classification",
    "Comment",
    "Document",
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
