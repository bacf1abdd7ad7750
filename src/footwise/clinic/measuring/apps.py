"""The app of measurements, as Django knows it."""

from django.apps import AppConfig


class MeasuringConfig(AppConfig):
    """What recordings say."""

    name = "footwise.clinic.measuring"
    label = "measuring"
