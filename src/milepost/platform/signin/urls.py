"""Addresses of signing in, and of one's own security."""

from django.urls import path

from milepost.platform.signin.views import security, visits

pages = [
    path("sign-in", visits.sign_in, name="sign-in"),
    path("sign-out", visits.sign_out, name="sign-out"),
    path("account/security", security.security, name="security"),
    path("account/security/sessions/end", security.sessions_end, name="sessions-end"),
    path("account/security/sessions/<uuid:session_id>/end", security.session_end, name="session-end"),
]
