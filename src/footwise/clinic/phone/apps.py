"""The app of phones, as Django knows it."""

from django.apps import AppConfig


class PhoneConfig(AppConfig):
    """People's own phones."""

    name = "footwise.clinic.phone"
    label = "phone"
