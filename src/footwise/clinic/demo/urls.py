"""Addresses that only the demonstration has."""

from django.urls import path

from footwise.clinic.demo.log_in_page import demo_log_in, demo_sample

urlpatterns = [
    path("demonstration/come-in/", demo_log_in, name="demo_log_in"),
    path("demonstration/real-walk.zip", demo_sample, name="demo_sample"),
]
