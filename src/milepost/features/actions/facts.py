"""What the rules learn from actions: the last one that was finished (W-11). One query."""

from datetime import date

from milepost.engines.rules.facts.decisions import ActivityFacts
from milepost.features.actions.models import ActionState
from milepost.features.actions.querysets import actions_of
from milepost.features.programmes.models import Programme


def activity_facts(programme: Programme, on: date) -> ActivityFacts:
    """The last action done by that day."""
    done = actions_of(programme).filter(state=ActionState.DONE, finished_on__lte=on)
    last = done.order_by("-finished_on", "-number").first()
    return ActivityFacts(last.finished_on, str(last)) if last else ActivityFacts()
