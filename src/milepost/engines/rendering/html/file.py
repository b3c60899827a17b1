"""A document as one HTML file that needs nothing else: style, drawings and logo stand in it."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path

from milepost.engines.rendering.blocks import Document, Heading, as_text, headings
from milepost.engines.rendering.characters import on_one_line
from milepost.engines.rendering.colours import readable
from milepost.engines.rendering.html.fragment import to_html
from milepost.engines.rendering.numbering import numbers
from milepost.engines.rendering.pictures import as_picture
from milepost.engines.rendering.words import PrintedWords, words_of

_SHEET = Path(__file__).with_name("sheet.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def to_html_file(document: Document) -> str:
    """The whole document. Its own policy lets no script run and nothing load. Raises `BadDocument`."""
    words = words_of(document.language)
    accent = readable(document.accent)
    sheet = _SHEET.read_text(encoding="utf-8").replace("#2147a6", accent)
    title = _plain(f"{document.title} · {document.identification}")
    body = to_html(document.blocks, language=document.language, accent=accent)
    parts = [
        f'<!doctype html>\n<html lang="{words.tag}">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>\n{sheet}</style>\n</head>\n<body>",
        _head(document, words),
        _contents(document, words),
        f"<main>\n{body}\n</main>",
        _history(document, words),
        f"<footer>{_line(document)}</footer>\n</body>\n</html>\n",
    ]
    return "\n".join(part for part in parts if part)


def _head(document: Document, words: PrintedWords) -> str:
    logo = as_picture(document.logo)
    owner = _plain(document.organisation)
    if logo:
        data = f"data:{logo.media_type};base64,{b64encode(logo.data).decode()}"
        owner = f'<img src="{data}" alt="{_plain(words.logo.format(organisation=document.organisation))}">'
    facts = [(words.identification, document.identification), *document.facts]
    if document.classification:
        facts.append((words.classification, document.classification))
    listed = "".join(f"<div><dt>{_plain(name)}</dt><dd>{_plain(value)}</dd></div>" for name, value in facts)
    state = f'<p class="state">{_plain(document.state)}</p>' if document.state else ""
    approvals = _table(
        words.approvals,
        words.approval_columns,
        [(row.did, row.name, row.role, row.decided) for row in document.approvals],
    )
    return (
        f'<header>\n<p class="owner">{owner}</p>\n<h1>{_plain(document.title)}</h1>\n{state}'
        f"<dl>{listed}</dl>\n{approvals}</header>"
    )


def _contents(document: Document, words: PrintedWords) -> str:
    found = [heading for heading in headings(document.blocks) if heading.level <= 3]
    if not found:
        return ""
    given = numbers(document.blocks)
    items = "".join(_entry(heading, given.get(heading.anchor, "")) for heading in found)
    return f'<nav aria-labelledby="contents"><h2 id="contents">{words.contents}</h2><ul>{items}</ul></nav>'


def _entry(heading: Heading, number: str) -> str:
    words = f"{number} {_plain(as_text(heading.inlines))}".lstrip()
    return f'<li class="level-{heading.level}"><a href="#{heading.anchor}">{words}</a></li>'


def _history(document: Document, words: PrintedWords) -> str:
    rows = [(row.version, row.decided, row.summary, row.by) for row in document.history]
    return _table(words.history, words.history_columns, rows)


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    header = "".join(f'<th scope="col">{_plain(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(f'<td>{_plain(cell)}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{header}</tr></thead><tbody>{body}</tbody></table>"
    return f"<section><h2>{_plain(title)}</h2>{table}</section>"


def _line(document: Document) -> str:
    parts = (document.organisation, document.identification, document.classification, document.state)
    return " · ".join(_plain(part) for part in parts if part)


def _plain(text: str) -> str:
    return escape(on_one_line(text))
