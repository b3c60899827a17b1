"""Reading papers: those of a programme, one of them, and the last of a meeting."""

from django.db.models import QuerySet

from milepost.features.governance.models import Meeting
from milepost.features.programmes.models import Programme
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.pieces import Piece
from milepost.platform.organisations.policies import Hidden


def papers_of(programme: Programme) -> QuerySet[MeetingPaper]:
    """Every issue, oldest first."""
    return MeetingPaper.objects.filter(programme=programme).select_related("meeting", "made_by")


def papers_for(meeting: Meeting) -> list[MeetingPaper]:
    """The issues of one meeting, the newest first."""
    return list(papers_of(meeting.programme).filter(meeting=meeting).order_by("-number"))


def get_paper(programme: Programme, reference: str) -> MeetingPaper:
    """One by its number (`SP-2026-01`, `SP-1`). Raises `Hidden`."""
    for row in papers_of(programme).select_related("programme__organisation"):
        if reference in {row.reference, row.short_reference}:
            return row
    raise Hidden


def pieces_in(row: MeetingPaper, language: str) -> list[Piece]:
    """Its text in a language; English where it was not written in that one."""
    texts = row.content["texts"]
    found: list[Piece] = texts.get(language) or texts["en"]
    return found
