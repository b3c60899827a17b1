"""What a subject that stands once in a programme is called, where its label would only repeat the programme's name."""

from django.utils.translation import gettext_lazy as _

from milepost.engines.rules.subjects import Kind

WHOLE_NAMES = {
    Kind.PROGRAMME: _("Programme"),
    Kind.SCOPE: _("Scope"),
    Kind.GAPS: _("Gap assessment"),
    Kind.GOVERNANCE: _("Governance"),
    Kind.COMMITMENT: _("Leadership commitment"),
    Kind.PLAN: _("Implementation plan"),
    Kind.RISKS: _("Risks and opportunities"),
    Kind.OBJECTIVES: _("Objectives"),
    Kind.CMDB: _("CMDB"),
    Kind.AUDIT_PROGRAMME: _("Internal audit programme"),
    Kind.APPLICATION: _("Application"),
    Kind.STAGE1: _("Stage 1"),
    Kind.STAGE2: _("Stage 2"),
    Kind.CERTIFICATE: _("Certificate"),
    Kind.DOCUMENT: _("Documents"),
    Kind.PRACTICE: _("Practices"),
    Kind.AGREEMENT: _("Agreements"),
    Kind.PERSON: _("People"),
    Kind.INTERNAL_AUDIT: _("Internal audit"),
    Kind.NONCONFORMITY: _("Nonconformities"),
    Kind.REVIEW: _("Management review"),
    Kind.BODY: _("Certification body"),
    Kind.FINDING: _("Findings"),
    Kind.MEETING: _("Steering committee"),
}
