"""The standard as data, against tables written out here: places, titles, letters, flags and counts.

What public sources often get wrong stands in tests of its own: the plan is in 6.3, 5.1 has twelve duties, 7.5.4 ends
at l, 9.3 has twelve inputs, 8.6 is resolution and fulfilment.
"""

from collections import Counter
from itertools import pairwise

import pytest

from milepost.catalogue import standard
from milepost.catalogue.loader import UnknownEntry
from milepost.catalogue.practices import practices

TITLES = """
4 Context of the organization
4.1 Understanding the organization and its context
4.2 Understanding the needs and expectations of interested parties
4.3 Determining the scope of the service management system
4.4 Service management system
5 Leadership
5.1 Leadership and commitment
5.2 Policy
5.2.1 Establishing the service management policy
5.2.2 Communicating the service management policy
5.3 Organizational roles, responsibilities and authorities
6 Planning
6.1 Actions to address risks and opportunities
6.1.1 (untitled)
6.1.2 (untitled)
6.1.3 (untitled)
6.2 Service management objectives and planning to achieve them
6.2.1 Establish objectives
6.2.2 Plan to achieve objectives
6.3 Plan the service management system
7 Support of the service management system
7.1 Resources
7.2 Competence
7.3 Awareness
7.4 Communication
7.5 Documented information
7.5.1 General
7.5.2 Creating and updating documented information
7.5.3 Control of documented information
7.5.3.1 (untitled)
7.5.3.2 (untitled)
7.5.4 Service management system documented information
7.6 Knowledge
8 Operation of the service management system
8.1 Operational planning and control
8.2 Service portfolio
8.2.1 Service delivery
8.2.2 Plan the services
8.2.3 Control of parties involved in the service lifecycle
8.2.3.1 (untitled)
8.2.3.2 (untitled)
8.2.4 Service catalogue management
8.2.5 Asset management
8.2.6 Configuration management
8.3 Relationship and agreement
8.3.1 General
8.3.2 Business relationship management
8.3.3 Service level management
8.3.4 Supplier management
8.3.4.1 Management of external suppliers
8.3.4.2 Management of internal suppliers and customers acting as a supplier
8.4 Supply and demand
8.4.1 Budgeting and accounting for services
8.4.2 Demand management
8.4.3 Capacity management
8.5 Service design, build and transition
8.5.1 Change management
8.5.1.1 Change management policy
8.5.1.2 Change management initiation
8.5.1.3 Change management activities
8.5.2 Service design and transition
8.5.2.1 Plan new or changed services
8.5.2.2 Design
8.5.2.3 Build and transition
8.5.3 Release and deployment management
8.6 Resolution and fulfilment
8.6.1 Incident management
8.6.2 Service request management
8.6.3 Problem management
8.7 Service assurance
8.7.1 Service availability management
8.7.2 Service continuity management
8.7.3 Information security management
8.7.3.1 Information security policy
8.7.3.2 Information security controls
8.7.3.3 Information security incidents
9 Performance evaluation
9.1 Monitoring, measurement, analysis and evaluation
9.2 Internal audit
9.2.1 (untitled)
9.2.2 (untitled)
9.3 Management review
9.4 Service reporting
10 Improvement
10.1 Nonconformity and corrective action
10.1.1 (untitled)
10.1.2 (untitled)
10.2 Continual improvement
"""

