"""The app of outcomes, as Django knows it."""

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    """What became of people."""

    name = "footwise.clinic.outcomes"
    label = "outcomes"
