"""Remarks stand beside their passage, and say when that is another one in a later version."""

from typing import Any

import pytest

from milepost.features.documents.models import Document, Version
from milepost.features.documents.passages import Fate, holds, place_of
from milepost.features.documents.selectors import get_version, remarks_before, remarks_on
from milepost.features.documents.services import Asked, add_comment, return_version, save_draft
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.refusals import Refused
from tests.documents.conftest import submit
from tests.documents.test_api import Caller
from tests.people import actor_of, cli, client_of

BODY = """## Steps {#steps}

The **desk** records each call.

| Who | Does |
|---|---|
| Desk | answers |

### Night {#night}

Nobody answers at night.

## Records {#records}

Kept for a year.
"""


@pytest.mark.parametrize(
    ("anchor", "quote", "found"),
    [
        ("", "The desk records", (1, "Steps", "The desk records each call.")),
        ("", "The **desk** records", (1, "Steps", "The desk records each call.")),
        ("", "answers at\nnight", (4, "Night", "Nobody answers at night.")),
        ("", "Desk answers", (2, "Steps", "Who Does Desk answers")),
        ("records", "", (5, "Records", "Records Kept for a year.")),
        ("#night", "", (3, "Night", "Night Nobody answers at night.")),
        ("Night", "answers", (4, "Night", "Nobody answers at night.")),
        ("Records", "answers", (2, "Steps", "Who Does Desk answers")),
        ("row 3", "", None),
        ("", "", None),
        ("", "never said", None),
    ],
)
def test_a_passage_is_found_by_its_words_or_its_heading(anchor: str, quote: str, found: Any) -> None:
    place = place_of(BODY, anchor, quote)
    assert (place and (place.at, place.heading, place.words)) == found


def test_words_are_quoted_as_they_are_typed_or_as_they_are_read() -> None:
    assert [holds(BODY, words) for words in ("The **desk** records", "The desk  records", "The clerk")] == [
        True, True, False,
    ]  # fmt: skip


@pytest.fixture
def remarked(document: Document, olga: Person, ada: Person, ben: Person, sari: Person) -> Version:
    """A version in review on which Ben remarks four times."""
    draft = save_draft(actor=actor_of(olga), document=document, fields={"body": BODY})
    version = submit(draft, ada, reviewers=(Asked(ben),), approvers=(Asked(sari),))
    for anchor, quote in (("", "records each call"), ("night", ""), ("", "Kept for a year"), ("cover", "")):
        add_comment(actor=actor_of(ben), version=version, text=f"On {anchor or quote}", anchor=anchor, quote=quote)
    return version


def at(document: Document, path: str = "") -> str:
    return f"/o/cakrawala/p/sms-1/documents/{document.pk}/{path}"


def return_and_write(version: Version, ben: Person, olga: Person, *changes: tuple[str, str]) -> Version:
    return_version(actor=actor_of(ben), version=version, why="See my remarks.")
    body = BODY
    for old, new in changes:
        assert old in body
        body = body.replace(old, new)
    fresh = Document.objects.select_related("programme__organisation").get(pk=version.document_id)
    return save_draft(actor=actor_of(olga), document=fresh, fields={"body": body})


def test_a_remark_stands_right_after_its_passage(remarked: Version, document: Document, ben: Person) -> None:
    page = client_of(ben).get(at(document)).content.decode()
    order = ("records each call.</p>", "On records each call", "<table>", 'id="night"', "On night", "at night.</p>",
             "Kept for a year.</p>", "On Kept for a year")  # fmt: skip
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert page.count('class="remark"') == 3
    assert client_of(ben).get(at(document, "v/1/")).content.decode().count('class="remark"') == 3


def test_what_changed_in_a_later_version_is_marked_on_the_earlier_one(
    remarked: Version, document: Document, ben: Person, olga: Person
) -> None:
    assert {remark.fate for remark in remarks_on(remarked)} == {None}
    night = "### Night {#night}\n\nNobody answers at night.\n\n"
    later = return_and_write(remarked, ben, olga, ("each call.", "each call within a minute."), (night, ""))
    fates = [remark.fate for remark in remarks_on(get_version(document, 1))]
    assert fates == [Fate.CHANGED, Fate.GONE, Fate.SAME, None]
    assert [remark.fate for remark in remarks_before(later)] == fates
    page = client_of(ben).get(at(document, "v/1/")).content.decode()
    assert f"the passage changed in {later.identification}" in page
    assert f"the passage is gone in {later.identification}" in page
    newer = client_of(ben).get(at(document)).content.decode()
    assert "Not settled when DOC-INC-01 v1 was returned" in newer
    assert f"the passage changed in {later.identification}" in newer


def test_a_passage_that_moved_as_it_was_is_the_same(
    remarked: Version, document: Document, ben: Person, olga: Person
) -> None:
    moved = "The **desk** records each call.\n\n"
    return_and_write(remarked, ben, olga, (moved, ""), ("Kept for a year.\n", f"Kept for a year.\n\n{moved}"))
    assert remarks_on(get_version(document, 1))[0].fate is Fate.SAME


def test_a_draft_that_was_written_on_marks_the_words_that_went(document: Document, olga: Person, ben: Person) -> None:
    draft = save_draft(actor=actor_of(olga), document=document, fields={"body": BODY})
    add_comment(actor=actor_of(ben), version=draft, text="Who?", quote="Nobody answers")
    save_draft(actor=actor_of(olga), document=document, fields={"body": BODY.replace("Nobody", "A machine")},
               seen=draft.revision)  # fmt: skip
    assert [remark.fate for remark in remarks_on(get_version(document, 1))] == [Fate.GONE]
    assert "these words do not stand in it any more" in client_of(ben).get(at(document)).content.decode()


def test_programs_and_commands_are_told_the_same(
    remarked: Version, document: Document, programme: Programme, ada: Person, adi: Person, ben: Person, olga: Person
) -> None:
    calls = Caller(ada, programme, adi)
    now = calls("GET", "/DOC-INC-01").json()["comments"]
    assert [(each["heading"], each["passage"]) for each in now] == [
        ("Steps", None), ("Night", None), ("Records", None), ("", None),
    ]  # fmt: skip
    later = return_and_write(remarked, ben, olga, ("each call.", "each call at once."))
    first = calls("GET", "/DOC-INC-01/versions/1").json()["comments"]
    assert [each["passage"] for each in first] == ["changed", "same", "same", None]
    assert first[0]["compared_with"] == later.identification
    sent = cli("documents", "comment", "sms-1", "DOC-INC-01", "--text", "Why?", "--anchor", "Night", "--as", ada.email)
    assert "remark 1 (Night): Why?  waits" in sent.stdout


def test_words_that_do_not_stand_there_are_refused(remarked: Version, ben: Person) -> None:
    with pytest.raises(Refused, match="do not stand in the text"):
        add_comment(actor=actor_of(ben), version=remarked, text="?", quote="The clerk records")


def test_what_a_remark_says_is_never_markup(document: Document, olga: Person, ben: Person) -> None:
    draft = save_draft(actor=actor_of(olga), document=document, fields={"body": BODY})
    add_comment(actor=actor_of(ben), version=draft, text="<script>alert(1)</script>", anchor="night")
    page = client_of(ben).get(at(document)).content.decode()
    assert 'class="remark"' in page
    assert "<script>alert(1)" not in page
