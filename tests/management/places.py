"""What stands in the addresses of the registers: one entry of each, made by the coordinator."""

from collections.abc import Callable
from typing import Any

from milepost.features.management.described import LISTED, REGISTERS, STATED
from milepost.features.management.services import put_entry

SAMPLES: dict[str, dict[str, Any]] = {
    "risks": {"title": "The only engineer leaves"},
    "objectives": {"title": "Fewer failed payments", "metric": "Failed per 10,000", "target": "5"},
    "party-requirements": {"title": "Payments on payday", "party": "IP-01"},
    "risk-method": {"likelihoods": ["Rare", "Often"], "impacts": ["Low", "High"], "acceptable": 2},
    "climate-decision": {"relevant": True, "reason": "Floods", "decided_by": "Sari Dewanti"},
}


def sample(key: str) -> dict[str, Any]:
    """The least that an entry of a register needs."""
    return SAMPLES.get(key, {"title": f"One of {key}"})


def enter(actor: Any, programme: Any, key: str, **more: Any) -> Any:
    """An entry of a register with the least that it needs, and more."""
    if key == "party-requirements":
        put_entry(actor=actor, programme=programme, register=REGISTERS["parties"],
                  fields={"code": "IP-01", "title": "Retail banking"})  # fmt: skip
    fields = {**sample(key), **more}
    return put_entry(actor=actor, programme=programme, register=REGISTERS[key], fields=fields).row


def _entry(key: str) -> Callable[[Any], str]:
    def make(world: Any) -> str:
        return str(enter(world.actor("ada"), world.programme, key, code="FIRST").code)

    return make


def _stated(key: str) -> Callable[[Any], str]:
    """What is stated once has no key: it is made when its address is filled, so that there is something to read."""

    def make(world: Any) -> str:
        enter(world.actor("ada"), world.programme, key)
        return str(world.programme.code)

    return make


PLACES: dict[str, Any] = {
    "management:list name": "risks",
    "management:new name": "risks",
    "management:import name": "risks",
    "management:entry name": "risks",
    "management:entry key": _entry("risks"),
    "management:risk key": _entry("risks"),
    "management:objective key": _entry("objectives"),
    "management:measure key": _entry("objectives"),
    "api:list_measurements entry": _entry("objectives"),
    "api:put_measurement entry": _entry("objectives"),
    "api:put_measurement day": "2026-02-02",
}
for _register in LISTED:
    PLACES[f"api:get_{_register.one} entry"] = PLACES[f"api:put_{_register.one} entry"] = _entry(_register.key)
for _register in STATED:
    PLACES[f"api:get_{_register.one} code"] = _stated(_register.key)
