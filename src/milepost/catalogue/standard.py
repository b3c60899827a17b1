"""ISO/IEC 20000-1:2018 with Amendment 1:2024 as data: clauses, statements, questions, documented information.

390 statements stand in 59 groups, one group per numbered clause or pair of them; 388 can be audited. 207 questions
roll them up for interviews. Statement ids are accepted with the edition in front (`20000-1:2018/8.6.1-01`) and
without; `Statement.key` is the full form, which is what other tables keep.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

from milepost.catalogue.loader import Table, UnknownEntry, read, read_folder
from milepost.catalogue.texts import LocalText, local_text, local_texts

EDITION = "20000-1:2018"


@dataclass(frozen=True, slots=True)
class Edition:
    """Which standard the catalogue describes; the catalogue's own version, release day and count of releases."""

    number: str
    name: LocalText
    remark: LocalText
    version: str
    released_on: date
    release: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause. One without a heading (`titled` false) carries the heading above it."""

    number: str
    title: LocalText
    titled: bool
    parent: str

    @property
    def depth(self) -> int:
        """1 for `8`, 2 for `8.6`, 3 for `8.6.1`."""
        return self.number.count(".") + 1


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that an auditor can ask for.

    `letter` is its place in the clause's list (`a`, `a1`, `Amd1`; empty: not lettered). `flags` hold D (needs a
    document), R (needs a record), I (recurs), C (conditional); `condition` says whether a conditional one hangs on a
    structure (`structural`) or on something happening (`event`). `group` is the clause of its group.
    """

    id: str
    clause: str
    letter: str
    flags: tuple[str, ...]
    condition: str
    informative: bool
    text: LocalText
    group: str
    question: str

    @property
    def key(self) -> str:
        """The id with its edition, `20000-1:2018/8.6.1-01`."""
        return f"{EDITION}/{self.id}"

    @property
    def auditable(self) -> bool:
        return not self.informative

    @property
    def conditional(self) -> bool:
        """Whether it may stand as not triggered (never as not applicable)."""
        return "C" in self.flags


