"""A template of the organisation's own, looked at before it is taken: as the shipped ones are, and written once.

What is wrong is told whole, each fault with its line; nothing is kept here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from milepost.catalogue.documents.facts import shapes_for
from milepost.catalogue.documents.kinds import Classification
from milepost.catalogue.documents.templates import proofs
from milepost.catalogue.standard import statements
from milepost.engines.rendering import BadDocument, read_markdown
from milepost.engines.rules.texts import say
from milepost.engines.templating.answers import BadAnswer, shape_of
from milepost.engines.templating.checking import Fault, check_template
from milepost.engines.templating.copying import check_copy, check_text
from milepost.engines.templating.front import Template, line_of, read_template
from milepost.engines.templating.language import BadTemplate, Language
from milepost.engines.templating.names import check_names
from milepost.features.drafting.writing.drafts import BY_KEY, Drafted, try_out
from milepost.features.drafting.writing.own_templates import Standing, answer_shape_of
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.refusals import Refused
from milepost.platform.ui.texts import speak

LONGEST_FILE = 260_000  # characters: front matter and body at their longest
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Checked:
    """A template's file as it would be kept, the shipped file that it rests on, and its faults by line.

    `drafted` is the document that it writes with the facts of today; None where it has a fault.
    """

    text: str
    shipped_text: str
    edition: int
    faults: tuple[Fault, ...]
    drafted: Drafted | None = None


class FaultyTemplate(Refused):
    """A template with faults; `faults` are all of them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        shown = "; ".join(told(fault) for fault in faults[:MOST_SHOWN])
        more = len(faults) - MOST_SHOWN
        super().__init__(
            shown + (f" (+{more})" if more > 0 else ""),
            field="text",
            hint=_("Mend it and save again; nothing was kept."),
        )


def told(fault: Fault) -> str:
    """A fault as people read it: its line and the reason."""
    return _("Line {line}: {reason}").format(line=fault.line, reason=speak(fault.reason))


def check_own(programme: Programme, standing: Standing, text: str, *, on: date, rests_on: str = "") -> Checked:
    """A file looked at whole.

    `rests_on` is the SHA-256 of the shipped file it was made from, that of the version in use for none. Raises
    `Refused` where no such file was shipped here.
    """
    shipped_text = standing.resting_on(rests_on)
    if shipped_text is None:
        raise Refused(
            _("No edition of this template has that hash."),
            field="rests_on",
            hint=_("The template's page names the edition that it rests on, and the one that is shipped now."),
        )
    shipped, text = read_template(shipped_text), as_kept(text)
    own, faults = _read(text)
    if own is not None and not faults:
        faults = tuple(sorted({*_faults(programme, text, own, shipped)}, key=lambda fault: fault.line))
    if own is None or faults:
        return Checked(text, shipped_text, shipped.edition, faults)
    drafted, faults = _tried(programme, own, on)
    return Checked(text, shipped_text, shipped.edition, faults, drafted)


def as_kept(text: str) -> str:
    """A file with the ends of lines that templates have."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    return text if text.endswith("\n") else f"{text}\n"


def _read(text: str) -> tuple[Template | None, tuple[Fault, ...]]:
    if len(text) > LONGEST_FILE:
        return None, (Fault(1, say("is longer than {most} characters", most=LONGEST_FILE)),)
    if faults := check_text(text):
        return None, faults
    try:
        return read_template(text), ()
    except BadTemplate as bad:
        return None, (Fault(bad.line, bad.reason),)


def _faults(programme: Programme, text: str, own: Template, shipped: Template) -> Iterator[Fault]:
    language = Language(shipped.language, titles=str)
    yield from check_copy(text, own, shipped)
    yield from check_template(own, language)
    yield from check_names(own, language, shapes_for(shipped.practice), BY_KEY)
    if own.classification not in set(Classification):
        known = ", ".join(each.value for each in Classification)
        yield Fault(
            line_of(text, "classification"), say("{key} is one of {values}", key="classification", values=known)
        )
    stated = {statement.id for statement in statements()}
    for each in own.satisfies:
        if each.statement not in stated:
            yield Fault(line_of(text, "satisfies"), say("there is no statement {id}", id=each.statement[:40]))
        if each.by == "record" and each.record not in proofs():
            yield Fault(line_of(text, "satisfies"), say("there is no kind of record {key}", key=each.record[:40]))
    for question in own.questions:
        if not _means_the_same(programme, question.key, question.answer):
            reason = say("question {key} is asked by another document with another shape of answer", key=question.key)
            yield Fault(line_of(text, "questions"), reason)


def _means_the_same(programme: Programme, key: str, answer: str) -> bool:
    """Whether a question has the answer that it has elsewhere; one that nobody asks may have any."""
    try:
        return answer_shape_of(programme, key) == shape_of(answer)
    except (KeyError, BadAnswer):
        return True  # the latter is told by itself


def _tried(programme: Programme, own: Template, on: date) -> tuple[Drafted | None, tuple[Fault, ...]]:
    """The document that it writes, set as a page would: loops and output meet their bounds here."""
    try:
        drafted = try_out(programme, own, on=on)
        read_markdown(drafted.draft.body)
    except BadTemplate as bad:
        return None, (Fault(own.first_line + bad.line - 1, bad.reason),)
    except BadDocument as bad:
        return None, (Fault(own.first_line, say("what it writes is no document: {why}", why=bad.reason)),)
    return drafted, ()
