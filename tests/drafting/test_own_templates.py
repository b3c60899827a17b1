"""The organisation's own templates: copied, changed, checked, brought up to a newer edition, given back."""

from datetime import date

import pytest

from milepost.catalogue.documents.templates import template_source
from milepost.features.documents.models import Document, Version
from milepost.features.drafting.entering.services import put_answer
from milepost.features.drafting.models import Origin, OwnTemplate
from milepost.features.drafting.own.checking import FaultyTemplate, check_own
from milepost.features.drafting.own.copying import reset_template
from milepost.features.drafting.writing import own_templates
from milepost.features.drafting.writing.controlling import standings, take_up
from milepost.features.drafting.writing.coverage import coverage_of
from milepost.features.drafting.writing.drafts import write, write_all, write_some
from milepost.features.drafting.writing.own_templates import digest_of, standing_of
from milepost.features.programmes.models import Programme
from milepost.platform.ledger.models import Entry
from milepost.platform.ledger.verification import verify_ledger
from milepost.platform.organisations.models import Person
from milepost.platform.organisations.policies import Hidden, NotAllowed
from milepost.platform.organisations.refusals import Refused
from milepost.platform.organisations.tables import Superseded
from tests.drafting.own_copies import BODY, KEY, OWN, SHIPPED, added, changed, saved
from tests.drafting.test_drafts import enter
from tests.people import actor_of

ON = date(2027, 1, 15)


def faults(person: Person, programme: Programme, text: str) -> list[tuple[int, str]]:
    """The faults for which a text is refused; nothing of it is kept."""
    with pytest.raises(FaultyTemplate) as refused:
        saved(person, programme, text)
    assert not OwnTemplate.objects.exists()
    return [(fault.line, str(fault.reason)) for fault in refused.value.faults]


