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
}
"""Pages by kind, the first that is mounted; kinds with a key of their own are resolved in `views.see`."""

KEYED: dict[str, tuple[str, str]] = {
    Kind.GATE: ("gates:room", "gate"),
    Kind.STATEMENT: ("gaps:statement", "statement"),
    Kind.PRACTICE: ("evidence:clock", "practice"),
    Kind.PERSON: ("governance:person-by-key", "key"),
    Kind.MEETING: ("governance:meeting-by-key", "key"),
    Kind.OBSTACLE: ("governance:obstacle-by-key", "key"),
}
"""Pages that take the subject's key."""
