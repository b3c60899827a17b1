"""A time-stamping authority (RFC 3161) for the tests: a server on this machine with a certificate of its own.

What it answers is written out in DER here, so that the answers it may give wrongly are easily given too.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

SIGNED_DATA, TST_INFO = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.16.1.4"
CONTENT_TYPE, MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47"
SHA256, ECDSA_SHA256 = "2.16.840.1.101.3.4.2.1", "1.2.840.10045.4.3.2"
POLICY = "1.3.6.1.4.1.99999.1"


def tlv(tag: int, *parts: bytes) -> bytes:
    """Tag, length, value."""
    body = b"".join(parts)
    size = len(body)
    if size < 128:
        return bytes([tag, size]) + body
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 128 | len(length)]) + length + body


def sequence(*parts: bytes) -> bytes:
    return tlv(0x30, *parts)


def integer(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1))


def oid(dotted: str) -> bytes:
    first, second, *rest = (int(part) for part in dotted.split("."))
    body = bytes([first * 40 + second])
    for part in rest:
        groups = [part & 0x7F]
        while part := part >> 7:
            groups.append(part & 0x7F | 0x80)
        body += bytes(reversed(groups))
    return tlv(0x06, body)


def read(data: bytes) -> list[tuple[int, bytes]]:
    """The members of a constructed value, as (tag, body)."""
    found = []
    while data:
        tag, size, start = data[0], data[1], 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[2:start])
        found.append((tag, data[start : start + size]))
        data = data[start + size :]
    return found


@dataclass
class Authority:
    """What it does when asked; `address` is where. `asked` counts; `forges`: the key it signs with is not its own."""

    address: str
    asked: int = 0
    refuses: bool = False
    is_down: bool = False
    stamps_another: bool = False
    answers_unreadably: bool = False
    forges: bool = False
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 29, 12, tzinfo=UTC))

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Time of the tests")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(4711)
            .not_valid_before(self.now - timedelta(days=1))
            .not_valid_after(self.now + timedelta(days=3650))
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def answer(self, query: bytes) -> bytes:
        """The answer to a query, as bytes of a TimeStampResp."""
        self.asked += 1
        if self.refuses:
            return sequence(sequence(integer(2)))
        (_, body), *_ = read(query)
        members = read(body)
        imprint = sequence(members[1][1])
        if self.stamps_another:
            imprint = sequence(sequence(oid(SHA256), tlv(0x05)), tlv(0x04, sha256(b"another").digest()))
        nonce = next(raw for tag, raw in members[2:] if tag == 0x02)
        if self.answers_unreadably:
            return sequence(sequence(integer(0)), sequence(oid(SIGNED_DATA), tlv(0xA0, b"\x30\x03\x02\x01\x63")))
        return sequence(sequence(integer(0)), self._token(imprint, nonce))

    def _token(self, imprint: bytes, nonce: bytes) -> bytes:
        at = tlv(0x18, self.now.strftime("%Y%m%d%H%M%SZ").encode())
        info = sequence(integer(1), oid(POLICY), imprint, integer(self.asked), at, tlv(0x02, nonce))
        certificate = self.certificate.public_bytes(Encoding.DER)
        attributes = b"".join(
            sorted(
                [
                    sequence(oid(CONTENT_TYPE), tlv(0x31, oid(TST_INFO))),
                    sequence(oid(MESSAGE_DIGEST), tlv(0x31, tlv(0x04, sha256(info).digest()))),
                    sequence(
                        oid(SIGNING_CERTIFICATE),
                        tlv(0x31, sequence(sequence(sequence(tlv(0x04, sha256(certificate).digest()))))),
                    ),
                ]
            )
        )
        key = ec.generate_private_key(ec.SECP256R1()) if self.forges else self.key
        signature = key.sign(tlv(0x31, attributes), ec.ECDSA(hashes.SHA256()))
        signer = sequence(
            integer(1),
            sequence(self.certificate.issuer.public_bytes(), integer(self.certificate.serial_number)),
            sequence(oid(SHA256)),
            tlv(0xA0, attributes),
            sequence(oid(ECDSA_SHA256)),
            tlv(0x04, signature),
        )
        signed = sequence(
            integer(3),
            tlv(0x31, sequence(oid(SHA256))),
            sequence(oid(TST_INFO), tlv(0xA0, tlv(0x04, info))),
            tlv(0xA0, certificate),
            tlv(0x31, signer),
        )
        return sequence(oid(SIGNED_DATA), tlv(0xA0, signed))


@contextmanager
def running() -> Iterator[Authority]:
    """The authority, listening."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.is_down or self.headers["Content-Type"] != "application/timestamp-query":
                self.send_error(503)
                return
            answer = authority.answer(query)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Nothing is printed."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    authority = Authority(f"http://127.0.0.1:{server.server_port}/tsa")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
