"""Pages of the gap assessment, one module each."""

from milepost.features.gaps.views.assessments import assessments
from milepost.features.gaps.views.clause import clause
from milepost.features.gaps.views.flash import flash
from milepost.features.gaps.views.heatmap import heatmap
from milepost.features.gaps.views.intake import intake
from milepost.features.gaps.views.questions import questions
from milepost.features.gaps.views.statement import statement

__all__ = ["assessments", "clause", "flash", "heatmap", "intake", "questions", "statement"]
