"""The app of the audit, as Django knows it."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The record of who saw and changed what."""

    name = "footwise.clinic.audit"
    label = "audit"

    def ready(self) -> None:
        """Put the guards of the table back after every migration: SQLite forgets them when a table is changed."""
        from footwise.clinic.audit import log_ins  # noqa: F401  listens

        post_migrate.connect(_guard, sender=self)


def _guard(using: str, **_: Any) -> None:
    from footwise.clinic.audit.append_only import guard_table

    guard_table(using)
