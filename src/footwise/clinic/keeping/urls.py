"""Addresses of the bin and of what may be taken out of the clinic."""

from django.urls import path

from footwise.clinic.keeping.archive_page import archive, archive_state, ask_for_archive, fetch_archive
from footwise.clinic.keeping.bin_page import bin_list, bin_person, delete_person, unbin_person

urlpatterns = [
    path("bin/", bin_list, name="bin"),
    path("bin/<uuid:pk>/out/", unbin_person, name="unbin_person"),
    path("bin/<uuid:pk>/delete/", delete_person, name="delete_person"),
    path("people/<uuid:pk>/bin/", bin_person, name="bin_person"),
    path("people/<uuid:pk>/archive/", archive, name="archive"),
    path("people/<uuid:pk>/archive/ask/", ask_for_archive, name="ask_for_archive"),
    path("people/<uuid:pk>/archive/state/", archive_state, name="archive_state"),
    path("people/<uuid:pk>/archive/fetch/", fetch_archive, name="fetch_archive"),
]
