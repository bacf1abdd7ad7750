"""The app of live sessions, as Django knows it."""

from django.apps import AppConfig


class LiveConfig(AppConfig):
    """Two screens that follow one walk."""

    name = "footwise.clinic.live"
    label = "live"
