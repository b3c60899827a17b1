"""Rules' sentences, dates and numbers in the reader's language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from unittest.mock import patch
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from milepost.engines.rules.months import Month
from milepost.engines.rules.texts import as_written, say, say_many
from milepost.platform.ui import texts
from milepost.platform.ui.formats import as_day, as_moment, as_number, as_percent
from milepost.platform.ui.texts import speak

DAY = date(2026, 8, 17)


@contextmanager
def translated(**catalogue: str) -> Iterator[None]:
    """A catalogue of the test's own, so that no test hangs on a wording of the product."""
    by_words = {key.replace("_", " "): value for key, value in catalogue.items()}

    def one(words: str) -> str:
        return by_words.get(words.split("{", maxsplit=1)[0].strip(), words)

    def many(single: str, plural: str, count: int) -> str:
        return one(single) if one(single) != single else (single if count == 1 else plural)

    with patch.object(texts, "gettext", one), patch.object(texts, "ngettext", many):
        yield


def test_a_month_is_spoken_in_the_readers_words_and_written_in_iso_form() -> None:
    sentence = say("{month} is silent.", month=Month(2026, 8))
    for language, spoken in (("en", "August 2026 is silent."), ("id", "Agustus 2026 is silent.")):
        with translation.override(language):
            assert speak(sentence) == spoken
    assert str(sentence) == "2026-08 is silent."


def test_a_sentence_is_spoken_in_english() -> None:
    with translation.override("en"):
        assert speak(say("{name} has no owner.", name="Incident")) == "Incident has no owner."


@pytest.mark.parametrize(("language", "words"), [("en", "since 17 Aug 2026"), ("id", "since 17 Agu 2026")])
def test_a_date_in_a_sentence_has_the_readers_form(language: str, words: str) -> None:
    with translation.override(language):
        assert speak(say("since {day}", day=DAY)) == words


@pytest.mark.parametrize(("language", "words"), [("en", "3,184 and 97.3"), ("id", "3.184 and 97,3")])
def test_numbers_in_a_sentence_have_the_readers_separators(language: str, words: str) -> None:
    with translation.override(language):
        assert speak(say("{count} and {share}", count=3184, share=Decimal("97.3"))) == words


def test_english_tells_one_from_many() -> None:
    def days(count: int) -> str:
        return speak(say_many("{count} day of silence", "{count} days of silence", count))

    with translation.override("en"):
        assert [days(1), days(0), days(11)] == ["1 day of silence", "0 days of silence", "11 days of silence"]


def test_indonesian_has_one_form_for_one_and_many() -> None:
    with translation.override("id"), translated(**{"": "{count} hari senyap"}):
        said = [speak(say_many("{count} day of silence", "{count} days of silence", count)) for count in (1, 1100)]
    assert said == ["1 hari senyap", "1.100 hari senyap"]


def test_a_sentence_within_a_sentence_is_spoken_too() -> None:
    inner = say("since {day}", day=DAY)
    with translation.override("id"), translated(since="sejak {day}", Open="Terbuka {reason}"):
        assert speak(say("Open {reason}", reason=inner)) == "Terbuka sejak 17 Agu 2026"


def test_words_people_typed_stay_as_they_are() -> None:
    with translation.override("id"):
        assert speak(as_written("Pricing {draft} 50%")) == "Pricing {draft} 50%"
        assert speak("already words") == "already words"


def test_a_translation_whose_placeholders_do_not_fit_falls_back_to_english() -> None:
    with translation.override("id"), translated(Approve="Sahkan {dokumen}"):
        assert speak(say("Approve {document}", document="DOC-SMP-01")) == "Approve DOC-SMP-01"


def test_an_empty_sentence_says_nothing() -> None:
    assert speak(say("")) == ""


def test_a_moment_is_told_in_the_readers_time_zone() -> None:
    at = datetime(2026, 11, 16, 23, 10, tzinfo=UTC)
    with timezone.override(ZoneInfo("Asia/Jakarta")):
        with translation.override("en"):
            assert as_moment(at) == "17 Nov 2026, 06:10 WIB"
        with translation.override("id"):
            assert as_moment(at) == "17 Nov 2026, 06.10 WIB"
        assert as_day(at) == as_day(date(2026, 11, 17))


def test_numbers_keep_their_digits_and_per_cents_are_rounded() -> None:
    with translation.override("en"):
        assert as_number(Decimal("1234.56789")) == "1,234.56789"
        assert as_percent(Decimal("0.97349"), 1) == "97.3%"
        assert as_percent(0.5) == "50%"
