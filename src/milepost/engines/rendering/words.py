"""The few words that the product itself prints in a document, in the language of that document."""

from dataclasses import dataclass

from milepost.engines.rendering.failures import BadDocument
from milepost.engines.rules.texts import as_written, say


@dataclass(frozen=True, slots=True)
class PrintedWords:
    """Words of one language; `page` has the number and the count in it."""

    tag: str  # the language as word processors name it
    section: str
    contents: str
    page: tuple[str, str]  # before the number, between number and count
    approvals: str
    approval_columns: tuple[str, str, str, str]
    history: str
    history_columns: tuple[str, str, str, str]
    identification: str
    classification: str
    logo: str


WORDS = {
    "en": PrintedWords(
        tag="en-GB",
        section="section",
        contents="Contents",
        page=("Page", "of"),
        approvals="Approvals",
        approval_columns=("Decision", "Name", "Role", "Date"),
        history="Versions",
        history_columns=("Version", "Date", "What changed", "By"),
        identification="Document",
        classification="Classification",
        logo="Logo of {organisation}",
    ),
    "id": PrintedWords(
        tag="id-ID",
        section="bagian",
        contents="Daftar Isi",
        page=("Halaman", "dari"),
        approvals="Pengesahan",
        approval_columns=("Keputusan", "Nama", "Peran", "Tanggal"),
        history="Riwayat Versi",
        history_columns=("Versi", "Tanggal", "Perubahan", "Oleh"),
        identification="Dokumen",
        classification="Klasifikasi",
        logo="Logo {organisation}",
    ),
}


def words_of(language: str) -> PrintedWords:
    """The words of a language. Raises `BadDocument` for one that documents are not written in."""
    if language not in WORDS:
        raise BadDocument(
            say("A document is not written in “{language}”.", language=as_written(language[:20])),
            say("Use one of {languages}.", languages=as_written(", ".join(WORDS))),
            code="language",
        )
    return WORDS[language]
