"""Addresses of people and what belongs to them."""

from django.urls import path

from footwise.clinic.people.consent_page import add_consent, withdraw_consent
from footwise.clinic.people.list_page import people
from footwise.clinic.people.person_page import add_person, edit_person, person
from footwise.clinic.people.visit_page import add_visit, edit_visit

urlpatterns = [
    path("people/", people, name="people"),
    path("people/add/", add_person, name="add_person"),
    path("people/<uuid:pk>/", person, name="person"),
    path("people/<uuid:pk>/edit/", edit_person, name="edit_person"),
    path("people/<uuid:pk>/consent/", add_consent, name="add_consent"),
    path("people/<uuid:pk>/visits/add/", add_visit, name="add_visit"),
    path("consent/<uuid:pk>/withdraw/", withdraw_consent, name="withdraw_consent"),
    path("visits/<uuid:pk>/edit/", edit_visit, name="edit_visit"),
]
