"""Every shipped template, in both languages, written for a bank and for a hospital."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from milepost.catalogue.documents.facts import fact_roots, name_of, practice_shape, practices_with_facts, shapes_for
from milepost.catalogue.documents.kinds import kind
from milepost.catalogue.documents.templates import proofs, template, template_keys
from milepost.catalogue.loader import ROOT as CATALOGUE
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practices
from milepost.catalogue.standard import documented_information, statements
from milepost.engines.templating.answers import shape_of
from milepost.engines.templating.checking import check_template, compare_languages
from milepost.engines.templating.context import Sources
from milepost.engines.templating.language import CLOSE, HOLE, OPEN, Language
from milepost.engines.templating.names import check_names
from milepost.engines.templating.shapes import Shape
from tests.templating.books import ROOT, all_misfits, copied, sources, stranger, written

KEYS, LANGUAGES = template_keys(), ("en", "id")
ORGANISATIONS = tuple(sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir()))
EACH = [(key, language) for key in KEYS for language in LANGUAGES]
EACH_OF_EACH = [(key, language, organisation) for key, language in EACH for organisation in ORGANISATIONS]
MOST_QUESTIONS = 60
HEADING = re.compile(r"^#+ .*$", re.MULTILINE)


@pytest.mark.parametrize("organisation", ORGANISATIONS)
def test_the_facts_of_an_organisation_fit_their_shapes(organisation: str) -> None:
    assert list(all_misfits(sources(organisation))) == []


@pytest.mark.parametrize(("key", "language"), EACH)
def test_an_author_has_nothing_to_mend(key: str, language: str) -> None:
    assert check_template(template(key, language), Language(language, titles=str)) == ()


@pytest.mark.parametrize(("key", "language"), EACH)
def test_every_name_is_one_that_a_register_has(key: str, language: str) -> None:
    found = template(key, language)
    by_key = [root.key for root in fact_roots().values() if root.by_key]
    assert check_names(found, Language(language, titles=str), shapes_for(found.practice), by_key) == ()


@pytest.mark.parametrize(("key", "language"), EACH)
def test_it_is_what_the_catalogue_says_of_its_kind(key: str, language: str) -> None:
    found, said = template(key, language), kind(key)
    assert (found.title, found.kind, found.practice) == (said.title.in_language(language), said.sort, said.practice)
    assert (found.clauses, found.items) == (said.clauses, said.items)
    assert (found.owner, found.approver, found.top_management) == (said.owner, said.approver, said.top_management)
    assert (found.classification, found.review_months) == (said.classification, said.review_months)
    assert found.retention_months == said.retention_months


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_are_one_document(key: str) -> None:
    assert compare_languages(template(key, "en"), template(key, "id")) == ()


@pytest.mark.parametrize(("key", "language"), EACH)
def test_it_names_what_the_standard_has(key: str, language: str) -> None:
    found, known = template(key, language), {statement.id for statement in statements()}
    assert {each.statement for each in found.satisfies} <= known
    assert {each.record for each in found.satisfies if each.by == "record"} <= set(proofs())
    assert set(found.items) <= {item.number for item in documented_information()}


@pytest.mark.parametrize(("key", "language", "organisation"), EACH_OF_EACH)
def test_it_is_drafted_whole(key: str, language: str, organisation: str) -> None:
    draft, binding = written(key, language, sources(organisation))
    assert [heading.anchor for heading in draft.headings if heading.mandatory and not heading.drafted] == []
    assert (draft.gaps, draft.questions) == ((), ())
    assert (binding.unknown, binding.dangling) == (set(), set())
    assert not re.search(f"[{OPEN}{CLOSE}{HOLE}]|{{{{|{{%|None|TBD", draft.body)


@pytest.mark.parametrize(("key", "language", "organisation"), EACH_OF_EACH)
def test_its_tables_have_as_many_cells_in_each_row(key: str, language: str, organisation: str) -> None:
    body = written(key, language, sources(organisation))[0].body
    for table in re.findall(r"(?:^\|.*\n)+", body, re.MULTILINE):
        rows = table.strip().split("\n")
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, table
        assert len(rows) > 2, table


@pytest.mark.parametrize(("key", "language", "organisation"), EACH_OF_EACH)
def test_questions_without_an_answer_leave_no_hole(key: str, language: str, organisation: str) -> None:
    given = sources(organisation)
    draft, _ = written(key, language, Sources(given.book, given.practices, {}))
    assert set(draft.questions) == {question.key for question in template(key, language).questions}
    assert draft.is_drafted
    assert not re.search(f"{HOLE}|\\(\\)|  +\\.| ,", draft.body)


@pytest.mark.parametrize(("key", "language"), EACH)
def test_little_is_true_of_any_organisation(key: str, language: str) -> None:
    """Of the runs of eight words below headings, at most half stay when every text of the organisation differs."""
    given = sources("bank")
    other = Sources(stranger(given.book), stranger(given.practices), stranger(given.answers))
    mine, theirs = (_runs(written(key, language, each)[0].body) for each in (given, other))
    assert len(mine & theirs) <= len(mine) / 2


def _runs(body: str) -> set[tuple[str, ...]]:
    words = HEADING.sub("", re.sub(r"(?s)## [^\n]*\{#statements.*", "", body)).split()
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


@pytest.mark.parametrize(("key", "language"), EACH)
def test_nothing_entered_leaves_no_sentence_about_nothing(key: str, language: str) -> None:
    draft, _ = written(key, language, Sources({"org": sources("bank").book["org"]}))
    assert not draft.is_drafted
    assert draft.gaps


@pytest.mark.parametrize(("key", "language"), EACH)
def test_a_renamed_service_changes_each_line_that_names_it(key: str, language: str) -> None:
    given = copied(sources("bank"))
    before = written(key, language, given)[0].body
    services = given.book["services"]
    assert isinstance(services, dict)
    services["mob"]["name"] = "Nusa Saku"
    after = written(key, language, given)[0].body
    changed = [(old, new) for old, new in zip(before.split("\n"), after.split("\n"), strict=True) if old != new]
    assert all("Nusa Saku" in new for _, new in changed)
    assert sum("Mobile Banking" in line for line in before.split("\n")) >= len(changed)


def test_one_question_has_one_meaning() -> None:
    shapes: dict[str, str] = {}
    for key in KEYS:
        for question in template(key, "en").questions:
            assert shapes.setdefault(question.key, str(shape_of(question.answer))) == str(shape_of(question.answer))
    assert len(shapes) <= MOST_QUESTIONS


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_question_is_asked_in_the_same_words(language: str) -> None:
    texts: dict[str, tuple[str, str]] = {}
    for key in KEYS:
        for question in template(key, language).questions:
            assert texts.setdefault(question.key, (question.text, question.why)) == (question.text, question.why)


def test_every_fact_of_a_practice_belongs_to_one_of_the_twenty() -> None:
    assert practices_with_facts() <= {practice.key for practice in practices()}
    assert "practice" in fact_roots()


@pytest.mark.parametrize("practice", [practice.key for practice in practices()])
def test_a_procedure_of_each_practice_draws_its_steps(practice: str) -> None:
    procedures = [
        key for key in KEYS if (template(key, "en").practice, template(key, "en").kind) == (practice, "procedure")
    ]
    drawn = {key for key in procedures for language in LANGUAGES if "```flow" in template(key, language).body}
    assert drawn
    assert all("```flow" in template(key, language).body for key in drawn for language in LANGUAGES)


def test_each_file_is_named_by_what_it_holds() -> None:
    for file in (CATALOGUE / "documents" / "templates").iterdir():
        key, language, _ = Path(file).name.split(".")
        assert template(key, language).name == file.name


def test_every_fact_has_a_name_in_both_languages() -> None:
    nameless = set[str]()
    for root in fact_roots().values():
        nameless |= set(_nameless(root.shape, root.key))
    for practice in practices_with_facts():
        nameless |= set(_nameless(dict(practice_shape(practice)), f"practice-{practice}"))
    assert nameless == set()


def _nameless(shape: Shape, path: str) -> Iterator[str]:
    if isinstance(shape, list):
        yield from _nameless(shape[0], path)
        return
    try:
        name_of(path)
    except UnknownEntry:
        yield path
    if isinstance(shape, dict):
        for key, inner in shape.items():
            yield from _nameless(inner, f"{path}.{key}")
