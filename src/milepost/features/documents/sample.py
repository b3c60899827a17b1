"""One page that shows how an organisation's documents look."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.engines.rendering import Document as Printed
from milepost.engines.rendering import read_markdown, to_first_page
from milepost.features.documents.forms import CLASSES
from milepost.features.documents.models import Classification
from milepost.features.documents.printing import Format, in_format
from milepost.features.documents.style import look_of_documents
from milepost.platform.ledger.clock import now
from milepost.platform.organisations.models import Organisation
from milepost.platform.ui.states import look_of

BODY = """\
## {purpose}

{shows}

## {steps}

1. {first}
2. {second}

| {priority} | {within} |
| --- | --- |
| 1 | {hours} |
| 2 | {day} |

```flow
title: {incident}
alt: {alt}
state recorded "{recorded}"
state resolved "{resolved}"
recorded -> resolved : {assignee}: {restored}
```
"""


def printed_sample(organisation: Organisation, form: Format, *, language: str) -> bytes:
    """The page in a language of documents, as a file. Raises `BadDocument` where a file of the style is lost."""
    look = look_of_documents(organisation.pk)
    with override(language):
        return in_format(_sample(organisation, language), form, look)


def pictured_sample(organisation: Organisation, *, language: str) -> bytes:
    """The page as its PDF looks, as PNG. Raises `BadDocument` where a file of the style is lost."""
    look = look_of_documents(organisation.pk)
    with override(language):
        return to_first_page(look.on(_sample(organisation, language)))


def _sample(organisation: Organisation, language: str) -> Printed:
    """The page, in the language that is spoken now."""
    body = BODY.format(
        purpose=_("Purpose"),
        shows=_("This page shows how your documents look: headings, rules, links and drawings."),
        steps=_("Steps"),
        first=_("The service desk records the incident."),
        second=_("The assignee resolves it."),
        priority=_("Priority"),
        within=_("Resolved within"),
        hours=_("4 hours"),
        day=_("1 day"),
        incident=_("An incident"),
        alt=_("An incident is recorded, then resolved."),
        recorded=_("Recorded"),
        resolved=_("Resolved"),
        assignee=_("Assignee"),
        restored=_("service restored"),
    )
    return Printed(
        identification="DOC-INC-01 v1",
        title=_("Preview"),
        language=language,
        organisation=organisation.name,
        classification=str(dict(CLASSES)[Classification.INTERNAL]),
        state=str(look_of("draft").word),
        blocks=read_markdown(body),
        facts=((_("Owner"), _("Incident manager")),),
        written_at=now(),
    )
