"""Settings come from the environment alone; this module is the only reader of it.

`MILEPOST_HOME` is one folder for database, evidence, files and secrets. In a checkout it is `var/`, otherwise the
user's data folder. `DATABASE_URL` names the database; unset, it is SQLite in that folder.
"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

CHECKOUT = Path(__file__).parents[4]
BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9_.-]+)*/?")
SHORTEST_TOKEN = 24  # characters
MAIL_PORTS = {"smtp": 587, "smtps": 465}
HERE = {"127.0.0.1", "::1", "localhost"}
SCHEMES = {"postgres": "postgresql", "postgresql": "postgresql", "sqlite": "sqlite3"}


class WrongSetting(ImproperlyConfigured):
    """An environment variable cannot be used as it is."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment says, read once at start."""

    home: Path
    database: dict[str, Any]
    secret_key: str
    debug: bool
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    behind_tls: bool
    proxies: int
    idle_minutes: int
    hsts_seconds: int
    hsts_subdomains: bool
    log_format: str
    slow_query_ms: int
    metrics: str
    metrics_token: str
    clamd: str
    mail: dict[str, Any]
    mail_from: str
    bucket: str
    bucket_copies: int
    bucket_plain_http: bool
    backup_folder: Path | None
    backup_keep: int
    checkpoint_key: str
    timestamp_authority: str
    timestamp_certificates: "tuple[Certificate, ...]"
    provider_secrets: dict[str, str]


def read_environment(variables: dict[str, str] | None = None) -> Environment:
    """Read and check the environment. Raises `WrongSetting` with the variable's name and the way out."""
    env = dict(os.environ) if variables is None else variables
    home = _home(env)
    return Environment(
        home=home,
        database=_database(env.get("DATABASE_URL", ""), home),
        secret_key=env.get("MILEPOST_SECRET_KEY") or _kept_secret(home / "secrets" / "secret-key"),
        debug=env.get("MILEPOST_DEBUG", "") == "1",
        hosts=_words(env.get("MILEPOST_HOSTS", "")) or ("127.0.0.1", "localhost", "[::1]"),
        origins=_words(env.get("MILEPOST_ORIGINS", "")),
        behind_tls=env.get("MILEPOST_TLS", "") == "1",
        proxies=_number(env, "MILEPOST_PROXIES", 1 if env.get("MILEPOST_TLS", "") == "1" else 0),
        idle_minutes=_number(env, "MILEPOST_IDLE_MINUTES", 120, least=5),
        hsts_seconds=_number(env, "MILEPOST_HSTS_SECONDS", 31_536_000),
        hsts_subdomains=env.get("MILEPOST_HSTS_SUBDOMAINS", "") == "1",
        log_format=env.get("MILEPOST_LOG_FORMAT", "text"),
        slow_query_ms=_number(env, "MILEPOST_SLOW_QUERY_MS", 0),
        metrics=_metrics(env),
        metrics_token=env.get("MILEPOST_METRICS_TOKEN", ""),
        clamd=_scanner(env.get("MILEPOST_CLAMD", "")),
        mail=_mail(env),
        mail_from=env.get("MILEPOST_MAIL_FROM", ""),
        bucket=_bucket(env.get("MILEPOST_BUCKET", "")),
        bucket_copies=_number(env, "MILEPOST_BUCKET_COPIES_MIB", 4096, least=64) * 2**20,
        bucket_plain_http=env.get("AWS_ALLOW_HTTP", "").lower() in {"1", "true"},
        backup_folder=Path(folder).expanduser().absolute() if (folder := env.get("MILEPOST_BACKUP_FOLDER")) else None,
        backup_keep=_number(env, "MILEPOST_BACKUP_KEEP", 7, least=1),
        checkpoint_key=env.get("MILEPOST_CHECKPOINT_KEY", ""),
        timestamp_authority=env.get("MILEPOST_TIMESTAMP_AUTHORITY", ""),
        timestamp_certificates=_certificates(env.get("MILEPOST_TIMESTAMP_CERTIFICATES", "")),
        provider_secrets={name: value for name, value in env.items() if name.startswith("MILEPOST_OIDC_")},
    )


