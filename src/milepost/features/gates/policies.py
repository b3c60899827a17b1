"""Who may do what at a gate."""

from django.utils.translation import gettext_lazy as _

from milepost.platform.organisations.policies import permission
from milepost.platform.organisations.roles import Role

DECIDE = permission(
    "gates.decide",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.STEERING_MEMBER}),
    says=_("Record what the steering committee decided at a gate"),
)
SIGN = permission(
    "gates.sign",
    frozenset({Role.SPONSOR, Role.STEERING_MEMBER, Role.COORDINATOR}),
    says=_("Sign a decision at a gate"),
)
ATTEST = permission(
    "gates.attest", frozenset({Role.COORDINATOR, Role.SPONSOR}), says=_("Attest a criterion with evidence")
)
SIGN_ATTESTATION = permission("gates.sign-attestation", frozenset({Role.SPONSOR}), says=_("Sign an attestation"))
RECORD_BEFORE = permission(
    "gates.before",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("Record a decision from before Milepost with its minutes"),
)
TAKE_STEPS = permission(
    "gates.step",
    frozenset({Role.COORDINATOR, Role.SPONSOR}),
    says=_("Open a phase, take a practice live, and the other steps that rules guard"),
)
MAKE_PACK = permission(
    "gates.make-pack",
    frozenset({Role.COORDINATOR, Role.SPONSOR, Role.ADMINISTRATOR}),
    says=_("Make the application pack for the certification body"),
)
