"""The app of the demonstration, as Django knows it; a real clinic does not have it."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Log-in without a password, as invented people only."""

    name = "footwise.clinic.demo"
    label = "demo"
