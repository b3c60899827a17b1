"""What is wrong with a template, for its author: names no shape has, questions unused, headings without a datum."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from milepost.engines.rules.texts import Text, say
from milepost.engines.templating.answers import BadAnswer, shape_of
from milepost.engines.templating.front import Template
from milepost.engines.templating.language import BadTemplate, Language

ANCHORED = re.compile(r"^#{1,6} .+ \{#([\w-]+)( \.mandatory)?\}\s*$", re.MULTILINE)
_ANY_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_ASKED = re.compile(r"\bq\.([a-z][a-z0-9_]*)")
_REFERENCE = re.compile(r"\[\]\(#([^)]*)\)")
_OUTPUT = re.compile(r"\{\{|\{%-?\s*for ")
MOST_QUESTIONS = {"DOC-SMP-01": 15}
USUAL_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Fault:
    """Something the author of a template has to mend, with the line of its file."""

    line: int
    reason: Text | str


def check_template(template: Template, language: Language) -> tuple[Fault, ...]:
    """Everything that can be said of a template without facts."""
    return tuple(sorted(_faults(template, language), key=lambda fault: fault.line))


def _faults(template: Template, language: Language) -> Iterator[Fault]:
    try:
        language.read(template.body)
    except BadTemplate as error:
        yield Fault(template.first_line + error.line - 1, error.reason)
    anchors = ANCHORED.findall(template.body)
    if len(_ANY_HEADING.findall(_without_fences(template.body))) != len(anchors):
        yield Fault(
            template.first_line,
            say("every heading has an anchor, like {example}", example="## Title {#anchor .mandatory}"),
        )
    yield from _faulty_questions(template)
    known = {anchor for anchor, _ in anchors}
    for satisfied in template.satisfies:
        if satisfied.heading not in known:
            yield Fault(
                2,
                say(
                    "satisfies {statement} under a heading “{heading}” that is not there",
                    statement=satisfied.statement,
                    heading=satisfied.heading,
                ),
            )
    for found in _REFERENCE.finditer(template.body):
        if "{" not in found.group(1) and found.group(1) not in known:
            yield Fault(
                line_of(template, found.start()),
                say("refers to “#{heading}”, which is not there", heading=found.group(1)),
            )
    yield from _bare_headings(template)


def _faulty_questions(template: Template) -> Iterator[Fault]:
    asked, used = {question.key for question in template.questions}, set(_ASKED.findall(template.body))
    for key in sorted(used - asked):
        yield Fault(template.first_line, say("uses q.{key}, which it does not ask", key=key))
    for key in sorted(asked - used):
        yield Fault(2, say("asks {key}, and never uses it", key=key))
    most = MOST_QUESTIONS.get(template.key, USUAL_QUESTIONS)
    if len(asked) > most:
        yield Fault(2, say("asks {count} questions; at most {most}", count=len(asked), most=most))
    for question in template.questions:
        try:
            shape_of(question.answer)
        except BadAnswer as error:
            yield Fault(2, say("question {key}: {why}", key=question.key, why=str(error)))
        if template.key not in question.used_by:
            yield Fault(
                2,
                say(
                    "question {key} does not name {document} among those that use it",
                    key=question.key,
                    document=template.key,
                ),
            )


def _bare_headings(template: Template) -> Iterator[Fault]:
    """Headings under which no fact stands, their own sub-headings counted."""
    found = list(ANCHORED.finditer(template.body))
    for number, each in enumerate(found):
        depth, end = len(each.group().split(" ")[0]), len(template.body)
        for later in found[number + 1 :]:
            if len(later.group().split(" ")[0]) <= depth:
                end = later.start()
                break
        if not _OUTPUT.search(template.body[each.end() : end]):
            yield Fault(
                line_of(template, each.start()),
                say("#{heading} holds no fact of the organisation", heading=each.group(1)),
            )


def compare_languages(english: Template, other: Template) -> tuple[Fault, ...]:
    """Where the two languages of one template part: headings, needs, questions, statements, what the document is."""
    return tuple(Fault(2, reason) for reason in _partings(english, other))


def _partings(english: Template, other: Template) -> Iterator[str]:
    same: Mapping[str, tuple[object, object]] = {
        "headings": (ANCHORED.findall(english.body), ANCHORED.findall(other.body)),
        "needs": (set(english.needs), set(other.needs)),
        "questions": ([q.key for q in english.questions], [q.key for q in other.questions]),
        "statements": (english.satisfies, other.satisfies),
        "edition": (english.edition, other.edition),
        "clauses": (english.clauses, other.clauses),
        "items": (english.items, other.items),
        "owner and approver": ((english.owner, english.approver), (other.owner, other.approver)),
        "months": (
            (english.review_months, english.retention_months),
            (other.review_months, other.retention_months),
        ),
    }
    for what, (mine, theirs) in same.items():
        if mine != theirs:
            yield f"{what} differ between {english.language} and {other.language}"


def _without_fences(body: str) -> str:
    return re.sub(r"^```.*?^```", "", body, flags=re.MULTILINE | re.DOTALL)


def line_of(template: Template, index: int) -> int:
    """The line of a template's file for a place in its body."""
    return template.first_line + template.body.count("\n", 0, index)
