"""What cannot be read or rendered, each with a reason and a way out, as translatable sentences."""

from milepost.engines.rules.texts import Text


class BadDocument(Exception):
    """A document that cannot be read or rendered: `reason` says what, `fix` the way out, `line` where (from 1)."""

    def __init__(self, reason: Text, fix: Text, *, code: str, line: int | None = None) -> None:
        super().__init__(f"{reason} {fix}")
        self.reason = reason
        self.fix = fix
        self.code = code
        self.line = line


class BadReference(BadDocument):
    """An organisation's own reference file that is no plain DOCX, or holds what a document must not carry."""
