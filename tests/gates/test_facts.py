"""What the gates gather: the topics they say, in a number of queries that no amount of rows changes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from milepost.engines.rules.criteria import CRITERIA
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.features.actions.services import add_action, finish_action
from milepost.features.drafting.facts import drafted_topics
from milepost.features.evidence.clocks.reading import kept_clocks, read_clocks
from milepost.features.gates.facts import (
    DELIVERED,
    gather,
    gather_facts,
    gather_topics,
    read_charter,
    read_registers,
)
from milepost.features.gates.selectors import get_standings
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.clock import today
from milepost.platform.organisations.models import Person
from tests.people import actor_of

MOST_QUERIES = 36  # a request adds who asks, and for what


def test_the_gatherers_deliver_the_topics_they_say(programme: Programme) -> None:
    on = today(programme.organisation.timezone)
    topics = gather_topics(programme, on, read_clocks(programme, on=on))
    registered, charter = read_registers(programme, on), read_charter(programme, on)
    delivered = {*topics, *charter.topics, *registered.topics, *drafted_topics(programme, registered.said, on, ())}
    assert delivered <= DELIVERED
    assert DELIVERED - delivered <= {"clocks", "plan"}, "absent until records come in, or a baseline is drawn up"


def test_each_topic_is_one_of_the_rules() -> None:
    known = set(ProgrammeFacts.__dataclass_fields__)
    assert known >= DELIVERED
    assert known >= {topic for criterion in CRITERIA.values() for topic in criterion.needs}


@pytest.mark.django_db
def test_all_gates_cost_the_same_queries_for_one_action_and_for_many(programme: Programme, ada: Person) -> None:
    on = today(programme.organisation.timezone)
    gather(programme, on=on)  # from here on the streams are followed
    counts = []
    for more in (1, 60):
        for place in range(more):
            add_action(actor=actor_of(ada), programme=programme, title=f"Do {place}")
        fresh = Programme.objects.select_related("organisation").get(pk=programme.pk)
        kept_clocks.clear()
        with CaptureQueriesContext(connection) as queries:
            get_standings(fresh, on=on)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= MOST_QUERIES


@pytest.mark.django_db
def test_facts_are_kept_until_an_entry_is_written(programme: Programme, ada: Person) -> None:
    on = today(programme.organisation.timezone)
    before = gather(programme, on=on)
    with CaptureQueriesContext(connection) as again:
        assert gather(programme, on=on) is before
    assert len(again) == 2
    action = add_action(actor=actor_of(ada), programme=programme, title="Sign the charter")
    finish_action(actor=actor_of(ada), action=action)
    after = gather(programme, on=on)
    assert before.facts.activity != after.facts.activity
    assert gather_facts(programme, on=on) is after.facts


@pytest.mark.django_db
def test_facts_are_kept_by_day_and_language(programme: Programme) -> None:
    on = today(programme.organisation.timezone)
    gather(programme, on=on)
    assert gather(programme, on=on - timedelta(days=1)).facts is not gather(programme, on=on).facts
    with override("id"):
        names = [practice.label for practice in gather_facts(programme, on=on).practices.missing]
    assert "Manajemen insiden" in names
