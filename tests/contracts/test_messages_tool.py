"""The catalogue tool finds every marked text and names every fault (`tools/messages.py`)."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
from milepost.engines.rules.texts import say, say_many

TITLE = _("The scope is "
          "approved.")
INSIDE = say("{name} has {what}.", name="x", what=say_many("{count} owner", "{count} owners", 2))
MONTH = pgettext("month", "May")
OTHER = ngettext("one day", "%(count)s days", 3)
"""
TEMPLATE = """{% load i18n %}
<p>{% translate "Phases" %}</p>
    <b>{% blocktranslate trimmed count days=n %}
      {{ days }} day left
    {% plural %}
      {{ days }} days left
    {% endblocktranslate %}</b>
{% if a %}{{ b|default:_("Nobody") }}{% endif %}
  {% translate "Go" context "gate" %}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    package = tmp_path / "product"
    (package / "templates").mkdir(parents=True)
    (package / "texts.py").write_text(PYTHON, encoding="utf-8")
    (package / "templates" / "page.html").write_text(TEMPLATE, encoding="utf-8")
    return package


def catalogue(source: Path) -> Path:
    return source / "locale" / "id" / "LC_MESSAGES" / "django.po"


def translate(source: Path, **other: str) -> Catalog:
    """Translate every text by itself, except those named by their first word."""
    with catalogue(source).open("rb") as file:
        catalog = read_po(file, locale="id")
    for message in catalog:
        if message.id:
            original = message.id if isinstance(message.id, str) else message.id[-1]
            text = other.get(original.split()[0], original)
            message.string = text if isinstance(message.id, str) else (text,)
    with catalogue(source).open("wb") as file:
        write_po(file, catalog)
    return catalog


def test_every_marked_text_is_found(source: Path) -> None:
    assert {(text.context, text.ids) for text in messages.find_texts(source)} == {
        (None, ("The scope is approved.",)),
        (None, ("{name} has {what}.",)),
        (None, ("{count} owner", "{count} owners")),
        ("month", ("May",)),
        (None, ("one day", "%(count)s days")),
        (None, ("Phases",)),
        (None, ("%(days)s day left", "%(days)s days left")),
        (None, ("Nobody",)),
        ("gate", ("Go",)),
    }


def test_a_new_catalogue_is_all_untranslated(source: Path) -> None:
    assert messages.main(["extract", "--source", str(source)]) == 0
    problems = messages.check(source)
    assert len(problems) == 9
    assert all("untranslated" in line for line in problems)


def test_a_catalogue_names_files_without_line_numbers(source: Path) -> None:
    messages.extract(source)
    assert "#: product/templates/page.html\n" in catalogue(source).read_text(encoding="utf-8")


def test_a_complete_catalogue_passes_and_compiles(source: Path) -> None:
    messages.extract(source)
    translate(source)
    assert messages.check(source) == []
    assert messages.main(["compile", "--source", str(source)]) == 0
    assert catalogue(source).with_suffix(".mo").read_bytes()


def test_extracting_again_changes_nothing(source: Path) -> None:
    messages.extract(source)
    translate(source)
    messages.extract(source)
    before = catalogue(source).read_text(encoding="utf-8")
    messages.extract(source)
    assert catalogue(source).read_text(encoding="utf-8") == before
    assert messages.check(source) == []


@pytest.mark.parametrize(
    ("first_word", "translation"),
    [("{name}", "{nama} punya {what}."), ("%(days)s", "tinggal %(hari)s hari"), ("{count}", "dua pemilik")],
)
def test_a_changed_placeholder_is_named(source: Path, first_word: str, translation: str) -> None:
    messages.extract(source)
    translate(source, **{first_word: translation})
    (problem,) = messages.check(source)
    assert "placeholders differ" in problem
    assert first_word in problem


def test_a_new_text_is_missing_until_it_is_extracted(source: Path) -> None:
    messages.extract(source)
    translate(source)
    (source / "more.py").write_text("_('One more')", encoding="utf-8")
    assert messages.check(source) == ["id: missing, run `make messages`: 'One more'"]


def test_a_removed_text_is_left_over_until_it_is_extracted(source: Path) -> None:
    messages.extract(source)
    translate(source)
    (source / "texts.py").unlink()
    assert all("left over" in line for line in messages.check(source))
    messages.extract(source)
    assert messages.check(source) == []


def test_a_fuzzy_translation_is_named(source: Path) -> None:
    messages.extract(source)
    catalog = translate(source)
    next(message for message in catalog if message.id == "Phases").flags.add("fuzzy")
    with catalogue(source).open("wb") as file:
        write_po(file, catalog)
    assert messages.check(source) == ["id: fuzzy: 'Phases'"]


def test_a_rule_that_builds_its_sentence_is_refused(source: Path) -> None:
    (source / "rule.py").write_text("say('a' + name)", encoding="utf-8")
    (problem,) = messages.check(source)
    assert problem.startswith("product/rule.py:1: say() takes its texts as literals")
    assert messages.main(["extract", "--source", str(source)]) == 1
