"""Whether the elements of a scope fit each other: a service in scope has its unit, its customers and its owner in view.

These are remarks on a scope statement while it is written; they fail no gate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from milepost.engines.rules.answers import by_programme
from milepost.engines.rules.facts.refs import Ref
from milepost.engines.rules.facts.scope import ElementKind, Inclusion, ScopeFacts
from milepost.engines.rules.results import CheckResult
from milepost.engines.rules.subjects import Kind, about
from milepost.engines.rules.texts import Text, say


@dataclass(frozen=True, slots=True)
class ServiceLinks:
    """What the portfolio says of a service: the keys of its unit, its owner and its customers."""

    service: str
    unit: str = ""
    owner: str = ""
    customers: frozenset[str] = frozenset()


def misfits(scope: ScopeFacts, links: Iterable[ServiceLinks], *, on: date) -> Iterator[CheckResult]:
    """What does not fit, service by service, then the customers in scope that no service in scope is for."""
    keys = {kind: {state: {e.key for e in scope.of(kind, state, on)} for state in Inclusion} for kind in ElementKind}
    served: set[str] = set()
    by_service = {link.service: link for link in links}
    for element in scope.of(ElementKind.SERVICE, Inclusion.IN, on):
        link = by_service.get(element.key, ServiceLinks(element.key))
        served |= link.customers
        subject, name = about(Kind.SERVICE, Ref(element.key, element.label)), element.label
        for id_, text, fix in _signs(link, name, keys):
            yield by_programme(f"SCOPE.{id_}", subject, text, fix, blocks=False)
    for element in scope.of(ElementKind.CUSTOMER, Inclusion.IN, on):
        if element.key not in served:
            yield by_programme(
                "SCOPE.customer-unserved",
                about(Kind.CUSTOMER, Ref(element.key, element.label)),
                say("{name} is in scope and receives no service in scope.", name=element.label),
                say("Name the services it receives, or leave it out."),
                blocks=False,
            )


def _signs(
    link: ServiceLinks, name: str, keys: dict[ElementKind, dict[Inclusion, set[str]]]
) -> Iterator[tuple[str, Text, Text]]:
    units, customers = keys[ElementKind.UNIT], keys[ElementKind.CUSTOMER]
    if not link.unit:
        yield (
            "service-no-unit",
            say("Nothing says which unit delivers {name}.", name=name),
            say("Name the unit in the portfolio."),
        )
    elif link.unit in units[Inclusion.OUT]:
        yield (
            "service-unit-out",
            say("{name} is in scope, the unit that delivers it is not.", name=name),
            say("Take the unit into scope, or the service out of it."),
        )
    if not link.customers:
        yield (
            "service-no-customer",
            say("Nothing says which customers receive {name}.", name=name),
            say("Name its customers in the portfolio."),
        )
    elif link.customers <= customers[Inclusion.OUT]:
        yield (
            "service-customers-out",
            say("{name} is in scope, all customers that receive it are not.", name=name),
            say("Take a customer into scope, or the service out of it."),
        )
    if not link.owner:
        yield (
            "service-no-owner",
            say("Nobody answers for {name}.", name=name),
            say("Name its owner in the portfolio."),
        )
