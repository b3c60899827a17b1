"""Putting what falls due on the list of actions, each for whoever answers for it, and taking it off once it is done.

What people did with an action stands: they took it off, gave it another day, worded it anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import translation

from milepost.engines.rules.dues.due import Due
from milepost.engines.rules.dues.listing import Changes, by_key, changes_to
from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.querysets import actions_of
from milepost.features.actions.services import Owed, Source, owe, settle
from milepost.features.documents.querysets import coordinator_of
from milepost.features.governance.services.putting import lock
from milepost.features.inbox.facts.gathering import Dues, dues_of
from milepost.features.inbox.history import CHANGED, FELL_DUE, LAPSED, SETTLED, changed_by_people, left_by_itself
from milepost.features.inbox.people import people_in
from milepost.features.inbox.querysets import due_actions, key_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger import entries
from milepost.platform.ledger.authors import Channel, system
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Organisation, Person
from milepost.platform.organisations.tables import save_revised
from milepost.platform.ui.texts import speak


@dataclass(frozen=True, slots=True)
class Listed:
    """How many actions were put on a list or back on it, taken off as done, dropped, and handed on to who is there."""

    put: int = 0
    done: int = 0
    dropped: int = 0
    handed_on: int = 0


def list_dues(organisation: Organisation) -> list[Listed]:
    """Bring the lists of an organisation's programmes up to date. A daily duty."""
    programmes = Programme.objects.select_related("organisation").filter(organisation=organisation).order_by("pk")
    return [list_dues_of(programme) for programme in programmes]


def list_dues_of(programme: Programme) -> Listed:
    """Bring the list of one programme up to date; doing it again on the same day changes nothing."""
    day = today(programme.organisation.timezone)
    with translation.override(programme.organisation.language):  # what is kept is worded alike, whoever's turn it is
        dues = dues_of(programme, day)  # outside the transaction: clocks may have to be counted anew
        return _bring_up_to_date(programme, dues, day)


@transaction.atomic
def _bring_up_to_date(programme: Programme, dues: Dues, day: date) -> Listed:
    lock(programme)
    rows = {key_of(action): action for action in due_actions(actions_of(programme)).select_for_update(of=("self",))}
    listed = {key: action.is_open for key, action in rows.items()}
    changes = changes_to(listed, dues.found, on=day, unsure=dues.unsure)
    _take_off(programme, rows, changes)
    again = _put_back(rows, changes.again)
    _follow(rows, dues)
    people = people_in(programme)
    answering = coordinator_of(programme)
    for due in changes.put:
        _put(programme, due, people.get(due.owner, answering))
    left = [action for action in rows.values() if action.is_open and str(action.owner_id) not in people]
    owners = {due.key: people.get(due.owner, answering) for due in dues.found}
    handed_on = sum(_hand_on(action, owners.get(key_of(action), answering)) for action in left)
    return Listed(len(changes.put) + again, len(changes.done), len(changes.dropped), handed_on)


def _put(programme: Programme, due: Due, owner: Person | None) -> None:
    source = Source(due.about.kind, due.key.partition(":")[2], due.about.label)
    [action] = owe(programme, [Owed(speak(due.title), owner, due.due_on)], source)
    change = {"title": action.title, "owner": owner and owner.email, "due_on": due.due_on}
    entries.append_row(system(Channel.JOB), action, FELL_DUE, change)


def _put_back(rows: Mapping[str, Action], dues: Sequence[Due]) -> int:
    """What left the list by itself and is owed all the same, as it is owed now."""
    by_itself = left_by_itself(rows[due.key] for due in dues)
    back = [(rows[due.key], due) for due in dues if rows[due.key].pk in by_itself]
    for action, due in back:
        action.state, action.finished_on = ActionState.OPEN, None
        action.title, action.due_on = speak(due.title)[:300], due.due_on
        save_revised(action)
        change = {"title": action.title, "due_on": action.due_on, "state": action.state}
        entries.append_row(system(Channel.JOB), action, FELL_DUE, change)
    return len(back)


def _follow(rows: Mapping[str, Action], dues: Dues) -> None:
    """Where its day was moved, an open action moves with it."""
    moved = [
        (rows[key], due)
        for key, due in by_key(dues.found).items()
        if key in rows and rows[key].is_open and rows[key].due_on != due.due_on
    ]
    theirs = changed_by_people(action for action, _due in moved)
    for action, due in moved:
        kept = theirs.get(action.pk, set())
        if "due_on" in kept:
            continue
        wanted = {"due_on": due.due_on, "title": action.title if "title" in kept else speak(due.title)[:300]}
        before = {name: getattr(action, name) for name in wanted}
        for name, value in wanted.items():
            setattr(action, name, value)
        save_revised(action)
        entries.append_row(system(Channel.JOB), action, CHANGED, entries.difference(before, wanted))


def _take_off(programme: Programme, rows: Mapping[str, Action], changes: Changes) -> None:
    for kind, keys, cancelled in ((SETTLED, changes.done, False), (LAPSED, changes.dropped, True)):
        for action in settle((rows[key] for key in keys), programme, cancelled=cancelled):
            entries.append_row(system(Channel.JOB), action, kind, {"due_on": action.due_on, "state": action.state})


def _hand_on(action: Action, owner: Person | None) -> int:
    """Who left does nothing any more: the action is for whoever answers now."""
    if owner is None or action.owner_id == owner.pk:
        return 0
    before = action.owner and action.owner.email
    action.owner = owner
    save_revised(action)
    entries.append_row(system(Channel.JOB), action, CHANGED, {"owner": [before, owner.email]})
    return 1
