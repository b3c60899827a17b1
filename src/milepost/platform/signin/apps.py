"""Signing in: passwords, second factors, passkeys, identity providers, and the sessions that come of them."""

from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "milepost.platform.signin"
    label = "signin"