# Clause, confidence of its group, then a word per statement: letter (`-`: none), after the slash its flags, where the
# C of a conditional one is followed by s (structural) or e (event). `info`: informative; `Amd1_note` is so too.
STATEMENTS = """
4.1 H - Amd1
4.2 H a b Amd1_note
4.3 H - a b c -/D -/D
4.4 H -
5.1 M a b c d e f g h i j k l
5.2.1 M a/D b/D c/D d/D
5.2.2 M a/D b c
5.3 M - a b
6.1.1 H - a b c
6.1.2 H a1/D a2/D a3/D b/D c/D d/D
6.1.3 H a b1 b2
6.2.1 H -/R a b c d/I e f
6.2.2 M a b c d e
6.3 M -/D - a/D b/D c/D d/D e/D f/D g/D h/D -
7.1 M - -
7.2 M a b c d/R
7.3 M a b c d e
7.4 M a b c d e
7.5.1 M a/D b/D
7.5.2 M a b c
7.5.3.1 M a b
7.5.3.2 M a b c d -
7.5.4 M a/D b/D c/D d/D e/D f/D g/D h/D i/D j/D k/D l/R
7.6 M - -
8.1 M - a b c/R - -/Ce -/Cs
8.2.1 H - -
8.2.2 H -/D - - -/Ce -
8.2.3.1 M - -/Cs - a/CsD b/CsD c/CsD -/Cs -/Cs
8.2.3.2 M a/CsI b/CsI
8.2.4 M -/D -/D -
8.2.5 M -
8.2.6 M -/D - -/R - a/R b/R c/R d/R e/R - -/R - -/I -/Ce -
8.3.1 H info
8.3.2 H -/D - - - -/I -/I -/R -/CeR -
8.3.3 M - -/D -/D -/D -/D a/IR b/IR -/Ce
8.3.4.1 M -/Cs -/CsD a/CsD b/CsD c/CsD d/CsD -/Cs -/Cs -/CsI -/Cs -/CsI -/Cs -/CsR
8.3.4.2 M -/CsD -/CsI -/Cs
8.4.1 M - - -/IR -/I
8.4.2 M a/I b/IR
8.4.3 M -/D a b c - -/I -
8.5.1.1 H -/D a/D b/D c/D
8.5.1.2 H -/R a/Ce b/Ce c/Ce d/Ce e/Ce f/Ce -/Ce -
8.5.1.3 M - - a b c d e - - - -/Ce - -/I -/R
8.5.2.1 M -/Ce a/CeD b/CeD c/CeD d/CeD e/CeD f/CeD g/CeD h/CeD -/CeD -/CeD -/Ce
8.5.2.2 M -/CeD a/CeD b/CeD c/CeD d/CeD e/CeD f/CeD g/CeD
8.5.2.3 M -/Ce -/Ce -/Ce -/CeR
8.5.3 M -/D -/D - -/D -/D -/Ce -/R - - -/R -
8.6.1 M a/R b/R c/R d/R e/R -/R -/D -/D -/Ce -/Ce -/CeR
8.6.2 M a/R b/R c/R d/R -/R -/D
8.6.3 M - - a/R b/R c/R d/R e/R -/R -/Ce -/Ce -/CeR - -/IR
8.7.1 H -/IR - -/D -/R -/Ce
8.7.2 H -/IR - -/D a/D b/D c/D d/D e/D -/D -/I -/Ce -/R - -/Ce -/CeR
8.7.3.1 M -/D -/D - a b c
8.7.3.2 M -/IR - -/D - -/I
8.7.3.3 M a/CeR b/CeR c/CeR d/CeR e/CeR -/Ce -/CeR
9.1 M a b c d -/R - -
9.2.1 M a1/I a2/I b/I
9.2.2 M a/D a_cont. b/D c d/R e/R
9.3 M -/I a b c1 c2 c3 d e f g h i j k l - -/R
9.4 M -/D -/R -/R - -
10.1.1 M a1 a2 b1 b2 b3 c d e/Ce -
10.1.2 M a/R b/R
10.2 M - -/D - -/R a b c/Ce d e/R
"""
# Numbered clauses that share a group: the group stands under the clause above them.
SHARED_GROUPS = {"7.5.3.1", "7.5.3.2", "8.2.3.1", "8.2.3.2", "9.2.1", "9.2.2", "10.1.1", "10.1.2"}


