"""The processes beside the server in which the demonstration lives; they end with the server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def living(where: str) -> Iterator[None]:
    """Let the year pass, and somebody walk, in processes of their own, which end with this one.

    Parameters
    ----------
    where : str
        Address of the server, to which the walk is sent.
    """
    year = [sys.executable, "-m", "footwise.clinic.demo", str(os.getpid())]
    with (
        subprocess.Popen(year, stdin=subprocess.DEVNULL) as passing,
        subprocess.Popen([*year, where], stdin=subprocess.DEVNULL) as walking,
    ):
        try:
            yield
        finally:
            passing.kill()
            walking.kill()


def end_with(parent: int) -> None:
    """End when the server is gone, however it went."""

    def watch() -> None:
        while os.getppid() == parent:
            ended.wait(1)
        os._exit(3)

    ended = threading.Event()
    threading.Thread(target=watch, daemon=True).start()
