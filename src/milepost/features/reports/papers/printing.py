"""An issued paper as a file: PDF, DOCX or HTML, in its organisation's look, the same bytes each time."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.engines.rendering import BadDocument, Block, CodeWords, Document, Paragraph, Words
from milepost.features.documents.printing import Format, in_format
from milepost.features.documents.style import look_of_documents
from milepost.features.reports.models import MeetingPaper
from milepost.features.reports.papers.pieces import blocks_of
from milepost.features.reports.papers.reading import pieces_in
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.formats import as_day
from milepost.platform.ui.texts import speak


def printed_paper(row: MeetingPaper, form: Format, language: str) -> bytes:
    """The whole file. Raises `Refused` where it cannot be set."""
    organisation, meeting = row.programme.organisation, row.meeting
    with override(language):
        document = Document(
            identification=row.reference,
            title=title_of(row),
            language=language,
            organisation=organisation.name,
            blocks=(*blocks_of(pieces_in(row, language)), *_hash_of(row)),
            facts=(
                (_("Programme"), row.programme.name),
                (_("Meeting"), f"{meeting.code}, {as_day(meeting.due_on)}"),
                (_("Issued"), f"{as_day(row.issued_on)}, {row.made_by.name}"),
            ),
            written_at=row.made_at,
        )
        try:
            return in_format(document, form, look_of_documents(organisation.pk))
        except BadDocument as bad:
            raise Refused(speak(bad.reason), hint=speak(bad.fix)) from bad


def _hash_of(row: MeetingPaper) -> tuple[Block, Block]:
    """The hash on a line of its own: where it has to be broken, a hyphen would come into it."""
    return Paragraph((Words("SHA-256"),)), Paragraph((CodeWords(row.content_hash),))


def title_of(row: MeetingPaper) -> str:
    """What it is called."""
    return _("Paper for steering meeting {code}").format(code=row.meeting.code)


def file_name(row: MeetingPaper, form: Format, language: str) -> str:
    """What the file is called where it is handed on."""
    return f"{row.reference}-{row.meeting.code}-{language}.{form.value}"
