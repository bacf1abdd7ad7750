"""Watching a server: whether it lives and is ready, what it counts, and what it writes into its log."""

from typing import TYPE_CHECKING

from footwise.lazy import lazy_face

if TYPE_CHECKING:
    from footwise.clinic.watching.doors import with_watching_doors
    from footwise.clinic.watching.logs import log_settings

__all__ = ["log_settings", "with_watching_doors"]

__getattr__, __dir__ = lazy_face(
    __name__,
    {
        "log_settings": "footwise.clinic.watching.logs",
        "with_watching_doors": "footwise.clinic.watching.doors",
    },
)
