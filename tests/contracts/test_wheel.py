"""The wheel that pip and uvx install holds everything that the product reads, texts compiled, from sources alone."""

import io
import shutil
import subprocess
import sys
import zipfile
from gettext import GNUTranslations
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MADE = shutil.ignore_patterns("*.mo", "__pycache__", ".*")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the wheel is built from; nothing in it was compiled."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copytree(ROOT / "src", checkout / "src", ignore=MADE)
    (checkout / "tools").mkdir()
    for name in ("pyproject.toml", "tools/wheel.py", "README.md", "LICENSE", "NOTICE"):
        shutil.copy(ROOT / name, checkout / name)
    return checkout


@pytest.fixture(scope="module")
def wheel(checkout: Path) -> zipfile.ZipFile:
    """As `make wheel` builds it."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=checkout, check=True)
    (built,) = (checkout / "dist").glob("*.whl")
    return zipfile.ZipFile(built)


def test_every_source_and_data_file_is_in_it(checkout: Path, wheel: zipfile.ZipFile) -> None:
    source = checkout / "src"
    wanted = {
        path.relative_to(source).as_posix() for path in source.rglob("*") if path.suffix != ".mo" and path.is_file()
    }
    assert wanted - set(wheel.namelist()) == set()


def test_the_indonesian_texts_are_compiled_in_it(wheel: zipfile.ZipFile) -> None:
    compiled = io.BytesIO(wheel.read("milepost/locale/id/LC_MESSAGES/django.mo"))
    assert GNUTranslations(compiled).gettext("Plan") == "Rencana"


def test_it_starts_milepost(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert "milepost = milepost.doors.cli.main:run" in wheel.read(name).decode()
