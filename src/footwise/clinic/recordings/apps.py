"""The app of recordings, as Django knows it."""

from django.apps import AppConfig


class RecordingsConfig(AppConfig):
    """Recordings of visits."""

    name = "footwise.clinic.recordings"
    label = "recordings"
