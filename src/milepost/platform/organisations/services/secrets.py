"""Secrets that are shown once: only their digest is kept."""

import hashlib


def digest(secret: str) -> str:
    """What is kept of a secret. It has 256 random bits, so a plain hash cannot be searched through."""
    return hashlib.sha256(secret.encode()).hexdigest()
