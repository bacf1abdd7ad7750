"""The app of prescribing, as Django knows it."""

from django.apps import AppConfig


class PrescribingConfig(AppConfig):
    """From the conditions of a visit to a target that a clinician has signed, and to the plan of the training."""

    name = "footwise.clinic.prescribing"
    label = "prescribing"