def test_drafts_are_written_from_the_copy_in_use_and_say_so(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    assert write(programme, KEY, "en", on=ON).own_version == 0
    row = saved(ada, programme)
    written = write(programme, KEY, "en", on=ON)
    assert (row.number, written.edition, written.own_version) == (1, 1, 1)
    assert "we whistle first" in written.draft.body
    assert written.draft.is_drafted
    assert "whistle" not in write(programme, KEY, "id", on=ON).draft.body
    assert verify_ledger().breaches == []


def test_a_version_keeps_who_saved_it_why_and_what_it_was_made_from(programme: Programme, ada: Person) -> None:
    row = saved(ada, programme)
    kept = OwnTemplate.objects.get()
    assert (kept.text, kept.shipped_text, kept.edition) == (OWN, SHIPPED, 1)
    assert (kept.saved_by, kept.reason) == (ada, "We whistle.")
    entry = Entry.objects.get(kind="drafting.template-saved")
    assert entry.subject_id == row.pk


def test_the_same_text_again_is_no_new_version(programme: Programme, ada: Person) -> None:
    saved(ada, programme)
    saved(ada, programme, OWN.replace("\n", "\r\n"))
    assert OwnTemplate.objects.count() == 1


def test_going_back_to_the_shipped_template_is_a_version_too(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    saved(ada, programme)
    back = reset_template(actor=actor_of(ada), programme=programme, key=KEY, language="en", reason="Quiet again.")
    written = write(programme, KEY, "en", on=ON)
    assert (back.number, written.own_version) == (2, 0)
    assert "whistle" not in written.draft.body
    again = saved(ada, programme)
    assert again.number == 3
    assert [row.is_copy for row in OwnTemplate.objects.all()] == [True, False, True]
    assert verify_ledger().breaches == []


def test_what_is_shipped_already_cannot_be_gone_back_to(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused, match="already"):
        reset_template(actor=actor_of(ada), programme=programme, key=KEY, language="en", reason="Why not.")


def test_a_version_of_a_document_knows_which_template_wrote_it(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    take_up(actor=actor_of(ada), programme=programme, keys=[KEY], language="en", on=ON)
    assert Origin.objects.get().own_version is None
    saved(ada, programme)
    standing = standings(programme, write_some(programme, [KEY], "en", on=ON).documents)[KEY]
    assert standing.has_other_template
    take_up(actor=actor_of(ada), programme=programme, keys=[KEY], language="en", on=ON)
    assert Origin.objects.get().own_version == 1
    assert "we whistle first" in Version.objects.get().body
    standing = standings(programme, write_some(programme, [KEY], "en", on=ON).documents)[KEY]
    assert not standing.has_other_template
    assert verify_ledger().breaches == []


def test_what_may_change_in_front_matter_changes_the_document(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    own = changed(
        ("title: Incident management procedure", "title: How we handle incidents"),
        ("classification: internal", "classification: confidential"),
        ("review_months: 12", "review_months: 6"),
    )
    saved(ada, programme, own)
    take_up(actor=actor_of(ada), programme=programme, keys=[KEY], language="en", on=ON)
    document = Document.objects.get()
    assert (document.title, document.classification, document.review_months) == (
        "How we handle incidents",
        "confidential",
        6,
    )
    assert document.title_id == "Prosedur Manajemen Insiden"
    other = write(programme, "DOC-SMP-01", "en", on=ON).draft.body
    assert "How we handle incidents" in other


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("template: DOC-INC-01", "template: DOC-SMP-01", "template stays"),
        ("edition: 1", "edition: 9", "edition stays"),
        ("language: en", "language: id", "language stays"),
        ("kind: procedure", "kind: policy", "kind stays"),
        ("practice: incident", "practice: problem", "practice stays"),
        ('clauses: ["8.6.1"]', 'clauses: ["8.6.2"]', "clauses stays"),
        ("items: [52, 53, 54]", "items: [1]", "items stays"),
        ("owner: incident_manager", "owner: desk", "owner stays"),
        ("approver: coordinator", "approver: sponsor", "approver stays"),
        ("edition: 1", "edition: 1\ncolour: red", "front matter has no colour"),
        ("classification: internal", "classification: secret", "classification is one of"),
        ("review_months: 12", "review_months: never", "whole number"),
        ("  sms.services: portfolio", "  sms.servants: portfolio", "servants"),
        ("{#purpose .mandatory}", "{#purpose}", "the heading {#purpose .mandatory} stays"),
        ("{#purpose .mandatory}", "", "anchor"),
    ],
)
def test_what_the_document_is_stays_as_it_is_shipped(
    programme: Programme, ada: Person, old: str, new: str, reason: str
) -> None:
    assert any(reason in said for _, said in faults(ada, programme, changed((old, new))))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("{{ org.name }", "unexpected"),
        ("{% if org.name %}", "endif"),
        ("{% for s in sms.services %}", "endfor"),
        ("{{ org.__class__ }}", "__class__"),
        ("{{ org.name.__class__.__mro__ }}", "__class__"),
        ("{{ holes }}", "holes"),
        ("{{ settings.SECRET_KEY }}", "settings"),
        ("{{ sms.services | map: '__init__' | join }}", "__init__"),
        ("{% include 'secret' %}", "include"),
        ("{% for i in (1..1000000000) %}x{% endfor %}", "range"),
        ("{{ '%' | append: (1..1000000000) }}", "range"),
        ("{{ org.name | times: 9 }}", "times"),
        ("{{ q.nobody_asks_this }}", "nobody_asks_this"),
        ("[](#nowhere) {{ org.name }}", "nowhere"),
        ("\ue000x\ue001", "character"),
    ],
)
def test_a_text_with_an_error_is_refused_with_its_line(
    programme: Programme, ada: Person, words: str, reason: str
) -> None:
    text = added(words)
    line = next(number for number, found in enumerate(text.split("\n"), 1) if words in found)
    told = faults(ada, programme, text)
    assert any(reason in said for _, said in told)
    if "nobody" not in words:
        assert any(reason in said and at == line for at, said in told)


