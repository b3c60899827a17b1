"""`milepost doctor`: what is wrong with this installation, and how to mend it."""

import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import typer
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from milepost.doors.cli.commands.serve import pending_migrations
from milepost.doors.cli.options import AsJson
from milepost.doors.cli.output import REFUSED, emit
from milepost.platform.backups.selectors import OLD_BACKUP, failed_last, last_good_backup
from milepost.platform.files.stores import BucketFails, BucketStore, store
from milepost.platform.jobs.duties import CUT_OFF
from milepost.platform.jobs.models import Duty, Job, JobState
from milepost.platform.ledger.clock import is_simulated, now
from milepost.platform.organisations.models import Grant
from milepost.platform.organisations.roles import Role
from milepost.platform.signin.models import SamlProvider
from milepost.platform.signin.saml import is_installed
from milepost.platform.walls.enforcing import may_bypass, walled_tables
from milepost.platform.walls.visible import as_installation

LEAST_FREE = 1024**3  # bytes
SECRETS = (
    ("secret", "secret-key", "the secret key"),
    ("checkpoint-key", "checkpoint-key", "the key of checkpoints"),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. A remark (`blocks` false) is no fault."""

    id: str
    passed: bool
    text: str
    fix: str = ""
    blocks: bool = True


def add_to(root: typer.Typer) -> None:
    """Add this topic to the command line."""
    root.command("doctor")(doctor)


def doctor(as_json: AsJson = False) -> None:
    """Look at home folder, database, worker, texts and secrets; exit 1 when something is wrong."""
    checks = list(examine())
    passed = all(check.passed or not check.blocks for check in checks)

    def people() -> None:
        for check in checks:
            typer.echo(f"{'ok   ' if check.passed else 'wrong' if check.blocks else 'note '} {check.text}")
            if not check.passed and check.fix:
                typer.echo(f"      {check.fix}")

    emit("doctor", {"passed": passed, "checks": [asdict(check) for check in checks]}, as_json=as_json, people=people)
    if not passed:
        raise typer.Exit(REFUSED)


def examine() -> Iterator[Check]:
    """Every check; one that needs the database is left out while the database does not answer."""
    yield _python()
    yield from _home(Path(settings.MILEPOST_HOME))
    if settings.BUCKET:
        yield _bucket()
    yield _texts()
    database = _database()
    yield database
    if database.passed:
        migrations = _migrations()
        yield migrations
        if migrations.passed:
            yield from _inside()


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    return Check("python", sys.version_info >= (3, 12), f"Python {version}", "Milepost needs Python 3.12 or newer.")


def _home(home: Path) -> Iterator[Check]:
    if not home.is_dir():
        yield Check("home", False, f"{home} is no folder", "Run `milepost init`, or set MILEPOST_HOME.")
        return
    probe = home / ".writable"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        yield Check("home", False, f"{home} cannot be written: {error.strerror}", "Give this user the folder.")
    else:
        yield Check("home", True, f"home is {home}")
    free = shutil.disk_usage(home).free
    yield Check("disk", free > LEAST_FREE, f"{free // 2**20} MiB are free", "Free at least 1 GiB where the home lies.")
    for id_, name, words in SECRETS:
        secret = home / "secrets" / name
        if secret.exists():
            private = not secret.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH)
            yield Check(id_, private, f"{words} is kept in the home folder", f"chmod 600 {secret}")


def _bucket() -> Check:
    where, kept = f"the bucket {settings.BUCKET}", store()
    try:
        safe = not isinstance(kept, BucketStore) or kept.keeps_what_is_there()
    except BucketFails as failure:
        return Check("bucket", False, f"{where} cannot be used: {failure.reason}", failure.hint)
    return Check(
        "bucket",
        safe,
        f"{where} answers, and refuses to write over what is there"
        if safe
        else f"{where} writes over what is there, although it is asked not to: evidence would not be safe in it",
        "Use a service that honours If-None-Match and If-Match when it takes a file; until then unset MILEPOST_BUCKET.",
    )


def _texts() -> Check:
    compiled = all((Path(folder) / "id" / "LC_MESSAGES" / "django.mo").is_file() for folder in settings.LOCALE_PATHS)
    return Check(
        "texts",
        compiled,
        "Indonesian texts are compiled" if compiled else "Indonesian texts are not compiled",
        "In a checkout, run `make demo` or `make test` once; an installed package brings them.",
    )


def _database() -> Check:
    name = f"{connection.vendor} at {connection.settings_dict['HOST'] or connection.settings_dict['NAME']}"
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Check("database", False, f"{name} does not answer: {str(error).splitlines()[0]}", "Check DATABASE_URL.")
    return Check("database", True, f"{name} answers")


def _migrations() -> Check:
    missing = pending_migrations()
    return Check(
        "migrations",
        missing == 0,
        f"{missing} migrations are missing" if missing else "the database is up to date",
        "Run `milepost init` on a new installation, `milepost upgrade` after an update.",
    )


def _inside() -> Iterator[Check]:
    looks: tuple[Callable[[], Check], ...] = (_role, _walls, _administrator, _saml, _jobs, _duties, _backup, _clock)
    with as_installation("what is wrong is looked for in all organisations"):
        found = [look() for look in looks]
    yield from found


def _role() -> Check:
    bypasses = may_bypass(connection)
    return Check(
        "role",
        not bypasses,
        "the database role may bypass row security" if bypasses else "the database role can do no more than it needs",
        "Sign in as a role made with NOSUPERUSER NOBYPASSRLS, which owns the tables: docs/how-to/use-postgresql.md.",
        blocks=False,
    )


def _walls() -> Check:
    tables = list(walled_tables(connection))
    open_ones = [table.name for table in tables if not table.stands]
    if connection.vendor != "postgresql":
        text = "SQLite has no row security: organisations are kept apart by the program alone"
    elif open_ones:
        text = f"no wall stands around the rows of {', '.join(open_ones)}"
    else:
        text = f"row security is forced on {len(tables)} tables"
    return Check("row-security", not open_ones, text, "Run `milepost upgrade`: it builds what is missing.")


def _administrator() -> Check:
    there = Grant.objects.filter(
        role=Role.ADMINISTRATOR, member__removed_at=None, member__person__is_active=True
    ).exists()
    return Check(
        "administrator",
        there,
        "there is an administrator" if there else "nobody is an administrator",
        "Run `milepost init`.",
    )


def _saml() -> Check:
    there, installed = SamlProvider.objects.count(), is_installed()
    if installed:
        text = "what signing in by SAML needs is installed"
    elif there:
        text = f"organisations sign in by SAML ({there}), and what that needs is not installed"
    else:
        text = "what signing in by SAML needs is not installed; no organisation does"
    return Check("saml", installed or not there, text, "Install milepost[saml] (pip install) and start Milepost again.")


def _jobs() -> Check:
    stuck = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now()).count()
    failed = Job.objects.filter(state=JobState.FAILED).count()
    waiting = Job.objects.filter(state=JobState.QUEUED).count()
    text = f"jobs: {waiting} waiting, {stuck} left behind by a worker that ended, {failed} failed"
    return Check(
        "jobs",
        not stuck and not failed,
        text,
        "A running worker takes up what was left behind; `milepost job list --state failed` shows the rest.",
        blocks=False,
    )


def _duties() -> Check:
    failed = list(Duty.objects.exclude(error="").order_by("name"))
    cut_off = Duty.objects.exclude(holder="").filter(error="", lease_until__lt=timezone.now()).order_by("name")
    told = [*(f"{duty.name}: {duty.error}" for duty in failed), *(f"{duty.name}: {CUT_OFF}" for duty in cut_off)]
    return Check(
        "duties",
        not told,
        f"daily duties that failed: {'; '.join(told)}" if told else "no daily duty failed",
        "A running worker tries them again, three times a day; its log has more.",
        blocks=False,
    )


def _backup() -> Check:
    failed, good = failed_last(), last_good_backup()
    if good is None:
        text, passed = "there is no backup", False
    else:
        age = now() - good.at
        text, passed = f"the last good backup is of {good.at:%Y-%m-%d %H:%M} UTC: {good.place}", age <= OLD_BACKUP
    if failed is not None:
        text, passed = f"{text}; the last try failed: {failed.error}", False
    return Check(
        "backup",
        passed,
        text,
        "Run `milepost backup FILE`, or set MILEPOST_BACKUP_FOLDER and let the worker make one a day.",
        blocks=False,
    )


def _clock() -> Check:
    simulated = is_simulated()
    return Check(
        "clock",
        not simulated,
        "the clock is simulated" if simulated else "the clock is the machine's own",
        "Unset MILEPOST_NOW for the real time. What was written meanwhile stays marked as simulated.",
        blocks=False,
    )
