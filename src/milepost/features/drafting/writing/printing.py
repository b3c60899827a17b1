"""A draft as a file to hand on: HTML, PDF or DOCX, marked as a draft in every header."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.catalogue.documents.kinds import Classification
from milepost.catalogue.documents.words import word
from milepost.engines.rendering import Document, read_markdown
from milepost.features.documents.printing import Format, in_format, leading_on, saying
from milepost.features.documents.style import look_of_documents
from milepost.features.drafting.writing.completeness import completeness_in
from milepost.features.drafting.writing.drafts import Drafted
from milepost.features.programmes.models import Programme


def printed(programme: Programme, written: Drafted, form: Format, *, at: datetime, root: str = "") -> bytes:
    """The whole file, which says how complete it is. Raises `BadDocument` where the text cannot be set.

    `root` is where Milepost is reached, for the link to what is asked; a file made by command has none.
    """
    with override(written.language):
        complete = completeness_in(programme, written)
        document = Document(
            identification=written.number,
            title=written.title,
            language=written.language,
            organisation=programme.organisation.name,
            classification=word(Classification(written.template.classification)).name.in_language(written.language),
            state=_("Draft"),
            facts=saying(complete),
            blocks=(*leading_on(root, complete), *read_markdown(written.draft.body)),
            written_at=at,
        )
    return in_format(document, form, look_of_documents(programme.organisation_id))