def _rows(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def _group_of(clause: str) -> str:
    return clause.rpartition(".")[0] if clause in SHARED_GROUPS else clause


def _written(statement: standard.Statement) -> str:
    letter = statement.letter.replace(" ", "_") or "-"
    flags = "".join(f"C{statement.condition[:1]}" if flag == "C" else flag for flag in sorted(statement.flags))
    return f"{letter}/{flags}" if flags else letter


def test_the_tree_has_these_numbers_and_titles_in_this_order() -> None:
    written = [f"{row.number} {row.title.en if row.titled else '(untitled)'}" for row in standard.clauses()]
    assert written == TITLES.strip().splitlines()


def test_an_untitled_clause_carries_the_title_above_it() -> None:
    assert standard.clause("6.1.2").title == standard.clause("6.1").title
    assert standard.clause("10.1.1").title == standard.clause("10.1").title


def test_every_clause_hangs_under_one_that_came_before() -> None:
    seen = {""}
    for row in standard.clauses():
        assert row.parent in seen
        assert row.depth == len(row.number.split("."))
        seen.add(row.number)


@pytest.mark.parametrize(
    ("number", "title"),
    [
        ("6", "Planning"),
        ("6.2.1", "Establish objectives"),
        ("6.2.2", "Plan to achieve objectives"),
        ("6.3", "Plan the service management system"),
        ("7.5.2", "Creating and updating documented information"),
        ("8.2.2", "Plan the services"),
        ("8.6", "Resolution and fulfilment"),
        ("10.1", "Nonconformity and corrective action"),
        ("10.2", "Continual improvement"),
    ],
)
def test_titles_that_sources_get_wrong_are_right_here(number: str, title: str) -> None:
    assert standard.clause(number).title.en == title


@pytest.mark.parametrize("row", _rows(STATEMENTS), ids=lambda row: row[0])
def test_a_clause_holds_these_statements_with_letters_and_flags(row: list[str]) -> None:
    number, _, *expected = row
    found = [statement for statement in standard.statements() if statement.clause == number]
    assert [_written(statement).removesuffix("/") for statement in found] == expected
    assert [statement.id for statement in found] == [f"{number}-{index:02}" for index in range(1, len(expected) + 1)]
    assert {statement.group for statement in found} == {_group_of(number)}


def test_the_59_groups_stand_in_order_with_their_confidence() -> None:
    expected = {_group_of(number): confidence for number, confidence, *_ in _rows(STATEMENTS)}
    assert {group.clause: group.confidence for group in standard.groups()} == expected
    assert len(standard.groups()) == 59
    assert [group.clause for group in standard.groups()] == sorted(expected, key=standard.order)
    in_high = sum(len(group.statements) for group in standard.groups() if group.confidence == "H")
    assert (in_high, len(standard.statements()) - in_high) == (82, 308)


def test_there_are_390_statements_of_which_388_can_be_audited() -> None:
    assert len(standard.statements()) == 390
    assert len({statement.id for statement in standard.statements()}) == 390
    informative = [statement.id for statement in standard.statements() if not statement.auditable]
    assert informative == ["4.2-03", "8.3.1-01"]


def test_statements_per_main_clause() -> None:
    counted = Counter(statement.clause.partition(".")[0] for statement in standard.statements())
    assert counted == {"4": 12, "5": 22, "6": 36, "7": 42, "8": 220, "9": 38, "10": 20}


def test_the_service_management_plan_is_in_6_3_with_eight_contents() -> None:
    lettered = [row for row in standard.statements() if row.clause == "6.3" and row.letter]
    assert [row.letter for row in lettered] == list("abcdefgh")
    assert "service management plan" in standard.statement("6.3-01").text.en
    elsewhere = [row.id for row in standard.statements() if row.clause == "8.1" and "management plan" in row.text.en]
    assert elsewhere == []


def test_top_management_has_twelve_duties() -> None:
    assert [row.letter for row in standard.statements() if row.clause == "5.1"] == list("abcdefghijkl")


def test_documented_information_of_the_sms_ends_at_l() -> None:
    assert [row.letter for row in standard.statements() if row.clause == "7.5.4"] == list("abcdefghijkl")


def test_management_review_has_twelve_inputs_one_of_them_in_three_parts() -> None:
    letters = [row.letter for row in standard.statements() if row.clause == "9.3" and row.letter]
    assert letters == ["a", "b", "c1", "c2", "c3", *"defghijkl"]


def test_a_conditional_statement_says_what_it_hangs_on_and_no_other_does() -> None:
    for statement in standard.statements():
        assert statement.conditional == (statement.condition in {"structural", "event"}), statement.id
        assert set(statement.flags) <= {"D", "R", "I", "C"}, statement.id


def test_207_questions_share_out_every_statement_once() -> None:
    assert len(standard.questions()) == 207
    assert len({question.id for question in standard.questions()}) == 207
    per_clause = Counter(question.clause.partition(".")[0] for question in standard.questions())
    assert per_clause == {"4": 7, "5": 5, "6": 11, "7": 13, "8": 148, "9": 15, "10": 8}
    asked = [statement for question in standard.questions() for statement in question.statements]
    assert sorted(asked) == sorted(statement.id for statement in standard.statements())


def test_a_question_asks_about_one_numbered_clause() -> None:
    for question in standard.questions():
        clauses = {standard.statement(statement).clause for statement in question.statements}
        assert clauses == {question.clause}, question.id
        for statement in question.statements:
            assert standard.statement(statement).question == question.id


def test_lettered_statements_of_a_clause_share_a_question() -> None:
    for number, _, *_rest in _rows(STATEMENTS):
        lettered = [
            row for row in standard.statements() if row.clause == number and row.letter[:1] in set("abcdefghijkl")
        ]
        assert len({row.question for row in lettered}) <= 1, number


def test_every_group_says_what_to_look_at_whom_to_ask_and_what_goes_wrong() -> None:
    for group in standard.groups():
        assert group.evidence, group.clause
        assert group.interview, group.clause
        assert group.nonconformity.en, group.clause
        assert group.questions, group.clause


def test_a_statement_is_found_with_and_without_the_edition() -> None:
    statement = standard.statement("8.6.1-01")
    assert standard.statement("20000-1:2018/8.6.1-01") is statement
    assert statement.key == "20000-1:2018/8.6.1-01"


@pytest.mark.parametrize(
    "wrong", ["", "8.6.1-99", "20000-1:2011/8.6.1-01", "8.6.1", "20000-1:2018/20000-1:2018/4.1-01"]
)
def test_an_unknown_statement_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownEntry, match="no statement"):
        standard.statement(wrong)


