"""One installation to begin with: restored from the archive that is kept of the newest released schema."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.backups.installations import a_database, inside
from tests.people import Ran, cli

KEPT = sorted((Path(__file__).parents[1] / "data" / "backups").glob("*.zip"))
NEWEST = KEPT[-1]


@pytest.fixture(scope="session")
def vendor(pytestconfig: pytest.Config) -> str:
    return str(pytestconfig.getoption("database"))


@pytest.fixture(scope="session")
def restored(
    django_db_setup: None, django_db_blocker: Any, vendor: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, Ran]]:
    """The archive restored once, how that went; tests take copies of it."""
    home = tmp_path_factory.mktemp("restored")
    with django_db_blocker.unblock(), a_database(vendor) as url:
        with inside(home, url):
            ran = cli("restore", NEWEST, "--json")
        yield home, url, ran


@pytest.fixture
def here(db: None, vendor: str, tmp_path: Path) -> Iterator[Path]:
    """Inside an empty installation on the database under test; its home."""
    with a_database(vendor) as url, inside(tmp_path / "here", url):
        yield tmp_path / "here"


@pytest.fixture
def installed(db: None, vendor: str, restored: tuple[Path, str, Ran], tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A copy of the restored installation, which one is not inside of: its home and the URL of its database."""
    home, url, _ran = restored
    shutil.copytree(home, tmp_path / "installed")
    with a_database(vendor, like=url) as copied:
        yield tmp_path / "installed", copied


@pytest.fixture
def there(installed: tuple[Path, str]) -> Iterator[Path]:
    """Inside a copy of the restored installation; its home."""
    with inside(*installed):
        yield installed[0]
