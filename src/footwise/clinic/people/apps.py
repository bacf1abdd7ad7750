"""The app of people, as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """People, their consent and their visits."""

    name = "footwise.clinic.people"
    label = "people"
