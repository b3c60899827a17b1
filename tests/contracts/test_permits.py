"""Guarded steps: the services that take one, and that each refuses to work without its own permit."""

import ast
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from milepost.engines.rules.sequence import Step
from milepost.features.practices.services import LIVE_STEP
from milepost.features.programmes.permits import NoPermit, Permit, check_permit
from milepost.features.programmes.phases import OPEN_STEP

FEATURES = Path(__file__).parents[2] / "src" / "milepost" / "features"
GUARDED = {"set_phase_open", "set_live"}


def functions() -> list[ast.FunctionDef]:
    trees = (ast.parse(path.read_text("utf-8")) for path in FEATURES.rglob("*.py") if "migrations" not in path.parts)
    return [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def takes_a_permit(function: ast.FunctionDef) -> bool:
    return any(argument.arg == "permit" for argument in function.args.kwonlyargs)


def test_the_guarded_services_are_these() -> None:
    assert {function.name for function in functions() if takes_a_permit(function)} - {"check_permit"} == GUARDED


def test_each_guarded_service_checks_its_permit_first() -> None:
    for function in functions():
        if function.name in GUARDED:
            first = next(node for node in function.body if not isinstance(node.value, ast.Constant))  # type: ignore[attr-defined]
            assert ast.unparse(first).startswith("check_permit("), function.name


def test_their_steps_are_words_of_the_rules() -> None:
    assert {OPEN_STEP, LIVE_STEP} == {Step.OPEN_PHASE.value, Step.TAKE_PRACTICE_LIVE.value}


@pytest.mark.parametrize(
    "other", [{"step": "take-practice-live"}, {"subject": "certification"}, {"programme_id": uuid4()}]
)
def test_a_permit_for_something_else_is_none(other: dict[str, object]) -> None:
    key = uuid4()
    permit = Permit("open-phase", key, "design", date(2026, 11, 23), {"S-01": True})
    check_permit(permit, step="open-phase", programme_id=key, subject="design")
    with pytest.raises(NoPermit):
        check_permit(permit, **{"step": "open-phase", "programme_id": key, "subject": "design", **other})
