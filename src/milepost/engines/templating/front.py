"""A template's file: front matter that says what the document is and needs, and the body."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from milepost.engines.rules.texts import Text, say
from milepost.engines.templating.language import BadTemplate

LONGEST_FRONT = 60_000
_FENCE = "---\n"


@dataclass(frozen=True, slots=True)
class Question:
    """What only people know: asked once, whichever documents use it. `answer` is the shape in words."""

    key: str
    text: str
    why: str
    answer: str
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Satisfied:
    """A statement of the standard, the heading that speaks of it, and whether the text or a record is the proof."""

    statement: str
    heading: str
    by: str
    record: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A template of a document in one language. `needs` gives the register that fills each path of the context."""

    key: str
    edition: int
    language: str
    title: str
    kind: str
    practice: str
    clauses: tuple[str, ...]
    items: tuple[int, ...]
    owner: str
    approver: str
    top_management: bool
    classification: str
    review_months: int
    retention_months: int
    needs: Mapping[str, str]
    questions: tuple[Question, ...]
    satisfies: tuple[Satisfied, ...]
    body: str
    first_line: int

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.key}.{self.language}.md"


def read_template(text: str) -> Template:
    """A template from its file. Raises `BadTemplate`, whose line counts from the top of the file."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if not text.startswith(_FENCE) or (end := text.find("\n" + _FENCE, 3)) < 0:
        raise BadTemplate(1, say("a template begins with front matter between two lines of ---"))
    front, body = text[len(_FENCE) : end + 1], text[end + 1 + len(_FENCE) :]
    first_line = front.count("\n") + 3
    try:
        return _template(_Front(_mapping(front)), body, first_line)
    except _Unfit as error:
        raise BadTemplate(_line_of(front, error.key), say("{key}: {why}", key=error.key, why=error.reason)) from None


class _Unfit(Exception):
    def __init__(self, key: str, reason: Text) -> None:
        super().__init__(key, reason)
        self.key = key
        self.reason = reason


def _mapping(front: str) -> Mapping[str, object]:
    if len(front) > LONGEST_FRONT:
        raise BadTemplate(1, say("front matter is longer than {most} characters", most=LONGEST_FRONT))
    try:
        found = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None)
        reason = say("cannot be read as YAML: {why}", why=str(problem)) if problem else say("cannot be read as YAML")
        raise BadTemplate(mark.line + 2 if mark else 1, reason) from None
    if not isinstance(found, dict):
        raise BadTemplate(2, say("front matter is not a list of names with values"))
    return found


@dataclass(frozen=True, slots=True)
class _Front:
    """The front matter, asked for one value after the other."""

    values: Mapping[str, object]

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise _Unfit(key, say("is wanted, as a text"))
        return value

    def number(self, key: str, *, least: int = 1) -> int:
        value = self.values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 1_000:
            raise _Unfit(key, say("is wanted, as a whole number from {least} to 999", least=least))
        return value

    def flag(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise _Unfit(key, say("is neither true nor false"))
        return value

    def records(self, key: str) -> Iterator["_Front"]:
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise _Unfit(key, say("is not a list of records"))
        return (_Front(item) for item in value)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _Unfit(key, say("is not a list of texts; clauses and ids stand in quotes"))
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...]:
        value = self.values.get(key) or []
        if not isinstance(value, list) or not all(type(item) is int for item in value):
            raise _Unfit(key, say("is not a list of numbers"))
        return tuple(value)

    def mapping(self, key: str) -> Mapping[str, str]:
        value = self.values.get(key) or {}
        if not isinstance(value, dict) or not all(isinstance(item, str) for pair in value.items() for item in pair):
            raise _Unfit(key, say("is not a list of paths, each with its register"))
        return value


def _template(front: _Front, body: str, first_line: int) -> Template:
    language = front.text("language")
    if language not in {"en", "id"}:
        raise _Unfit("language", say("is neither en nor id"))
    if front.text("owner") == front.text("approver"):
        raise _Unfit("approver", say("nobody approves what they own (S-16)"))
    return Template(
        key=front.text("template"),
        edition=front.number("edition"),
        language=language,
        title=front.text("title"),
        kind=front.text("kind"),
        practice=front.text("practice", ""),
        clauses=front.texts("clauses"),
        items=front.numbers("items"),
        owner=front.text("owner"),
        approver=front.text("approver"),
        top_management=front.flag("top_management"),
        classification=front.text("classification"),
        review_months=front.number("review_months", least=0),  # 0: written once, about one event
        retention_months=front.number("retention_months"),
        needs=front.mapping("needs"),
        questions=tuple(_question(each) for each in front.records("questions")),
        satisfies=tuple(_satisfied(each) for each in front.records("satisfies")),
        body=body,
        first_line=first_line,
    )


def _question(front: _Front) -> Question:
    return Question(
        front.text("id"),
        front.text("text"),
        front.text("why"),
        _spelled(front.values.get("answer")),
        front.texts("used_by"),
    )


def _spelled(answer: object) -> str:
    """The shape of an answer in words; YAML reads `{place, fallback}` as a mapping without values."""
    if isinstance(answer, dict):
        return "{" + ", ".join(str(key) for key in answer) + "}"
    if not isinstance(answer, str) or not answer.strip():
        raise _Unfit("questions", say("each says what shape its answer has"))
    return answer


def _satisfied(front: _Front) -> Satisfied:
    by = front.text("by")
    if by not in {"document", "record"}:
        raise _Unfit("satisfies", say("by is document or record"))
    return Satisfied(front.text("id"), front.text("heading"), by, front.text("record", ""))


def front_of(text: str) -> str:
    """The front matter of a template's file with the two lines of --- around it."""
    return text[: text.find("\n" + _FENCE, 3) + 1 + len(_FENCE)]


def line_of(text: str, key: str) -> int:
    """The line of a template's file on which its front matter gives a key; 2 where it does not."""
    return _line_of(front_of(text)[len(_FENCE) :], key)


def _line_of(front: str, key: str) -> int:
    for number, line in enumerate(front.split("\n"), 2):
        if line.startswith(f"{key}:"):
            return number
    return 2