def _home(env: dict[str, str]) -> Path:
    if named := env.get("MILEPOST_HOME"):
        return Path(named).expanduser().absolute()
    if (CHECKOUT / "pyproject.toml").is_file() and (CHECKOUT / "src" / "milepost").is_dir():
        return CHECKOUT / "var"
    data = env.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(data) / "milepost"


def _metrics(env: dict[str, str]) -> str:
    who = env.get("MILEPOST_METRICS", "")
    if who not in {"", "loopback", "token"}:
        raise WrongSetting(f"MILEPOST_METRICS is {who!r}, use loopback or token")
    if who == "token" and len(env.get("MILEPOST_METRICS_TOKEN", "")) < SHORTEST_TOKEN:
        raise WrongSetting(f"MILEPOST_METRICS_TOKEN is missing or short, use {SHORTEST_TOKEN} characters or more")
    return who


def _scanner(written: str) -> str:
    parts = urlsplit(written)
    if written and not ((parts.scheme == "tcp" and parts.hostname) or (parts.scheme == "unix" and parts.path)):
        raise WrongSetting(f"MILEPOST_CLAMD is {written!r}, use tcp://HOST:3310 or unix:///PATH/clamd.sock")
    return written


def _mail(env: dict[str, str]) -> dict[str, Any]:
    """How to reach the mail server; nothing where none is named. TLS unless it is on this very machine."""
    written = env.get("MILEPOST_MAIL", "")
    if not written:
        return {}
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in MAIL_PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise WrongSetting("MILEPOST_MAIL cannot be read, use smtp://USER:PASSWORD@HOST:587 or smtps://…:465")
    if "@" not in env.get("MILEPOST_MAIL_FROM", ""):
        raise WrongSetting("MILEPOST_MAIL_FROM is missing: the address that mails come from")
    if not _words(env.get("MILEPOST_ORIGINS", "")):
        raise WrongSetting("MILEPOST_ORIGINS is missing: links in mails begin with the first of them")
    return {
        "host": parts.hostname,
        "port": port or MAIL_PORTS[parts.scheme],
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": parts.scheme == "smtps",
        "use_tls": parts.scheme == "smtp" and parts.hostname not in HERE,
        "timeout": 20,
    }


def _certificates(file: str) -> "tuple[Certificate, ...]":
    """The certificates in a PEM file, read at start: a check that is asked for is never left out in silence."""
    if not file:
        return ()
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - heavy

    try:
        return tuple(load_pem_x509_certificates(Path(file).expanduser().read_bytes()))
    except (OSError, ValueError) as error:
        raise WrongSetting(
            f"MILEPOST_TIMESTAMP_CERTIFICATES is {file!r}, use a readable file of certificates in PEM ({error})"
        ) from None


def _bucket(written: str) -> str:
    """The bucket's name and, behind a slash, what stands before each name in it."""
    if written and not BUCKET.fullmatch(written):
        raise WrongSetting(f"MILEPOST_BUCKET is {written!r}, use s3://BUCKET or s3://BUCKET/FOLDER")
    return written.removeprefix("s3://").rstrip("/")


def _number(env: dict[str, str], name: str, default: int, *, least: int = 0) -> int:
    written = env.get(name, "") or str(default)
    if not written.isascii() or not written.isdigit() or int(written) < least:
        raise WrongSetting(f"{name} is {written!r}, use a whole number from {least} on")
    return int(written)


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def _kept_secret(path: Path) -> str:
    """The installation's own secret, made on first use and readable by its owner only."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = secrets.token_urlsafe(48)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it between the two lines above
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(fresh)
    return fresh


def _database(url: str, home: Path) -> dict[str, Any]:
    if not url:
        return _sqlite(str(home / "milepost.sqlite3"))
    parts = urlsplit(url)
    engine = SCHEMES.get(parts.scheme)
    if engine is None:
        raise WrongSetting(
            f"DATABASE_URL starts with {parts.scheme or 'nothing'}:, use sqlite:///FILE or postgresql://…"
        )
    if engine == "sqlite3":
        return _sqlite(unquote(parts.path.removeprefix("/")) if parts.netloc == "" else parts.netloc + parts.path)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "milepost.platform.walls.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _sqlite(name: str) -> dict[str, Any]:
    """SQLite as a server needs it: readers never wait for the writer, writers queue instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000; "
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;",
        },
    }
