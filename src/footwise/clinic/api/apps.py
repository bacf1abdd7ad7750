"""The app of the interface for programs, as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Devices that act for somebody, and what they may ask for."""

    name = "footwise.clinic.api"
    label = "api"

    def ready(self) -> None:
        """Listen for memberships that end."""
        from footwise.clinic.api import tokens  # noqa: F401  listens
