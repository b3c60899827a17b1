"""Who may say why records appeared later, and who may accept it."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import WORKING, Role

EXPLAIN_RECORDS = permission(
    "records.explain", WORKING, says=_("Say why records of a practice of their own appeared later")
)
JUDGE_EXPLANATIONS = permission(
    "records.judge-explanations",
    frozenset({Role.INTERNAL_AUDITOR}),
    says=_("Accept or decline why records appeared later"),
)
