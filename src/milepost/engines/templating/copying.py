"""A template that an organisation copied: what it may change in it, and how a newer edition comes in.

What the document *is* stays the catalogue's: its key, language, kind, practice, clauses, items, owner and approver; and
the headings that an auditor would miss, because the coverage of the standard rests on them. What it is called and
says, whom it asks and how long it is kept is the organisation's.
"""

import re
from collections.abc import Iterator

from milepost.engines.rules.texts import say
from milepost.engines.templating.checking import ANCHORED, Fault
from milepost.engines.templating.front import Template, front_of, line_of
from milepost.engines.templating.merging import Merged, merge, merge_lines

SETTLED = {
    "template": "key",
    "edition": "edition",
    "language": "language",
    "kind": "kind",
    "practice": "practice",
    "clauses": "clauses",
    "items": "items",
    "owner": "owner",
    "approver": "approver",
    "top_management": "top_management",
}
"""Lines of the front matter that stay as they are shipped, and what they are of a template."""
OPEN_TO_CHANGE = ("title", "classification", "review_months", "retention_months", "needs", "questions", "satisfies")
LONGEST_TITLE = 200

_LINE = re.compile(r"^([A-Za-z_][\w-]*)\s*:", re.MULTILINE)
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000-\ue002\ufffe\uffff]")


def check_text(text: str) -> tuple[Fault, ...]:
    """Characters that no file keeps, or that would pass for the marks by which a draft knows its facts."""
    found = _UNKEPT.search(text)
    if found is None:
        return ()
    return (Fault(text.count("\n", 0, found.start()) + 1, say("holds a character that cannot be kept")),)


def check_copy(text: str, own: Template, shipped: Template) -> tuple[Fault, ...]:
    """Where a copy (`text` as read into `own`) is no longer the document that was shipped."""
    return tuple(sorted(_strayings(text, own, shipped), key=lambda fault: fault.line))


def _strayings(text: str, own: Template, shipped: Template) -> Iterator[Fault]:
    for key, name in SETTLED.items():
        mine, theirs = getattr(own, name), getattr(shipped, name)
        if mine != theirs:
            yield Fault(
                line_of(text, key), say("{key} stays as it is shipped: {value}", key=key, value=_spelled(theirs))
            )
    for found in _LINE.finditer(front_of(text)):
        if found.group(1) not in SETTLED and found.group(1) not in OPEN_TO_CHANGE:
            yield Fault(line_of(text, found.group(1)), say("front matter has no {key}", key=found.group(1)[:60]))
    if len(own.title) > LONGEST_TITLE or "\n" in own.title:
        yield Fault(line_of(text, "title"), say("a title is one line of at most {most} characters", most=LONGEST_TITLE))
    kept = {anchor for anchor, mandatory in ANCHORED.findall(own.body) if mandatory}
    for anchor, mandatory in ANCHORED.findall(shipped.body):
        if mandatory and anchor not in kept:
            yield Fault(own.first_line, say("the heading {anchor} stays", anchor=f"{{#{anchor} .mandatory}}"))


def _spelled(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(each) for each in value) or "–"
    return str(value).lower() if isinstance(value, bool) else str(value) or "–"


def merge_templates(base: str, mine: str, theirs: str) -> Merged:
    """A newer edition (`theirs`) brought into a copy (`mine`) of the one it was made from (`base`), all of them files.

    Front matter is merged line by line, the body paragraph by paragraph. The edition is the newer one's.
    """
    fronts = [front_of(text) for text in (base, mine, theirs)]
    bodies = [text[len(front) :] for text, front in zip((base, mine, theirs), fronts, strict=True)]
    head, body = merge_lines(*fronts), merge(*bodies)
    return Merged(head.body + body.body, (*head.clashes, *body.clashes))
