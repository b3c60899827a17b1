"""A figure as one JSON object on standard output."""

import json
from typing import Any, Protocol


class Measure(Protocol):
    """What times are divided by (`benchmarks.calibration.Calibration`)."""

    @property
    def name(self) -> str: ...
    @property
    def milliseconds(self) -> float: ...
    @property
    def slower(self) -> float: ...


def show(name: str, value: float, unit: str, *, budget: float | None, by: Measure | None = None, **facts: Any) -> None:
    """Print a figure. A time is held to its budget by the machine's own pace (`by`), everything else as it is."""
    slower = by.slower if by else 1.0
    milliseconds = value * 1000 if unit == "s" else value
    figure = {
        "figure": name,
        "value": round(value, 3),
        "unit": unit,
        "calibration": {"name": by.name, "ms": round(by.milliseconds, 1)} if by else None,
        "ratio": round(milliseconds / by.milliseconds, 3) if by else None,
        "budget": budget,
        "of_budget": round(value / slower / budget, 3) if budget else None,
        "passed": value / slower <= budget if budget is not None else None,
        **facts,
    }
    print(json.dumps(figure, ensure_ascii=False), flush=True)
