"""Addresses of what is kept about people."""

from django.urls import path

from milepost.platform.privacy import views

pages = [
    path("account/my-data", views.my_data, name="my-data"),
    path("account/my-data/copy", views.download, name="download"),
    path("account/my-data/ask", views.ask, name="ask"),
]
organisation_pages = [
    path("people/erasures", views.erasures, name="erasures"),
    path("people/erasures/<uuid:request_id>/carry-out", views.erasure_carry_out, name="carry-out"),
    path("people/erasures/<uuid:request_id>/decline", views.erasure_decline, name="decline"),
]
