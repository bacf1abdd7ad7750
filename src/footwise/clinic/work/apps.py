"""The app of work, as Django knows it."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Jobs for worker processes."""

    name = "footwise.clinic.work"
    label = "work"
