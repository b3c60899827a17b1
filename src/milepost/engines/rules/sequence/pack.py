"""What an application pack would hold today, told by the documents in force and the gates on record (S-10)."""

from datetime import date

from milepost.engines.rules.criteria.documents import in_force, policy_is_approved
from milepost.engines.rules.criteria.practices import procedures_are_documented
from milepost.engines.rules.facts.certification import PackPart
from milepost.engines.rules.facts.documents import DocumentKind
from milepost.engines.rules.facts.programme import ProgrammeFacts
from milepost.engines.rules.facts.settings import Phase
from milepost.engines.rules.sequence.phases import passed_gate


def pack_today(facts: ProgrammeFacts, on: date) -> frozenset[PackPart]:
    """The parts that are there: an approved scope, the plan in force, policy and procedures (7.5.4), a go at G2."""
    documents, scope = facts.documents, facts.scope
    holds = {
        PackPart.SCOPE: (documents is not None and in_force(documents, DocumentKind.SCOPE, on) is not None)
        or (scope is not None and scope.version_on(on) is not None),
        PackPart.SMP: documents is not None and in_force(documents, DocumentKind.SMP, on) is not None,
        PackPart.DOCUMENTS: documents is not None
        and facts.practices is not None
        and policy_is_approved(facts, on).passed
        and procedures_are_documented(facts, on).passed,
        PackPart.DESIGN_PROOF: passed_gate(facts, Phase.DESIGN, on) is not None,
    }
    return frozenset(part for part, there in holds.items() if there)
