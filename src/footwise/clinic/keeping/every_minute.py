"""What a worker does once a minute beside its jobs: whatever has had its time ends."""

from __future__ import annotations

from footwise.clinic.keeping.archive import end_old_archives
from footwise.clinic.keeping.deletion import delete_due


def look_around() -> None:
    """Delete whoever has lain in the bin for long enough, and archives that nobody has fetched."""
    delete_due()
    end_old_archives()
