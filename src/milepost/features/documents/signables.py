"""What exactly is signed when a version is approved: the sentence, and the content whose hash goes under it."""

from django.utils.translation import gettext as _

from milepost.features.documents.contents import content_of
from milepost.features.documents.models import Version
from milepost.platform.signatures.services import Signable

VERSION = "documents.version"


def approval_signable(version: Version) -> Signable:
    """A version with its text or file, its summary and authors, and what the master list says of it."""
    return Signable(
        kind=VERSION,
        key=version.pk,
        label=version.identification,
        programme_id=version.document.programme_id,
        sentence=_("I approve {version}, {title}.").format(
            version=version.identification, title=version.document.title
        ),
        content=content_of(version),
    )
