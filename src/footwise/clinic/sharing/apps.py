"""The app of sharing, as Django knows it."""

from django.apps import AppConfig


class SharingConfig(AppConfig):
    """People shared with colleagues by name."""

    name = "footwise.clinic.sharing"
    label = "sharing"
