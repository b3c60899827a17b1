"""Which actions fell due by themselves, and by which key the rules know them."""

from django.db.models import QuerySet

from milepost.features.actions.models import Action

MARK = "#"  # parts the key of a subject from what it owes


def due_actions(actions: QuerySet[Action]) -> QuerySet[Action]:
    """Those that were put on the list because something falls due."""
    return actions.filter(source_key__contains=MARK)


def key_of(action: Action) -> str:
    """The key of what fell due."""
    return f"{action.source_kind}:{action.source_key}"
