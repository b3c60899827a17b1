"""Canonical JSON (RFC 8785) of plain values: the bytes that are hashed. No floats: decimals and times are strings."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import rfc8785

type Plain = str | int | bool | list[Plain] | dict[str, Plain] | None


def plain(value: object) -> Plain:  # noqa: C901 - one case per type
    """A value as canonical JSON can hold it. Raises TypeError for floats and anything unknown."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) < 2**53 else str(value)
        case datetime():
            return value.isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return f"{value.total_seconds():.6f}s"
        case Decimal():
            return format(value.normalize(), "f")
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return hashlib.sha256(bytes(value)).hexdigest()
        case Mapping():
            return {str(key): plain(member) for key, member in value.items()}
        case list() | tuple():
            return [plain(member) for member in value]
        case set() | frozenset():
            return sorted((plain(member) for member in value), key=repr)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def canonical_json(value: object) -> bytes:
    """The canonical bytes of a value."""
    return rfc8785.dumps(plain(value))


def sha256(data: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def name_hash(salt: bytes, name: str) -> str:
    """What an entry's bytes hold of a name: without the salt nobody can try out names on it."""
    return sha256(salt + name.encode())
