"""How complete a draft is that was written from the registers, in words and as numbers.

Documents do not know what is asked for them: a feature above registers the function that counts, in its `notices.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.features.documents.models import Version, VersionState
from milepost.platform.gathering import gather


@dataclass(frozen=True, slots=True)
class Completeness:
    """`done` of `wanted` mandatory headings stand on data, `questions` are open; `url` is where they are listed."""

    done: int
    wanted: int
    questions: int
    url: str = ""

    @property
    def words(self) -> str:
        """One sentence, in the active language."""
        headings = ngettext(
            "{done} of {wanted} mandatory heading stands on data",
            "{done} of {wanted} mandatory headings stand on data",
            self.wanted,
        ).format(done=self.done, wanted=self.wanted)
        asked = ngettext("one question is open", "{n} questions are open", self.questions).format(n=self.questions)
        return f"{headings}, {asked if self.questions else _('no question is open')}."

    def as_values(self) -> dict[str, object]:
        """As the API and the command line give it."""
        return {"done": self.done, "wanted": self.wanted, "questions": self.questions, "asked_at": self.url}


type Count = Callable[[Version], Completeness | None]

_counting: list[Count] = []


def counts(count: Count) -> Count:
    """Register a function that may know how complete a draft is."""
    _counting.append(count)
    return count


def completeness_of(version: Version | None) -> Completeness | None:
    """How complete a version is; nothing is said of one that is no draft any more, or that people wrote alone."""
    if version is None or version.state != VersionState.DRAFT:
        return None
    gather("notices")
    return next((found for count in _counting if (found := count(version)) is not None), None)
