"""What Milepost is made of, from the locks and the installed packages alone: no network.

`python -m tools.supply sbom [-o FILE]` writes a CycloneDX 1.6 document of the runtime lock, and as optional of what
SAML and a bucket need beside it: each package with its version, licence, the hashes of every file that may be
installed, and what it needs. The same locks give the same bytes.
`python -m tools.supply licences [-o FILE]` lists the licence of each package, development too, and fails where one is
not among those that may be used beside Apache-2.0.
"""

import argparse
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<marker>\s*;[^\\]*)?")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
NAMESPACE = uuid.UUID("8b0f2a3e-5f0c-5d0e-9d57-1f4f6f2f7a10")
REFUSED = re.compile(r"\bA?GPL|GNU (Affero )?General Public|SSPL|BUSL|Commons Clause", re.IGNORECASE)  # not LGPL
KNOWN = re.compile(r"Apache|MIT|BSD|MPL|Mozilla|ISC|PSF|Python Software|LGPL|Lesser|CC0|Unlicense|Zlib", re.IGNORECASE)
TOLD_ELSEWHERE = {
    "axe-playwright-python": "MIT",  # the licence of its repository; its metadata name none
    "docutils": "Public Domain AND BSD-2-Clause",  # its metadata name the GPL for an Emacs mode that is not installed
}


@dataclass(frozen=True, slots=True)
class Pin:
    """A package as a lock pins it."""

    name: str
    version: str
    hashes: tuple[str, ...]

    @property
    def reference(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"


def read_pins(lock: Path) -> list[Pin]:
    """The pins of a lock file, by name."""
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    found = [(PIN.match(entry), entry) for entry in entries]
    pins = [
        Pin(canonicalize_name(pin["name"]), pin["version"], tuple(sorted(HASH.findall(entry))))
        for pin, entry in found
        if pin
    ]
    return sorted(pins, key=lambda pin: (pin.name, pin.version))


def installed(pin: Pin) -> Distribution | None:
    """The installed package, where this machine has it in that version; some are for other systems alone."""
    try:
        found = distribution(pin.name)
    except PackageNotFoundError:
        return None
    return found if found.version == pin.version else None


def licence_of(found: Distribution) -> str:
    """What the package says of its licence: an expression, else its classifiers, else the first line of its text."""
    told = found.metadata
    if expression := told.get("License-Expression"):
        return str(expression)
    classifiers = [
        line.rpartition("::")[2].strip() for line in told.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    specific = [line for line in classifiers if line != "OSI Approved"]
    return " AND ".join(specific) or str(told.get("License") or "").strip().split("\n")[0][:100]


def may_be_used(licence: str) -> bool:
    """Whether a licence is one of those that may stand beside Apache-2.0."""
    return bool(KNOWN.search(licence)) and not REFUSED.search(licence)


def sbom(root: Path) -> dict[str, Any]:
    """The document."""
    required = {pin.name for pin in read_pins(root / "requirements.lock")}
    locks = (root / "requirements-saml.lock", root / "requirements-bucket.lock")
    found = {(pin.name, pin.version): pin for lock in locks for pin in read_pins(lock)}
    pins = [found[key] for key in sorted(found)]
    version = re.search(r'^version = "(.+)"$', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    ours = f"pkg:pypi/milepost@{version[1] if version else '0'}"
    components = [_component(pin, is_optional=pin.name not in required) for pin in pins]
    content = json.dumps([ours, components], sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, content)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": "milepost",
                "version": ours.rpartition("@")[2],
                "purl": ours,
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            }
        },
        "components": components,
        "dependencies": _dependencies(ours, pins, root),
    }


def _component(pin: Pin, *, is_optional: bool) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.reference,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.reference,
        "scope": "optional" if is_optional else "required",
        "externalReferences": [
            {
                "type": "distribution",
                "url": pin.reference,
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in pin.hashes],
            }
        ],
    }
    if (found := installed(pin)) and (licence := licence_of(found)):
        component["licenses"] = [{"license": {"name": licence}}]
    return component


def _dependencies(ours: str, pins: list[Pin], root: Path) -> list[dict[str, Any]]:
    by_name: dict[str, list[Pin]] = {}
    for pin in pins:
        by_name.setdefault(pin.name, []).append(pin)

    def wanted(names: Iterator[str]) -> list[str]:
        return sorted({pin.reference for name in names for pin in by_name.get(name, ())})

    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    direct = project["dependencies"] + extras["schedule"] + extras["saml"] + extras["bucket"]
    edges = [{"ref": ours, "dependsOn": wanted(canonicalize_name(Requirement(line).name) for line in direct)}]
    for pin in pins:
        found = installed(pin)
        needs = [Requirement(line) for line in (found.requires or [])] if found else []
        plain = (canonicalize_name(need.name) for need in needs if "extra" not in str(need.marker or ""))
        edges.append({"ref": pin.reference, "dependsOn": wanted(plain)})
    return edges


def licences(root: Path) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(package, version, licence) of both locks, and what may not be used."""
    rows, wrong = [], []
    for pin in read_pins(root / "requirements-dev.lock"):
        if (found := installed(pin)) is None:
            continue  # for another system; its licence is looked at there
        licence = TOLD_ELSEWHERE.get(pin.name) or licence_of(found)
        rows.append((pin.name, pin.version, licence))
        if not may_be_used(licence):
            wrong.append(f"{pin.name} {pin.version}: {licence or 'names no licence'}")
    return rows, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("sbom", "licences"))
    parser.add_argument("-o", dest="output", type=Path)
    given = parser.parse_args()
    wrong: list[str] = []
    if given.command == "sbom":
        text = json.dumps(sbom(ROOT), indent=2) + "\n"
    else:
        rows, wrong = licences(ROOT)
        text = "".join(f"{name:32} {version:16} {licence}\n" for name, version, licence in rows)
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        given.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    for line in wrong:
        print(f"may not be used: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
