"""The kinds of document against the standard's list, the practices, the rules and the model documents written out here.

What stands explicitly in a clause has a document; 7.5.4 is covered letter by letter; each practice has one procedure.
"""

import re
from collections import Counter

import pytest

from milepost.catalogue import programme, standard
from milepost.catalogue.documents.kinds import (
    Classification,
    Kind,
    Repeats,
    Sort,
    groups,
    kind,
    kinds,
    satisfying,
)
from milepost.catalogue.documents.roles import owner_of, role, roles
from milepost.catalogue.documents.words import word
from milepost.catalogue.loader import ROOT, UnknownEntry, read_folder
from milepost.catalogue.practices import Practice, practice, practices
from milepost.engines.rules.facts.documents import DocumentKind

KEY = re.compile(r"DOC-[A-Z]{3}-\d\d")
ROLE = re.compile(r"[a-z]+(_[a-z]+)*")

# Keys that templates, rules and the model documents cite: their meaning stays.
MEANINGS = {
    "DOC-AUD-01": "Internal audit procedure and programme",
    "DOC-AVL-01": "Availability requirements, targets and plan",
    "DOC-BRM-02": "Service complaints procedure and log",
    "DOC-CAP-01": "Capacity plan",
    "DOC-CAT-01": "Service catalogue",
    "DOC-CFG-01": "Configuration management procedure",
    "DOC-CHG-01": "Change management procedure",
    "DOC-CMP-01": "Competence matrix",
    "DOC-COM-01": "Communication plan",
    "DOC-CON-01": "Service continuity plan",
    "DOC-CTX-01": "Context, interested parties and climate decision",
    "DOC-IMP-01": "Continual improvement and corrective action procedure",
    "DOC-INC-01": "Incident management procedure",
    "DOC-OBJ-01": "Objectives register with plans",
    "DOC-OBL-01": "Obligations register",
    "DOC-PLN-01": "Implementation plan",
    "DOC-POL-01": "Service management policy",
    "DOC-PRB-01": "Problem management procedure",
    "DOC-RAC-01": "RACI matrix",
    "DOC-REP-01": "Service report catalogue",
    "DOC-REQ-01": "Service request management procedure",
    "DOC-REV-01": "Management review procedure and agenda",
    "DOC-REV-02": "Management review minutes",
    "DOC-RSK-01": "Risk and opportunity register with treatment plan",
    "DOC-SCO-01": "SMS scope statement",
    "DOC-SEC-03": "Information security incident procedure",
    "DOC-SLA-01": "Service level agreement",
    "DOC-SLM-01": "Service level management procedure",
    "DOC-SMP-01": "Service management plan",
    "DOC-SRV-01": "Service requirements specification",
    "DOC-SUP-01": "Supplier management procedure",
}

# 7.5.4 a to j: the kinds that are the thing itself.
LETTERS = {
    "a": "DOC-SCO-01",
    "b": "DOC-POL-01 DOC-OBJ-01",
    "c": "DOC-SMP-01",
    "d": "DOC-CHG-02 DOC-SEC-01 DOC-CON-01",
    "e": "DOC-MAP-01",
    "f": "DOC-SRV-01",
    "g": "DOC-CAT-01",
    "h": "DOC-SLA-01",
    "i": "DOC-SUP-02 DOC-SUP-03",
    "j": "DOC-OLA-01",
}
# 7.5.4 k, procedures that clauses call for: the items of 8.6.1, 8.6.2 and 8.7.2 (inside the plan).
CALLED_FOR = {53: "DOC-INC-01", 56: "DOC-REQ-02", 64: "DOC-CON-01"}
# Approval by top management: 5.2, 6.2 with 5.1 a, 6.3 with 5.1 b, 8.7.3.1 (management with authority), 9.3.
TOP_MANAGEMENT = {"DOC-POL-01", "DOC-OBJ-01", "DOC-SMP-01", "DOC-SEC-01", "DOC-REV-01", "DOC-REV-02"}

every_kind = pytest.mark.parametrize("found", kinds(), ids=lambda found: found.key)


def test_there_are_about_a_hundred_kinds() -> None:
    assert 90 <= len(kinds()) <= 115


def test_keys_are_unique_well_formed_and_numbered_from_one() -> None:
    keys = [found.key for found in kinds()]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not KEY.fullmatch(key)] == []
    for prefix in {key[:-2] for key in keys}:
        numbers = sorted(int(key[-2:]) for key in keys if key.startswith(prefix))
        assert numbers == list(range(1, len(numbers) + 1)), prefix


