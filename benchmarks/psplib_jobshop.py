"""Reader of job shop instances: one JSON file, an object of instances by name, each with what is known of its optimum.

Each machine is a resource of one unit, each job a chain of activities.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.psplib_optima import Known
from benchmarks.psplib_words import LARGEST_FILE, Unreadable
from milepost.engines.scheduling.network import MAX_DURATION, Activity, Demand, Dependency, Network, Resource

FILE_NAME = "benchmark_instances.json"


def read_job_shops(file: Path) -> dict[str, tuple[Network, Known | None]]:
    """All instances by name. Raises `Unreadable`, which names the instance where the JSON itself is whole."""
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise Unreadable(file, 0, f"more than {LARGEST_FILE} bytes")
        given = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as broken:
        raise Unreadable(file, broken.lineno, broken.msg) from broken
    except (OSError, UnicodeDecodeError, RecursionError, ValueError) as odd:
        raise Unreadable(file, 0, f"it cannot be read as JSON: {odd}") from odd
    if not isinstance(given, dict):
        raise Unreadable(file, 1, "an object of instances by name was expected")
    return {name: _instance(file, name, each) for name, each in given.items()}


def _instance(file: Path, name: str, given: Any) -> tuple[Network, Known | None]:
    given = given if isinstance(given, dict) else {}
    durations = _matrix(file, name, given.get("duration_matrix"), "duration_matrix", most=MAX_DURATION)
    machines = _matrix(file, name, given.get("machines_matrix"), "machines_matrix", most=1_000)
    if [len(row) for row in durations] != [len(row) for row in machines]:
        raise Unreadable(file, 0, f"{name}: duration_matrix and machines_matrix differ in shape")
    activities = tuple(
        Activity(f"{job}.{step}", duration, (Demand(f"M{machine}", 1),))
        for job, (row, order) in enumerate(zip(durations, machines, strict=True))
        for step, (duration, machine) in enumerate(zip(row, order, strict=True))
    )
    ties = tuple(
        Dependency(f"{job}.{step - 1}", f"{job}.{step}")
        for job, row in enumerate(durations)
        for step in range(1, len(row))
    )
    kinds = sorted({machine for order in machines for machine in order})
    network = Network(activities, ties, tuple(Resource(f"M{kind}", 1) for kind in kinds))
    return network, _known(given.get("metadata"))


def _matrix(file: Path, name: str, rows: Any, what: str, *, most: int) -> list[list[int]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Unreadable(file, 0, f"{name}: {what} is no list of lists")
    for job, row in enumerate(rows):
        for step, number in enumerate(row):
            if type(number) is not int or not 0 <= number <= most:
                raise Unreadable(file, 0, f"{name}: {what}[{job}][{step}] is no whole number from 0 to {most}")
    return rows


def _known(metadata: Any) -> Known | None:
    metadata = metadata if isinstance(metadata, dict) else {}
    lower, upper = metadata.get("lower_bound"), metadata.get("upper_bound")
    optimum = metadata.get("optimum")
    if type(optimum) is int:
        return Known(optimum, optimum)
    return Known(lower, upper) if type(lower) is int and type(upper) is int else None
