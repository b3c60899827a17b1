"""Addresses of people and organisations."""

from django.urls import path

from milepost.platform.organisations.views import account, invitations, languages, members, organisation, tokens

pages = [
    path("", account.home, name="home"),
    path("account", account.account, name="account"),
    path("language", languages.set_language, name="set-language"),
    path("invitation/<str:secret>", invitations.invitation, name="invitation"),
]
organisation_pages = [
    path("", organisation.organisation, name="organisation"),
    path("settings", organisation.settings, name="settings"),
    path("people", members.members, name="members"),
    path("people/invite", members.invitation_new, name="invite"),
    path("people/invitations/<uuid:invitation_id>/withdraw", members.invitation_withdraw, name="invitation-withdraw"),
    path("people/roles/<uuid:grant_id>/take", members.role_take, name="role-take"),
    path("people/<uuid:member_id>", members.member, name="member"),
    path("people/<uuid:member_id>/remove", members.member_remove, name="member-remove"),
    path("tokens", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token_id>/revoke", tokens.token_revoke, name="token-revoke"),
]
