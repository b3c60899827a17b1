"""Changing what people sign in with, and asking for it.

`proofs` (who somebody is, asked again) · `apps` (authenticator apps) · `passkeys` · `recovery` (codes for a lost
phone) · `factors` (what having one, or none any more, brings with it) · `providers` (an organisation's own) ·
`saml_providers` (those that speak SAML).
"""

from milepost.platform.signin.services.apps import confirm_app, remove_app, start_app
from milepost.platform.signin.services.factors import reset_factors
from milepost.platform.signin.services.passkeys import add_passkey, remove_passkey, rename_passkey, take_passkey
from milepost.platform.signin.services.proofs import By, Proof, Proven, prove, prove_code, prove_passkey
from milepost.platform.signin.services.providers import (
    person_behind_claims,
    remove_provider,
    set_provider,
    signed_in_with,
    variable_of,
)
from milepost.platform.signin.services.recovery import codes_left, make_recovery_codes
from milepost.platform.signin.services.saml_providers import refuse_without_saml, set_saml_provider

__all__ = [
    "By",
    "Proof",
    "Proven",
    "add_passkey",
    "codes_left",
    "confirm_app",
    "make_recovery_codes",
    "person_behind_claims",
    "prove",
    "prove_code",
    "prove_passkey",
    "refuse_without_saml",
    "remove_app",
    "remove_passkey",
    "remove_provider",
    "rename_passkey",
    "reset_factors",
    "set_provider",
    "set_saml_provider",
    "signed_in_with",
    "start_app",
    "take_passkey",
    "variable_of",
]
