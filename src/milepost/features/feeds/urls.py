"""Addresses of feeds: two that a calendar program asks, by a secret in the address, and the page that makes them."""

from django.urls import path

from milepost.features.feeds import views

pages = [
    path("calendar/<str:secret>/mine.ics", views.own_feed, name="mine"),
    path("calendar/<str:secret>/programme/<slug:code>.ics", views.programme_feed, name="programme"),
]
organisation_pages = [
    path("feeds/subscribe", views.subscribe, name="subscribe"),
]
