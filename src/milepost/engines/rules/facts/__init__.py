"""Frozen inputs of the rules: `ProgrammeFacts` and, in one module per topic, what it is made of."""

from milepost.engines.rules.facts.programme import PhaseFacts, ProgrammeFacts
from milepost.engines.rules.facts.refs import DayCount, Ref, StepDates
from milepost.engines.rules.facts.settings import Phase, Settings

__all__ = ["DayCount", "Phase", "PhaseFacts", "ProgrammeFacts", "Ref", "Settings", "StepDates"]
