"""A worker process: `python -m footwise.clinic.work SERVER`; it ends with the server whose process that is."""

from __future__ import annotations

import contextlib
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "footwise.clinic.settings")
django.setup()

from footwise.clinic.audit import Actor, acting_as  # noqa: E402
from footwise.clinic.keeping import look_around  # noqa: E402
from footwise.clinic.phone import ask_to_remind  # noqa: E402
from footwise.clinic.work.worker import run_worker  # noqa: E402


def every_minute() -> None:
    """Do what has had its time: deletions, archives that nobody has fetched, reminders."""
    look_around()
    ask_to_remind()


if __name__ == "__main__":
    # Told, not asked for: the server may have died while this was starting.
    server = int(sys.argv[1])
    with contextlib.suppress(KeyboardInterrupt), acting_as(Actor("bin")):
        run_worker(lambda: os.getppid() == server, every_minute=every_minute)
