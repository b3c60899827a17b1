"""What a controlled document's page says of where its text comes from."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from milepost.features.documents.models import Document
from milepost.features.documents.notices import Notice, notice
from milepost.features.drafting.controlling import address_of
from milepost.features.drafting.models import Origin


@notice
def written_from_registers(document: Document) -> Notice | None:
    """That it was written from the registers, and where to see which facts changed since. One query."""
    rows = Origin.objects.filter(version__document=document).select_related("version__document")
    origin = rows.order_by("-version__number").first()
    if origin is None:
        return None
    here = {"org": document.programme.organisation.code, "code": document.programme.code, "key": address_of(origin)}
    return Notice(
        _("It is written from the registers: see which facts changed since."),
        f"{reverse('drafting:draft', kwargs=here)}?language={origin.language}",
    )
