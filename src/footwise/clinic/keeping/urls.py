"""Addresses of the bin and of what may be taken out of the clinic."""

from django.urls import path

from footwise.clinic.keeping.bin_page import bin_list, bin_person, delete_person, unbin_person

urlpatterns = [
    path("bin/", bin_list, name="bin"),
    path("bin/<uuid:pk>/out/", unbin_person, name="unbin_person"),
    path("bin/<uuid:pk>/delete/", delete_person, name="delete_person"),
    path("people/<uuid:pk>/bin/", bin_person, name="bin_person"),
]
