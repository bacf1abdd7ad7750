"""The app of keeping, as Django knows it."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """The bin, deletion, and archives of persons."""

    name = "footwise.clinic.keeping"
    label = "keeping"
