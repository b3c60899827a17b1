"""Two people edited one thing: what the second is shown, so that nothing typed is lost (`ui/_conflict.html`)."""

from collections.abc import Mapping
from typing import Any

from milepost.platform.ledger.models import Entry
from milepost.platform.organisations.tables import EditableRow
from milepost.platform.ui.forms import Difference, Form


def conflict(form: Form, present: EditableRow, saved: Mapping[str, Any]) -> dict[str, Any]:
    """The context of the conflict: who saved when, and the fields where the form and the saved row differ.

    `saved` holds the row's present values under the form's field names; `seen` the revision to base the next try on.
    """
    latest = Entry.objects.filter(subject_id=present.pk).order_by("-at", "-seq").first()
    differences = [
        Difference(form[name].label, _words(form[name].value()), _words(value))
        for name, value in saved.items()
        if name in form.fields and _words(form[name].value()) != _words(value)
    ]
    return {
        "saved_by": latest.actor_label if latest else "",
        "saved_at": latest.at if latest else None,
        "differences": differences,
        "seen": present.revision,
    }


def seen_in(post: Mapping[str, str]) -> int | None:
    """The revision that a form carries in `seen`; None where it carries none that could be one."""
    written = post.get("seen", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else None


def _words(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(sorted(str(one) for one in value))
    return "" if value is None else str(value)
