"""Addresses of the inbox, of the digest of the week, and of the choice to have it by mail."""

from django.urls import path

from milepost.features.inbox import views

pages = [
    path("account/mail", views.mail, name="mail"),
]
organisation_pages = [
    path("inbox", views.inbox, name="inbox"),
    path("inbox/week", views.week, name="week"),
]
