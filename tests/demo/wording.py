"""What no reader of a generated document may find in its wording: marks and words that only a bad join leaves."""

import re
from collections.abc import Iterator

FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"\[\]\(#[^)]*\)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
MARKS = re.compile(r"\{[#.][^}]*\}|\*+|`|^[-#]+ |\\(?=[|*_`\[\]])", re.MULTILINE)
DRAWN = re.compile(r'"([^"\n]*)"|: (.*)$', re.MULTILINE)

IN_EITHER = {
    "two full stops": r"(?<![.…])\.\.(?!\.)|[?!]\.",
    "two marks": r"[,;:]\s*[,;]|,\.|\.[:;]",
    "a space before a mark": r"(?<=\S) [,;.?!](?=\s|$)",
    "no space after a full stop": r"[a-z]{2}[.,;][A-Z][a-z]|[a-z],[a-z]{3}",
    "brackets around nothing": r"\(\s*\)|\[\s*\]|“\s*”",
    "a space inside brackets": r"\(\s|\s\)",
    "a word twice": r"(?i:\b([^\W\d_]{2,}) \1\b)",
    "a sentence that begins small": r"[a-z]{3}[.?!] [a-z]{3,}",
    "straight quotes": r'"',
    "quotes in quotes": r"“[^”]*“",
    "a day of machines": r"\d{4}-\d{2}-\d{2}",
    "spaces in a row": r"[^\s…] {2,}\S",
    "a word that joins to nothing": r"\b(?:and|or|dan|atau)[.;:)]|\((?:and|or|dan|atau)\b",
}
IN_ENGLISH = {
    "an article that does not fit": r"\ba (?!uni|us|one|eu)[aeiou]\w+"
    r"|\b[Aa]n (?!hour|honest|heir)[bcdfghjklmnpqrstvwxyz]\w+",
    "many of one": r"(?<![\d.,–-])\b1 (?:(?:working|calendar) )?(?:days|weeks|months|years|hours|minutes)\b",
    "Indonesian": r"\b(?:dan|yang|untuk|dari|dengan|setiap|atau|oleh|tidak|adalah|dalam)\b"
    r"|\b\d{1,2} (?:Januari|Februari|Maret|Mei|Juni|Juli|Agustus|Oktober|Desember)\b",
}
IN_INDONESIAN = {
    "English": r"\b(?:the|and|of|with|which|from|for|is|are|every|within|working)\b"
    r"|\b\d{1,2} (?:January|February|March|May|June|July|August|October|December)\b",
}


def faults_of(body: str, language: str) -> Iterator[str]:
    """Each bad join in a draft, named, with the words around it."""
    patterns = {**IN_EITHER, **(IN_ENGLISH if language == "en" else IN_INDONESIAN)}
    for piece in _pieces(body):
        for name, pattern in patterns.items():
            for found in re.finditer(pattern, piece):
                yield f"{name}: …{piece[max(found.start() - 40, 0) : found.end() + 30]}…"


def _pieces(body: str) -> Iterator[str]:
    """The body's lines, a table's cells and the words of its flows, as a reader has them."""
    for fence in FENCE.findall(body):
        yield from (named or said for named, said in DRAWN.findall(fence))
    for line in FENCE.sub("", body).split("\n"):
        text = MARKS.sub("", LINK.sub(r"\1", SECTION.sub("section X", line)))
        for cell in text.strip("|").split("|") if line.startswith("|") else [text]:
            yield cell.strip()