@pytest.mark.parametrize("wrong", ["", "3", "8.8", "8.15", "6.1.4", "A.5"])
def test_an_unknown_clause_is_refused(wrong: str) -> None:
    with pytest.raises(UnknownEntry, match="no clause"):
        standard.clause(wrong)


def test_clauses_sort_by_number_and_not_by_letter() -> None:
    assert all(
        standard.order(before.number) < standard.order(after.number) for before, after in pairwise(standard.clauses())
    )


def test_search_finds_words_in_any_order_and_each_language() -> None:
    assert "8.6.1-08" in [found.id for found in standard.search("procedure MAJOR incidents", "en")]
    assert standard.search("keluhan", "id")[0].clause == "8.3.2"
    assert standard.search("keluhan", "en") == ()


def test_search_finds_an_id_with_its_edition_first() -> None:
    assert standard.search("20000-1:2018/9.3-05", "en")[0].id == "9.3-05"
    assert {found.clause for found in standard.search("8.6.2", "id")} == {"8.6.2"}


@pytest.mark.parametrize("words", ["", "   ", "zzz-no-such-word"])
def test_search_without_a_hit_is_empty(words: str) -> None:
    assert standard.search(words, "en") == ()


def test_the_76_documented_items_are_numbered_and_point_to_clauses_and_practices() -> None:
    items = standard.documented_information()
    keys = {practice.key for practice in practices()}
    assert [item.number for item in items] == list(range(1, 77))
    for item in items:
        assert set(item.kinds) <= {"D", "R"}, item.number
        assert item.kinds, item.number
        assert item.demand in {"explicit", "implied", "mixed"}, item.number
        assert bool(item.practice) != bool(item.area), item.number
        assert item.practice in {*keys, ""}, item.number
        for number in item.clauses:
            standard.clause(number)


def test_a_documented_item_that_names_a_letter_names_one_that_exists() -> None:
    for item in standard.documented_information():
        for reference in item.references:
            number, _, letter = reference.partition(" ")
            letters = {row.letter for row in standard.statements() if row.clause == number}
            assert not letter or letter in letters, reference


def test_each_item_that_7_5_4_lists_by_name_is_among_the_documented_items() -> None:
    referenced = {reference for item in standard.documented_information() for reference in item.references}
    assert {f"7.5.4 {letter}" for letter in "abcdefghij"} <= referenced


def test_sources_of_documented_items_that_matter_most() -> None:
    by_number = {item.number: item for item in standard.documented_information()}
    assert (by_number[10].references, by_number[10].demand) == (("6.3", "7.5.4 c"), "explicit")
    assert (by_number[38].kinds, by_number[38].demand, by_number[38].practice) == (("D", "R"), "implied", "capacity")
    assert Counter(item.demand for item in by_number.values()) == {"explicit": 55, "implied": 19, "mixed": 2}


def test_the_amendment_adds_one_requirement_and_one_note() -> None:
    added = {row.statement: row for row in standard.amendment().additions}
    assert {key: row.requirement for key, row in added.items()} == {"4.1-02": True, "4.2-03": False}
    for key, row in added.items():
        assert standard.statement(key).clause == row.clause
        assert standard.statement(key).auditable == row.requirement
    assert standard.amendment().published_on.isoformat() == "2024-02-23"


def test_every_clause_of_2011_went_to_clauses_that_exist() -> None:
    mapped = {row.former: row.clauses for row in standard.clause_map_2011()}
    assert list(mapped) == (
        "4.1 4.2 4.3 4.4 4.5 5 6.1 6.2 6.3 6.4 6.5 6.6 7.1 7.2 8.1 8.2 9.1 9.2 9.3".split()  # noqa: SIM905
    )
    assert mapped["8.1"] == ("8.6.1", "8.6.2")
    assert mapped["4.2"] == ("8.2.3",)
    for numbers in mapped.values():
        for number in numbers:
            standard.clause(number)