@dataclass(frozen=True, slots=True)
class Question:
    """What to ask in an interview; `statements` are the checkpoints behind it."""

    id: str
    clause: str
    statements: tuple[str, ...]
    text: LocalText


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one clause with what an auditor looks at, whom to ask, and the usual nonconformity.

    `confidence` is H where public sources agree on the detail, M where it wants one look into a licensed copy.
    """

    clause: str
    confidence: str
    evidence: tuple[LocalText, ...]
    interview: tuple[LocalText, ...]
    nonconformity: LocalText
    questions: tuple[Question, ...]
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class DocumentedItem:
    """Something to have in writing: `kinds` D (document) and R (record), `demand` explicit, implied or mixed.

    `references` are clauses with the letter where one is meant (`7.5.4 a`); `practice` is empty where the item
    belongs to an `area` of the system instead.
    """

    number: int
    name: LocalText
    references: tuple[str, ...]
    kinds: tuple[str, ...]
    demand: str
    practice: str
    area: str
    remark: LocalText | None

    @property
    def clauses(self) -> tuple[str, ...]:
        return tuple(reference.partition(" ")[0] for reference in self.references)


@dataclass(frozen=True, slots=True)
class Addition:
    """What the amendment added to a clause, and the statement that carries it; a note requires nothing."""

    clause: str
    statement: str
    requirement: bool
    text: LocalText


@dataclass(frozen=True, slots=True)
class Amendment:
    """An amendment of the edition."""

    number: str
    name: LocalText
    published_on: date
    remark: LocalText
    additions: tuple[Addition, ...]


@dataclass(frozen=True, slots=True)
class FormerClause:
    """A clause of the 2011 edition and the clauses of this one that took it over."""

    former: str
    name: LocalText
    clauses: tuple[str, ...]


@cache
def edition() -> Edition:
    table = read("standard/edition.toml")
    return Edition(
        number=table["number"],
        name=local_text(table["name"]),
        remark=local_text(table["remark"]),
        version=table["version"],
        released_on=table["released_on"],
        release=table["release"],
    )


@cache
def clauses() -> tuple[Clause, ...]:
    """The whole tree from 4 to 10.2, in the order of the standard."""
    titles: dict[str, LocalText] = {}
    found = []
    for row in read("standard/clauses.toml")["clause"]:
        number = row["number"]
        parent = number.rpartition(".")[0]
        titled = not row.get("untitled", False)
        titles[number] = local_text(row["title"]) if titled else titles[parent]
        found.append(Clause(number=number, title=titles[number], titled=titled, parent=parent))
    return tuple(found)


@cache
def _clauses_by_number() -> dict[str, Clause]:
    return {clause.number: clause for clause in clauses()}


def clause(number: str) -> Clause:
    """The clause with that number; `UnknownEntry` where the standard has none."""
    try:
        return _clauses_by_number()[number]
    except KeyError as error:
        raise UnknownEntry("clause", number) from error


def order(number: str) -> tuple[int, ...]:
    """A sort key that puts 10.1 after 9.4."""
    return tuple(int(part) for part in number.split("."))


@cache
def groups() -> tuple[Group, ...]:
    """The 59 groups in the order of the standard."""
    tables = [table for file in read_folder("standard/statements") for table in file["group"]]
    return tuple(sorted((_group(table) for table in tables), key=lambda group: order(group.clause)))


def _group(table: Table) -> Group:
    questions = tuple(
        Question(id=row["id"], clause=row["clause"], statements=tuple(row["statements"]), text=local_text(row["text"]))
        for row in table["question"]
    )
    asked_in = {statement: question.id for question in questions for statement in question.statements}
    return Group(
        clause=table["clause"],
        confidence=table["confidence"],
        evidence=local_texts(table["evidence"]),
        interview=local_texts(table["interview"]),
        nonconformity=local_text(table["nonconformity"]),
        questions=questions,
        statements=tuple(_statement(row, table["clause"], asked_in) for row in table["statement"]),
    )


def _statement(row: Table, group: str, asked_in: dict[str, str]) -> Statement:
    return Statement(
        id=row["id"],
        clause=row["clause"],
        letter=row["letter"],
        flags=tuple(row["flags"]),
        condition=row.get("condition", ""),
        informative=row.get("informative", False),
        text=local_text(row["text"]),
        group=group,
        question=asked_in[row["id"]],
    )


@cache
def statements() -> tuple[Statement, ...]:
    """All 390 statements in the order of the standard; the auditable ones are those with `.auditable`."""
    return tuple(statement for group in groups() for statement in group.statements)


@cache
def questions() -> tuple[Question, ...]:
    """The 207 interview questions in the order of the standard."""
    return tuple(question for group in groups() for question in group.questions)


@cache
def _statements_by_id() -> dict[str, Statement]:
    return {statement.id: statement for statement in statements()}


def statement(id: str) -> Statement:  # noqa: A002 - the catalogue's word for it
    """The statement with that id, with or without the edition in front; `UnknownEntry` where there is none."""
    try:
        return _statements_by_id()[id.removeprefix(f"{EDITION}/")]
    except KeyError as error:
        raise UnknownEntry("statement", id) from error


@cache
def documented_information() -> tuple[DocumentedItem, ...]:
    """The 76 items, numbered from 1."""
    return tuple(
        DocumentedItem(
            number=row["number"],
            name=local_text(row["name"]),
            references=tuple(row["references"]),
            kinds=tuple(row["kinds"]),
            demand=row["demand"],
            practice=row.get("practice", ""),
            area=row.get("area", ""),
            remark=local_text(row["remark"]) if "remark" in row else None,
        )
        for row in read("standard/documented-information.toml")["item"]
    )


@cache
def amendment() -> Amendment:
    """Amendment 1:2024 on climate change."""
    table = read("standard/amendment-1-2024.toml")
    additions = tuple(
        Addition(
            clause=row["clause"],
            statement=row["statement"],
            requirement=row["requirement"],
            text=local_text(row["text"]),
        )
        for row in table["addition"]
    )
    return Amendment(
        number=table["number"],
        name=local_text(table["name"]),
        published_on=table["published_on"],
        remark=local_text(table["remark"]),
        additions=additions,
    )


@cache
def clause_map_2011() -> tuple[FormerClause, ...]:
    """Where the clauses of the 2011 edition went, by former number."""
    return tuple(
        FormerClause(former=row["former"], name=local_text(row["name"]), clauses=tuple(row["clauses"]))
        for row in read("standard/clause-map-2011.toml")["mapping"]
    )


def search(text: str, language: str) -> tuple[Statement, ...]:
    """Statements in which every word of `text` occurs: in its id, clause title, text or question in `language`.

    Those whose own text or id holds all words come first, each part in the order of the standard. No words, no hits.
    """
    words = text.casefold().removeprefix(f"{EDITION}/").split()
    if not words:
        return ()
    direct, around = [], []
    for found in statements():
        own, context = _searchable(language)[found.id]
        if all(word in own for word in words):
            direct.append(found)
        elif all(word in own or word in context for word in words):
            around.append(found)
    return (*direct, *around)


@cache
def _searchable(language: str) -> dict[str, tuple[str, str]]:
    asked = {question.id: question.text.in_language(language) for question in questions()}
    return {
        found.id: (
            f"{found.id} {found.text.in_language(language)}".casefold(),
            f"{clause(found.clause).title.in_language(language)} {asked[found.question]}".casefold(),
        )
        for found in statements()
    }
