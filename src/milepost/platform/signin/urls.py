"""Addresses of signing in, and of one's own security."""

from django.urls import path

from milepost.platform.signin.views import (
    apps,
    passkeys,
    password,
    providers,
    provisioning,
    rules,
    saml,
    security,
    tokens,
    visits,
)

pages = [
    path("sign-in", visits.sign_in, name="sign-in"),
    path("sign-in/second-step", visits.second_step, name="second-step"),
    path("sign-in/passkey", passkeys.sign_in_by_passkey, name="by-passkey"),
    path("sign-in/passkey/options", passkeys.options, name="passkey-options"),
    path("sign-in/with", providers.where, name="where"),
    path("sign-in/with/<slug:org>", providers.provider, name="provider"),
    path("sign-in/with/<slug:org>/answer", providers.answer, name="provider-answer"),
    path("sign-in/with/<slug:org>/metadata", saml.saml_metadata, name="saml-metadata"),
    path("sign-in/with/<slug:org>/saml", saml.saml_answer, name="saml-answer"),
    path("sign-in/again", providers.again, name="again"),
    path("sign-out", visits.sign_out, name="sign-out"),
    path("account/password", password.password, name="password"),
    path("account/security", security.security, name="security"),
    path("account/security/app", apps.app, name="app"),
    path("account/security/app/start", apps.app_start, name="app-start"),
    path("account/security/app/remove", apps.app_remove, name="app-remove"),
    path("account/security/passkeys/start", passkeys.start, name="passkey-start"),
    path("account/security/passkeys/add", passkeys.add, name="passkey-add"),
    path("account/security/passkeys/add/options", passkeys.making_options, name="passkey-making-options"),
    path("account/security/passkeys/<uuid:passkey_id>/name", passkeys.rename, name="passkey-name"),
    path("account/security/passkeys/<uuid:passkey_id>/remove", passkeys.remove, name="passkey-remove"),
    path("account/security/recovery-codes", apps.recovery_codes, name="recovery-codes"),
    path("account/security/tokens/<uuid:token_id>/revoke", tokens.token_revoke, name="token-revoke"),
    path("account/security/sessions/end", security.sessions_end, name="sessions-end"),
    path("account/security/sessions/<uuid:session_id>/end", security.session_end, name="session-end"),
]
organisation_pages = [
    path("tokens/new", tokens.token_new, name="token-new"),
    path("sign-in", rules.rules, name="rules"),
    path("sign-in/provider", rules.provider_set, name="provider-set"),
    path("sign-in/saml", rules.saml_set, name="saml-set"),
    path("sign-in/provider/remove", rules.provider_remove, name="provider-remove"),
    path("sign-in/provisioning", provisioning.provisioning, name="provisioning"),
    path("sign-in/provisioning/off", provisioning.scim_off, name="scim-off"),
    path("sign-in/provisioning/tokens/new", provisioning.scim_token_new, name="scim-token-new"),
    path("sign-in/provisioning/tokens/<uuid:token_id>/revoke", provisioning.scim_token_revoke, name="scim-revoke"),
    path("sign-in/provisioning/groups/<uuid:group_id>", provisioning.scim_group, name="scim-group"),
    path("sign-in/provisioning/roles/<uuid:rule_id>/remove", provisioning.scim_role_remove, name="scim-role-remove"),
]
