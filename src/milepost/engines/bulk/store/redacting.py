"""Rewrite what holds a person's name: raw parts and received files. Facts never hold one.

The name is looked for as a whole word in any case, in every text column and, where columns were pseudonymised, as its
keyed hash. What is found becomes `ERASED`. An archive that holds it is given up whole: it cannot be rewritten in place.
"""

import gzip
import hmac
import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import zstandard

from milepost.engines.bulk.connection import Connection, one_file, quote
from milepost.engines.bulk.connection import name as identifier
from milepost.engines.bulk.failures import DAMAGED_ZIP
from milepost.engines.bulk.store.parts import PARQUET, flush, hash_file

ERASED = "[erased]"
ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
PIECE = 16 << 20


def redact_part(connection: Connection, part: Path, target: Path, *, name: str, secret: bytes) -> str:
    """Write the part without the name to `target`; its new hash, empty where the name does not stand in it."""
    read = f"read_parquet({one_file(part)})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
    texts = [str(column) for column, kind, *_ in described if kind == "VARCHAR"]
    if not texts:
        return ""
    word = quote(rf"(?i)(^|[^\pL\pN_]){re.escape(name)}($|[^\pL\pN_])")
    hidden = quote(hmac.digest(secret, name.encode(), "sha256").hex())
    stands = " OR ".join(f"regexp_matches({identifier(c)}, {word}) OR {identifier(c)} = {hidden}" for c in texts)
    found = connection.execute(f"SELECT count(*) FROM {read} WHERE {stands}").fetchone()
    if not found or not found[0]:
        return ""
    erased = quote(rf"\1{ERASED}\2")
    replaced = ", ".join(f"{_without(identifier(c), word, erased, hidden)} AS {identifier(c)}" for c in texts)
    connection.execute(f"COPY (SELECT * REPLACE ({replaced}) FROM {read}) TO {quote(str(target))} ({PARQUET})")
    flush(target)
    return hash_file(target)


def _without(column: str, word: str, erased: str, hidden: str) -> str:
    # Twice, because two names side by side share the blank between them.
    once = f"regexp_replace({column}, {word}, {erased}, 'g')"
    return f"CASE WHEN {column} = {hidden} THEN {quote(ERASED)} ELSE regexp_replace({once}, {word}, {erased}, 'g') END"


def redact_blob(blob: Path, target: Path, *, name: str) -> bool:
    """Write the received file without the name to `target`; false where the name does not stand in it."""
    with blob.open("rb") as kept, zstandard.ZstdDecompressor().stream_reader(kept) as content:
        head = content.read(4)
    archive = head.startswith((b"PK\x03\x04", b"\x1f\x8b"))
    patterns = [_pattern(name, encoding) for encoding in ENCODINGS if _can_write(name, encoding)]
    with blob.open("rb") as kept, zstandard.ZstdDecompressor().stream_reader(kept) as content:
        if archive:
            found = any(pattern.search(piece) for piece in _unpacked(content.read()) for pattern, _ in patterns)
            pieces: Iterable[bytes] = [ERASED.encode()] if found else []
        else:
            found, pieces = False, _pieces(content)
        with target.open("wb") as out, zstandard.ZstdCompressor(level=1).stream_writer(out, closefd=False) as packed:
            for piece in pieces:
                cleaned = piece
                for pattern, erased in patterns:
                    cleaned = pattern.sub(erased, cleaned)
                found = found or cleaned != piece
                packed.write(cleaned)
    if not found:
        target.unlink()
        return False
    flush(target)
    return True


def _can_write(name: str, encoding: str) -> bool:
    try:
        name.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _pattern(name: str, encoding: str) -> tuple[re.Pattern[bytes], bytes]:
    spellings = {name, name.lower(), name.upper(), name.title()}
    words = b"|".join(re.escape(word.encode(encoding)) for word in sorted(spellings))
    return re.compile(rb"(?<![A-Za-z0-9_])(?:" + words + rb")(?![A-Za-z0-9_])", re.IGNORECASE), ERASED.encode(encoding)


def _pieces(content: zstandard.ZstdDecompressionReader) -> Iterable[bytes]:
    """The content in pieces that end at the end of a line, so that no name is cut in two."""
    rest = b""
    while chunk := content.read(PIECE):
        data = rest + chunk
        cut = data.rfind(b"\n") + 1
        yield data[:cut]
        rest = data[cut:]
    yield rest


def _unpacked(data: bytes) -> Iterable[bytes]:
    """What stands in an archive; a damaged one is looked through as it is."""
    try:
        if data.startswith(b"\x1f\x8b"):
            yield gzip.decompress(data)
            return
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                yield archive.read(member)
    except DAMAGED_ZIP:
        yield data