def test_loops_that_do_not_end_in_time_and_output_without_end_are_refused(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    deep = "{% for a in sms.services %}" * 9 + "x" + "{% endfor %}" * 9
    assert any("loop" in said for _, said in faults(ada, programme, added(deep)))
    many = ("{% for a in sms.services %}" * 5 + "x" + "{% endfor %}" * 5) * 150
    assert any("loop" in said for _, said in faults(ada, programme, added(many)))
    double = "{% assign x = 'aaaaaaaaaa' %}" + "{% assign x = x | append: x %}" * 40
    assert any("limit" in said for _, said in faults(ada, programme, added(double)))
    listed = "{% assign l = sms.services | map: 'name' %}" + "{% assign l = l | concat: l %}" * 12
    bomb = f"{listed}{{{{ l | join: '{'x' * 9_000}' }}}}"
    assert any("limit" in said for _, said in faults(ada, programme, added(bomb)))
    printed = "{% for a in sms.services %}" * 4 + "y" * 20_000 + "{% endfor %}" * 4
    assert any("limit" in said for _, said in faults(ada, programme, added(printed)))


@pytest.mark.parametrize(
    "text", ["", "hello", "---\nx: [\n---\n", "x" * 1_000_000, SHIPPED + "{{ org.name }} " * 30_000]
)
def test_what_is_no_template_is_refused(programme: Programme, ada: Person, text: str) -> None:
    assert faults(ada, programme, text)


def test_a_link_that_would_run_is_refused(programme: Programme, ada: Person) -> None:
    told = faults(ada, programme, added("[x](javascript:alert(1)) at {{ org.name }}."))
    assert any("no document" in said for _, said in told)


def test_every_fault_is_told_at_once(programme: Programme, ada: Person) -> None:
    text = changed(("kind: procedure", "kind: policy"), ("owner: incident_manager", "owner: desk"))
    assert len(faults(ada, programme, text)) == 2


def test_a_reason_is_wanted(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        saved(ada, programme, reason=" ")
    assert refused.value.field == "reason"


def test_a_question_of_ones_own_is_asked_answered_and_written(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    change = template_source("DOC-CHG-01", "en")  # it asks four of the five that it may
    asked = (
        "questions:\n  - id: whistle\n    text: Who has the whistle?\n    why: It is loud.\n"
        "    answer: role\n    used_by: [DOC-CHG-01]\n"
    )
    words = "{% if q.whistle %}The whistle is with {{ q.whistle.title }}.{% endif %} {{ org.name }} has one."
    at = change.index("\n## ", change.index("\n---\n", 4))
    text = changed(("questions:\n", asked), of=f"{change[:at]}\n{words}\n{change[at:]}")
    saved(ada, programme, text, key="DOC-CHG-01")
    open_ones = {each.code: each for each in coverage_of(write_all(programme, "en", on=ON)).asked}
    assert open_ones["whistle"].text == "Who has the whistle?"
    put_answer(actor=actor_of(ada), programme=programme, code="whistle", answer="desk")
    assert "The whistle is with" in write(programme, "DOC-CHG-01", "en", on=ON).draft.body
    with pytest.raises(Refused):
        put_answer(actor=actor_of(ada), programme=programme, code="trumpet", answer="desk")


def test_a_question_means_the_same_in_every_document(programme: Programme, ada: Person) -> None:
    at = SHIPPED.index("  - id: ")
    key = SHIPPED[at:].split("\n")[0].removeprefix("  - id: ")
    answer = next(line for line in SHIPPED[at:].split("\n") if line.strip().startswith("answer:"))
    text = changed((answer, "    answer: list of flag"))
    assert any(key in said for _, said in faults(ada, programme, text))


def test_a_newer_edition_is_told_and_what_it_changed(programme: Programme, ada: Person, newer: str) -> None:
    standing = standing_of(programme, KEY, "en")
    assert not standing.is_outdated
    with pytest.raises(FaultyTemplate, match="edition"):
        saved(ada, programme)


def test_a_copy_is_brought_up_to_the_newer_edition(
    programme: Programme, ada: Person, request: pytest.FixtureRequest
) -> None:
    enter(ada, programme, "bank")
    saved(ada, programme)
    text = request.getfixturevalue("newer")
    standing = standing_of(programme, KEY, "en")
    assert standing.is_outdated
    assert (standing.edition, standing.shipped.edition) == (1, 2)
    merged = standing.merged()
    assert merged.clashes == ()
    assert "we whistle first" in merged.body
    assert "Edition two of" in merged.body
    still = saved(ada, programme, changed(("we whistle", "we always whistle"), of=OWN))
    assert (still.edition, still.shipped_text) == (1, SHIPPED)
    assert standing_of(programme, KEY, "en").is_outdated
    now = saved(ada, programme, standing_of(programme, KEY, "en").merged().body, rests_on=digest_of(text))
    assert (now.number, now.edition, now.shipped_text) == (3, 2, text)
    assert not standing_of(programme, KEY, "en").is_outdated
    written = write(programme, KEY, "en", on=ON)
    assert (written.edition, written.own_version) == (2, 3)


def test_where_both_changed_one_place_ones_own_words_stand(
    programme: Programme, ada: Person, request: pytest.FixtureRequest
) -> None:
    first = SHIPPED[BODY:].strip().split("\n\n")[1]
    saved(ada, programme, changed((first, f"{first} Ours.")))
    text = request.getfixturevalue("newer")
    standing = standing_of(programme, KEY, "en")
    theirs = text.replace(first, f"{first} Theirs.")
    merged = own_templates.merge_templates(standing.made_from, standing.text, theirs)
    (clash,) = merged.clashes
    assert "Ours." in clash.mine
    assert "Theirs." in clash.theirs
    assert "Ours." in merged.body
    assert "Theirs." not in merged.body


def test_an_edition_that_was_never_shipped_here_is_refused(programme: Programme, ada: Person) -> None:
    with pytest.raises(Refused) as refused:
        saved(ada, programme, rests_on="0" * 64)
    assert refused.value.field == "rests_on"


def test_a_copy_that_this_milepost_cannot_read_leaves_the_others(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    row = saved(ada, programme)
    OwnTemplate.objects.filter(pk=row.pk).update(text="nothing of a template")
    written = {each.kind.key: each for each in write_all(programme, "en", on=ON).documents}
    assert not written[KEY].draft.is_drafted
    assert "front matter" in written[KEY].draft.headings[0].title
    assert written["DOC-SMP-01"].draft.is_drafted


def test_checking_keeps_nothing(programme: Programme, ada: Person) -> None:
    enter(ada, programme, "bank")
    checked = check_own(programme, standing_of(programme, KEY, "en"), OWN, on=ON)
    assert checked.faults == ()
    assert checked.drafted is not None
    assert "we whistle first" in checked.drafted.draft.body
    assert not OwnTemplate.objects.exists()


def test_the_second_of_two_who_save_at_once_is_told(programme: Programme, ada: Person, ben: Person) -> None:
    saved(ada, programme, seen=0)
    with pytest.raises(Superseded):
        saved(ben, programme, changed(("whistle", "sing"), of=OWN), seen=0)
    assert OwnTemplate.objects.get().text == OWN


def test_a_reader_changes_no_template(programme: Programme, iris: Person, ada: Person) -> None:
    with pytest.raises(NotAllowed):
        saved(iris, programme)
    saved(ada, programme)
    with pytest.raises(NotAllowed):
        reset_template(actor=actor_of(iris), programme=programme, key=KEY, language="en", reason="No.")


def test_a_stranger_finds_no_template(programme: Programme, zoe: Person) -> None:
    with pytest.raises(Hidden):
        saved(zoe, programme)


@pytest.mark.parametrize(("key", "language"), [("DOC-XXX-99", "en"), (KEY, "fr"), ("../../etc/passwd", "en")])
def test_what_has_no_template_is_not_there(programme: Programme, ada: Person, key: str, language: str) -> None:
    with pytest.raises(Hidden):
        saved(ada, programme, key=key, language=language)
