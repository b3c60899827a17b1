"""What money goes to, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.features.plans.models import BudgetCategory

CATEGORIES: Mapping[str, Promise] = {
    BudgetCategory.INTERNAL.value: _("Work of one's own"),
    BudgetCategory.EXTERNAL.value: _("Outside help"),
    BudgetCategory.CERTIFICATION_BODY.value: _("Certification body"),
    BudgetCategory.TOOLS.value: _("Tools"),
    BudgetCategory.TRAINING.value: _("Training"),
    BudgetCategory.OTHER.value: _("Other"),
}


def category_called(key: str) -> str:
    """A category by its name."""
    return str(CATEGORIES[key])
