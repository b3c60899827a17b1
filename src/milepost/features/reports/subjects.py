"""Where the subject of a result can be seen: its kind and key as a page of this programme."""

from milepost.engines.rules.subjects import Kind

WHOLE: dict[str, tuple[str, ...]] = {
    Kind.PROGRAMME: ("reports:programme",),
    Kind.SCOPE: ("programmes:scope",),
    Kind.GAPS: ("gaps:heatmap",),
    Kind.GOVERNANCE: ("governance:overview",),
    Kind.COMMITMENT: ("governance:commitment", "governance:overview"),
    Kind.MEETING: ("governance:meetings",),
    Kind.OBSTACLE: ("governance:obstacles",),
    Kind.PERSON: ("governance:overview",),
    Kind.SERVICE: ("programmes:scope",),
    Kind.CUSTOMER: ("programmes:scope",),
    Kind.UNIT: ("programmes:scope",),
    Kind.LOCATION: ("programmes:scope",),
    Kind.PLAN: ("plans:list", "reports:programme"),
    Kind.PHASE: ("gates:sequence",),
    Kind.ATTESTATION: ("gates:list",),
    Kind.CMDB: ("gates:list",),
    Kind.DOCUMENT: ("documents:list",),
    Kind.RISKS: ("management:risks",),
    Kind.OBJECTIVES: ("management:objectives",),
    Kind.APPLICATION: ("gates:pack",),
}
"""Pages by kind, the first that is mounted; kinds with a key of their own are resolved in `views.see`."""

KEYED: dict[str, tuple[str, str]] = {
    Kind.GATE: ("gates:room", "gate"),
    Kind.STATEMENT: ("gaps:statement", "statement"),
    Kind.PRACTICE: ("evidence:clock", "practice"),
    Kind.DOCUMENT: ("documents:document", "key"),
    Kind.PERSON: ("governance:person-by-key", "key"),
    Kind.MEETING: ("governance:meeting-by-key", "key"),
    Kind.OBSTACLE: ("governance:obstacle-by-key", "key"),
    Kind.RISK: ("management:risk", "key"),
    Kind.OBJECTIVE: ("management:objective", "key"),
}
"""Pages that take the subject's key."""

REGISTERED: dict[str, str] = {
    Kind.OBLIGATION: "obligations",
    Kind.KNOWLEDGE: "knowledge",
    Kind.IMPROVEMENT: "improvements",
    Kind.PROGRAMME_RISK: "programme-risks",
}
"""The registers of those whose pages take the register and the entry's code."""

ATTESTED = (".absent", ".attestation-lapsed")
"""Endings of results about a criterion that is shown by facts not kept here: evidence satisfies it."""

IN_ITS_PLACE: dict[str, str] = {
    "S-03.absent": "G2-CMDB",
    "S-10.absent": "G4-STAGE1",
    "S-11.absent": "G4-STAGE1",
    "S-12.absent": "G3-AUDIT",
}
"""Results of rules that a criterion's attestation satisfies while nothing keeps the facts here."""

FIXES: dict[str, str] = {
    "S-07.unmapped": "evidence:import-values",
    "S-07.import-first": "evidence:imports",
    "S-07.not-witnessed": "evidence:imports",
    "S-07.one-seal": "evidence:imports",
    "G1-PLAN.absent": "plans:baselines",
    "G1-PLAN.not-endorsed": "plans:baselines",
    "G1-GOVERNANCE.no-rhythm": "governance:rhythm",
    "G1-SPONSOR.not-signed": "governance:commitment",
    "S-17.not-signed": "governance:commitment",
    "G2-RISK.no-criteria": "management:risk-method",
    "S-10.design-open": "gates:list",
    "W-08.name": "drafting:contradictions",
    "W-08.names-more": "drafting:contradictions",
    "W-08.names-less": "drafting:contradictions",
    "W-08.scope-sentence": "drafting:contradictions",
    "W-08.target": "drafting:contradictions",
    "W-08.role": "drafting:contradictions",
    "W-08.review-date": "drafting:contradictions",
}
"""Where a result is put right, if that is another page than its subject's."""

SHEETS: dict[str, str] = {"S-10.no-people": "quotation"}
"""Where a result is put right by entering facts: the sheet that takes them."""

OF_THE_PRACTICE = ("G2-ROLES", "G2-PROCEDURES", "S-02", "S-07.no", "S-07.nil", "S-07.occurrence", "S-07.due",
                   "S-10.no-procedure-file", "G3-OPERATION.not-live", "W-05", "W-09")  # fmt: skip
"""Results about a practice that its own page puts right; its clock, to which its name leads, shows the others."""
