"""Addresses of visits, and of what their recordings say."""

from django.urls import path

from footwise.clinic.measuring.answers_page import save_answers
from footwise.clinic.measuring.measured_page import cancel_measuring, measure, measured, measuring_state
from footwise.clinic.measuring.visit_page import visit, visit_state

urlpatterns = [
    path("visits/<uuid:pk>/", visit, name="visit"),
    path("visits/<uuid:pk>/state/", visit_state, name="visit_state"),
    path("visits/<uuid:pk>/answers/", save_answers, name="save_answers"),
    path("recordings/<uuid:pk>/measured/", measured, name="measured"),
    path("recordings/<uuid:pk>/measure/", measure, name="measure"),
    path("recordings/<uuid:pk>/measure/state/", measuring_state, name="measuring_state"),
    path("recordings/<uuid:pk>/measure/cancel/", cancel_measuring, name="cancel_measuring"),
]