def test_titles_are_unique_in_both_languages() -> None:
    for language in ("en", "id"):
        titles = [found.title.in_language(language) for found in kinds()]
        assert [title for title, count in Counter(titles).items() if count > 1] == []


@pytest.mark.parametrize(("key", "title"), MEANINGS.items())
def test_a_key_that_is_cited_keeps_its_meaning(key: str, title: str) -> None:
    assert kind(key).title.en == title


def test_the_model_documents_agree_with_their_kinds() -> None:
    incident, plan = kind("DOC-INC-01"), kind("DOC-SMP-01")
    assert incident.title.id == "Prosedur Manajemen Insiden"
    assert (incident.sort, incident.practice, incident.clauses, incident.items) == (
        Sort.PROCEDURE,
        "incident",
        ("8.6.1",),
        (52, 53, 54),
    )
    assert (incident.owner, incident.approver, incident.review_months, incident.retention_months) == (
        "incident_manager",
        "coordinator",
        12,
        36,
    )
    assert (plan.sort, plan.practice, plan.clauses, plan.items) == (Sort.PLAN, "", ("6.3", "6.2.2"), (10, 9))
    assert (plan.owner, plan.approver, plan.top_management, plan.retention_months) == (
        "coordinator",
        "sponsor",
        True,
        48,
    )


def test_an_unknown_kind_is_refused_by_name() -> None:
    with pytest.raises(UnknownEntry, match="kind of document “DOC-XXX-99”"):
        kind("DOC-XXX-99")


# What the standard asks for


@pytest.mark.parametrize("item", standard.documented_information(), ids=lambda item: str(item.number))
def test_every_item_of_documented_information_has_a_kind(item: standard.DocumentedItem) -> None:
    assert satisfying(item.number), item.name.en


@pytest.mark.parametrize(
    "item", [item for item in standard.documented_information() if item.demand != "implied"], ids=lambda i: i.number
)
def test_what_a_clause_asks_for_in_writing_has_a_kind_of_that_clause(item: standard.DocumentedItem) -> None:
    near = [found for found in satisfying(item.number) if any(_same(a, b) for a in found.clauses for b in item.clauses)]
    assert near, f"no kind of clause {item.clauses} satisfies {item.name.en}"


@every_kind
def test_a_kind_satisfies_only_items_of_its_own_clauses(found: Kind) -> None:
    items = {item.number: item for item in standard.documented_information()}
    strangers = [n for n in found.items if not any(_same(a, b) for a in found.clauses for b in items[n].clauses)]
    assert strangers == []


@every_kind
def test_a_kind_s_items_belong_to_its_practice(found: Kind) -> None:
    items = {item.number: item for item in standard.documented_information()}
    assert {items[number].practice for number in found.items} <= {found.practice, ""}


@pytest.mark.parametrize("letter", LETTERS)
def test_7_5_4_is_covered_letter_by_letter(letter: str) -> None:
    asked = [item for item in standard.documented_information() if f"7.5.4 {letter}" in item.references]
    satisfied = {found.key for item in asked for found in satisfying(item.number)}
    assert set(LETTERS[letter].split()) <= satisfied


@pytest.mark.parametrize(("item", "key"), CALLED_FOR.items())
def test_7_5_4_k_has_the_procedures_that_clauses_call_for(item: int, key: str) -> None:
    found = kind(key)
    assert item in found.items
    assert found.sort in {Sort.PROCEDURE, Sort.PLAN}


def test_7_5_4_l_has_a_kind_for_every_record_and_is_the_last_letter() -> None:
    letters = [statement.letter for statement in standard.statements() if statement.clause == "7.5.4"]
    assert letters == [*LETTERS, "k", "l"]
    records = [item for item in standard.documented_information() if "R" in item.kinds]
    assert [item.number for item in records if not satisfying(item.number)] == []


@every_kind
def test_clauses_exist_and_the_leading_one_is_that_of_the_file(found: Kind) -> None:
    group = next(group for group in groups() if found in group.kinds)
    for number in found.clauses:
        assert standard.clause(number).number == number
    assert len(set(found.clauses)) == len(found.clauses) > 0
    assert not group.clause or _same(found.clauses[0], group.clause)


def test_files_stand_in_the_order_of_the_standard() -> None:
    assert [group.clause for group in groups()] == [
        "",
        *["4", "5", "6", "7", "8.1", "8.2", "8.3", "8.4", "8.5", "8.6", "8.7", "9", "10"],
    ]
    for file in (ROOT / "documents" / "kinds").glob("*.toml"):
        assert file.stem in {"programme", *(f"clause-{group.clause.replace('.', '-')}" for group in groups())}


