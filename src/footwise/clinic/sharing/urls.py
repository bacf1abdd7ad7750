"""Addresses of sharing."""

from django.urls import path

from footwise.clinic.sharing.share_page import end_share, share_person

urlpatterns = [
    path("people/<uuid:pk>/share/", share_person, name="share_person"),
    path("shares/<uuid:pk>/end/", end_share, name="end_share"),
]
