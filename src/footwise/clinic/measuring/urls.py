"""Addresses of what recordings say."""

from django.urls import path

from footwise.clinic.measuring.measured_page import cancel_measuring, measure, measured, measuring_state

urlpatterns = [
    path("recordings/<uuid:pk>/measured/", measured, name="measured"),
    path("recordings/<uuid:pk>/measure/", measure, name="measure"),
    path("recordings/<uuid:pk>/measure/state/", measuring_state, name="measuring_state"),
    path("recordings/<uuid:pk>/measure/cancel/", cancel_measuring, name="cancel_measuring"),
]
