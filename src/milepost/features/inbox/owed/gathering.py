"""Everything that somebody owes in some programmes, the overdue first; and what was passed on to them as late."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from milepost.engines.rules.dues.listing import changes_to
from milepost.engines.rules.dues.reminding import Stage
from milepost.features.actions.models import Action
from milepost.features.actions.querysets import OPEN
from milepost.features.inbox.facts.gathering import Gathered
from milepost.features.inbox.models import Reminder
from milepost.features.inbox.owed.awaited import awaited_of
from milepost.features.inbox.owed.items import Item, Source, of_action
from milepost.features.inbox.people import held_by
from milepost.features.inbox.querysets import MARK, key_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.roles import Role

ESCALATIONS = [stage.value for stage in Stage if stage.is_escalation]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of it a list shows: of one programme, by its key; from one source."""

    programme: UUID | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What somebody owes at a day, and what others owe that they were told of."""

    on: date
    items: tuple[Item, ...]
    passed_on: tuple[Item, ...]

    @property
    def late(self) -> int:
        """How many of their own are past their day."""
        return sum(item.is_late(self.on) for item in self.items)


def inbox_of(
    person: Person,
    programmes: Collection[Programme],
    *,
    on: date,
    wanted: Wanted = Wanted(),
    gathered: Gathered | None = None,
) -> Inbox:
    """The inbox of somebody in the programmes of one organisation. `gathered` is kept by who reads several."""
    gathered = gathered or Gathered()
    here = [programme for programme in programmes if wanted.programme in {None, programme.pk}]
    items = [item for item in owed_by(person, here, gathered) if wanted.source in {None, item.source}]
    late = [item for item in _passed_on(person, here, gathered) if wanted.source in {None, item.source}]
    return Inbox(on, tuple(items), tuple(late))


def owed_by(person: Person, programmes: Collection[Programme], gathered: Gathered | None = None) -> list[Item]:
    """What somebody owes, the soonest due first, what has no day last."""
    actions = list(_open_actions(programmes).filter(owner=person))
    over = _over(actions, gathered or Gathered())
    said = dict(
        Reminder.objects.filter(action__in=[action.pk for action in actions], person=person)
        .order_by("said_on", "pk")
        .values_list("action_id", "said_on")
    )
    listed = (of_action(action, said.get(action.pk)) for action in actions if action.pk not in over)
    return _in_order([*listed, *awaited_of(person, programmes)])


def _open_actions(programmes: Iterable[Programme]) -> QuerySet[Action]:
    found = Action.objects.filter(programme__in=[programme.pk for programme in programmes], state__in=OPEN)
    return found.select_related("programme__organisation", "owner")


def _passed_on(person: Person, programmes: Collection[Programme], gathered: Gathered) -> list[Item]:
    """What others owe and did not do, of which this person was told as coordinator or sponsor, and is that today."""
    programmes = held_by(person, programmes, Role.COORDINATOR, Role.SPONSOR)
    told = Reminder.objects.filter(person=person, stage__in=ESCALATIONS, action__in=_open_actions(programmes))
    said = dict(told.order_by("said_on", "pk").values_list("action_id", "said_on"))
    actions = [action for action in _open_actions(programmes).filter(pk__in=said) if action.owner_id != person.pk]
    over = _over(actions, gathered)
    return _in_order(of_action(action, said[action.pk]) for action in actions if action.pk not in over)


def _over(actions: Iterable[Action], gathered: Gathered) -> set[UUID]:
    """Those of what fell due that were done since the list was last brought up to date: nobody owes them any more."""
    by_programme: dict[Programme, dict[str, Action]] = {}
    for action in actions:
        if MARK in action.source_key:
            by_programme.setdefault(action.programme, {})[key_of(action)] = action
    return {key for programme, rows in by_programme.items() for key in _done_in(programme, rows, gathered)}


def _done_in(programme: Programme, rows: dict[str, Action], gathered: Gathered) -> Iterator[UUID]:
    day, dues = today(programme.organisation.timezone), gathered.of(programme)
    changes = changes_to(dict.fromkeys(rows, True), dues.found, on=day, unsure=dues.unsure)
    return (rows[key].pk for key in (*changes.done, *changes.dropped))


def _in_order(items: Iterable[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.due_on or date.max, item.programme.code, item.key))
