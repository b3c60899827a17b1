"""Do the lock files satisfy pyproject.toml? `python tools/locks.py`, without network.

Every dependency must be pinned to a version it allows, every pin must carry hashes, the pins of each lock must stand
unchanged in the larger ones (runtime with the solver; with SAML, with a bucket; development), and no line may name a
host.
Whether newer versions exist is `make lock`'s question.
"""

import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<marker>\s*;[^\\]*)?")

INSIDE = (
    ("requirements.lock", "requirements-saml.lock"),
    ("requirements.lock", "requirements-bucket.lock"),
    ("requirements-saml.lock", "requirements-dev.lock"),
    ("requirements-bucket.lock", "requirements-dev.lock"),
)
"""Whose pins must stand unchanged in which larger lock."""

# A universal lock may pin one package twice, under different markers.
type Pins = dict[str, set[str]]


def read_lock(text: str) -> tuple[Pins, list[str]]:
    """The pins of a lock file, and what is wrong with the file itself."""
    pins: Pins = {}
    problems = []
    for entry in re.split(r"\n(?=\S)", text.strip()):
        pin = PIN.match(entry)
        if pin is None:
            problems.append(f"not a pin: {entry.splitlines()[0]!r}")
            continue
        if "--hash=sha256:" not in entry:
            problems.append(f"{pin['name']} has no hash")
        pins.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    if "://" in text:
        problems.append("names a host: lock with --no-emit-index-url")
    return pins, problems


def unsatisfied(wanted: list[str], pins: Pins) -> list[str]:
    """The dependencies that are not pinned, or pinned outside of what they allow."""
    problems = []
    for requirement in map(Requirement, wanted):
        versions = pins.get(canonicalize_name(requirement.name), set())
        if not versions:
            problems.append(f"{requirement} is not pinned")
        problems += [
            f"{requirement} is pinned to {version}"
            for version in sorted(versions)
            if not requirement.specifier.contains(version, prereleases=True)
        ]
    return problems


def check(root: Path) -> list[str]:
    """Everything wrong with the lock files of a checkout, one line each."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    runtime = project["project"]["dependencies"] + extras["schedule"]
    saml = runtime + extras["saml"]
    bucket = runtime + extras["bucket"]
    wanted = {
        "requirements.lock": runtime,
        "requirements-saml.lock": saml,
        "requirements-bucket.lock": bucket,
        "requirements-dev.lock": saml + bucket + project["dependency-groups"]["dev"],
    }
    problems, all_pins = [], {}
    for name, dependencies in wanted.items():
        pins, faults = read_lock((root / name).read_text(encoding="utf-8"))
        all_pins[name] = pins
        problems += [f"{name}: {fault}" for fault in faults + unsatisfied(dependencies, pins)]
    for smaller, larger in INSIDE:
        problems += [
            f"{larger}: {name} differs from {smaller}"
            for name, versions in all_pins[smaller].items()
            if all_pins[larger].get(name) != versions
        ]
    return problems


def main() -> int:
    problems = check(ROOT)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("hint: run `make lock`", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