# Practices and rules


def test_each_practice_has_exactly_one_procedure_of_its_own() -> None:
    own = Counter(found.practice for found in kinds() if found.of_practice)
    assert own == {known.key: 1 for known in practices()}
    for found in kinds():
        if found.of_practice:
            assert found.sort is Sort.PROCEDURE
            assert found.repeats is Repeats.PROGRAMME
            assert found.owner == owner_of(found.practice).key
            assert {number for number in found.clauses if not number.startswith("8.3.1")} <= _below(found.practice)


def test_a_practice_s_procedure_stands_for_records_of_its_tool_and_for_no_other_document() -> None:
    claimed = {found.practice: set(found.items) for found in kinds() if found.of_practice and found.items}
    assert claimed == {
        "knowledge": {14},
        "configuration": {23},
        "change": {40, 42},
        "incident": {52, 53, 54},
        "service-request": {55},
        "problem": {57, 58},
    }


def test_whatever_a_rule_asks_for_by_name_is_one_kind() -> None:
    meant = Counter(found.rule for found in kinds())
    named = [rule for rule in DocumentKind if rule not in {DocumentKind.OTHER, DocumentKind.PROCEDURE}]
    assert {rule: meant[rule] for rule in named} == dict.fromkeys(named, 1)


@every_kind
def test_a_practice_is_one_of_the_twenty(found: Kind) -> None:
    if found.practice:
        assert practice(found.practice).key == found.practice


# Who owns and approves


@every_kind
def test_nobody_approves_what_they_own(found: Kind) -> None:
    assert role(found.owner).key != role(found.approver).key


@every_kind
def test_top_management_approves_where_the_standard_says_so(found: Kind) -> None:
    assert found.top_management == (found.key in TOP_MANAGEMENT)
    if found.top_management:
        assert found.approver == "sponsor"


def test_roles_are_keyed_once_and_lead_to_their_holders() -> None:
    keys = [known.key for known in roles()]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not ROLE.fullmatch(key)] == []
    programme_roles = {known.key for known in programme.roles()}
    for known in roles():
        assert not known.programme_role or known.programme_role in programme_roles
        assert not (known.practice and known.programme_role)


@pytest.mark.parametrize("known", practices(), ids=lambda known: known.key)
def test_each_practice_has_its_owner_among_the_roles(known: Practice) -> None:
    owner = owner_of(known.key)
    assert owner.key == f"{known.key.replace('-', '_')}_manager"
    assert owner.title.en.casefold() == known.owner.en.casefold()
    assert owner.title.id.casefold() == known.owner.id.casefold()


def test_an_unknown_role_or_practice_is_refused_by_name() -> None:
    with pytest.raises(UnknownEntry, match="role of documents “nobody”"):
        role("nobody")
    with pytest.raises(UnknownEntry, match="practice “”"):
        owner_of("")


# Words and numbers


@every_kind
def test_a_kind_is_told_in_one_sentence_of_its_own(found: Kind) -> None:
    for language in ("en", "id"):
        about = found.about.in_language(language)
        assert about.endswith(".")
        assert 40 <= len(about) <= 260
        assert not about.casefold().startswith(found.title.in_language(language).casefold())
    assert found.about.en != found.about.id


@every_kind
def test_what_is_written_once_about_one_event_is_not_reviewed(found: Kind) -> None:
    assert 0 <= found.review_months <= 24
    assert 24 <= found.retention_months <= 120
    if found.review_months == 0:
        assert found.repeats is not Repeats.PROGRAMME
    if found.sort in {Sort.POLICY, Sort.PROCEDURE, Sort.AGREEMENT, Sort.REGISTER}:
        assert found.review_months > 0


def test_every_word_has_a_name() -> None:
    names = [word(value).name.en for enum in (Sort, Repeats, Classification) for value in enum]
    assert len(set(names)) == len(names)
    for sort in Sort:
        assert word(sort).about is not None


def test_the_files_hold_no_field_that_nobody_reads() -> None:
    read = {field.removeprefix("sort") or "kind" for field in Kind.__dataclass_fields__}
    for table in read_folder("documents/kinds"):
        assert set(table) == {"clause", "kind"}
        for row in table["kind"]:
            assert set(row) <= read, row["key"]


def _below(key: str) -> set[str]:
    """The clauses of a practice and all below them."""
    wanted = practice(key).clauses
    return {c.number for c in standard.clauses() if any(_same(c.number, number) for number in wanted)}


def _same(one: str, other: str) -> bool:
    """Whether two numbers are the same clause, or one lies in the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")
