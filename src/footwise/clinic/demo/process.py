"""The process beside the server in which the demonstration's year passes; it ends with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def living() -> Iterator[None]:
    """Let the year pass in a process of its own, which ends with this one."""
    command = [sys.executable, "-m", "footwise.clinic.demo", str(os.getpid())]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


def end_with(parent: int) -> None:
    """End when the server is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            ended.wait(1)
        os._exit(3)

    ended = threading.Event()
    threading.Thread(target=watch, daemon=True).start()
