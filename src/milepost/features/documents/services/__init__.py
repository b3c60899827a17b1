"""Every change of document control, one function a change: policy, rules, transaction, ledger."""

from milepost.features.documents.services.adopting import adopt_version
from milepost.features.documents.services.approving import approve_version, check_approval, enter_approval
from milepost.features.documents.services.commenting import add_comment, resolve_comment
from milepost.features.documents.services.documents import put_document, withdraw_document
from milepost.features.documents.services.drafting import put_translation, save_draft
from milepost.features.documents.services.handing_out import acknowledge, hand_out
from milepost.features.documents.services.reminding import remind_of_readings
from milepost.features.documents.services.reviewing import (
    Asked,
    Submission,
    finish_review,
    replace_step,
    return_version,
    submit_version,
)
from milepost.features.documents.services.standing import confirm_review, remind_of_reviews
from milepost.features.documents.services.styling import put_house_style

__all__ = [
    "Asked",
    "Submission",
    "acknowledge",
    "add_comment",
    "adopt_version",
    "approve_version",
    "check_approval",
    "confirm_review",
    "enter_approval",
    "finish_review",
    "hand_out",
    "put_document",
    "put_house_style",
    "put_translation",
    "remind_of_readings",
    "remind_of_reviews",
    "replace_step",
    "resolve_comment",
    "return_version",
    "save_draft",
    "submit_version",
    "withdraw_document",
]
