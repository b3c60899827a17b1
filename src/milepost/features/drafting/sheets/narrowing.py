"""What a document about one customer sees of answers that were given once for all: no other customer's services."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from milepost.catalogue.documents.kinds import Repeats
from milepost.engines.templating.facts import Book
from milepost.features.drafting.sheets.things import Thing

AGREEMENT = "agreement"


def answers_about(
    thing: Thing | None, what: Repeats, answers: Mapping[str, object], book: Book
) -> Mapping[str, object]:
    """The answers as a document sees them; those in parts lose the parts that are about others alone."""
    if thing is None or what is not Repeats.CUSTOMER:
        return answers
    services = services_of(thing.code, book)
    return {
        code: list(_about(answer, thing.code, services)) if isinstance(answer, list) else answer
        for code, answer in answers.items()
    }


def services_of(customer: str, book: Book) -> frozenset[str]:
    """What a customer is given: the services of its agreement, or as the portfolio says while there is none."""
    agreements: Any = book.get(AGREEMENT) or {}
    agreed = (agreements.get(customer) or {}).get("services") or ()
    if agreed:
        return frozenset(str(row.get("service")) for row in agreed)
    services: Any = book.get("services") or {}
    return frozenset(code for code, facts in services.items() if customer in (facts.get("customers") or ()))


def _about(rows: list[Any], customer: str, services: Collection[str]) -> Iterator[Any]:
    for row in rows:
        if not isinstance(row, Mapping):
            yield row
        elif row.get("customer", customer) == customer and _is_of(row.get("service"), services):
            named = row.get("services")
            theirs = [code for code in named or () if code in services]
            if not named:
                yield row
            elif theirs:
                yield {**row, "services": theirs}


def _is_of(service: Any, services: Collection[str]) -> bool:
    return service is None or service in services
