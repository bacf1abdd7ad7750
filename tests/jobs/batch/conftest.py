"""Recordings for a batch, and a cluster of two processes that can be killed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from recording_copies import different_c3d

# Loaded by every Python that finds it: what native libraries may do, the processes of a batch are made to do by name.
_FAULTS = """
import os, signal, sys, time
if "footwise.jobs.batch.child" in sys.orig_argv:
    import footwise.jobs.one_recording as module
    real = module.measure_one_recording
    place = os.path.dirname(__file__)
    def measure(file, **told):
        with open(os.path.join(place, file.name + ".tries"), "a") as tries:
            tries.write("x")
            tries.flush()
            first = tries.tell() == 1
        if "crash" in file.name and ("once" not in file.name or first):
            os.kill(os.getpid(), signal.SIGSEGV)
        if "slow" in file.name:
            time.sleep(600)
        if "memory" in file.name:
            block = b"x" * 3_000_000_000
        if "bug" in file.name:
            raise ZeroDivisionError("of its own")
        if "print" in file.name:
            print("noise", flush=True)
            os.write(1, b"more noise" + bytes([10]))
        return real(file, **told)
    module.measure_one_recording = measure
    import footwise.jobs.batch.store as store
    write = store.write_one_of_many
    def write_unless_full(path, content):
        if os.path.exists(os.path.join(place, "disk is full")) and os.listdir(path.parent):
            raise OSError(28, "No space left on device")
        write(path, content)
    store.write_one_of_many = write_unless_full
"""


@pytest.fixture
def faults(tmp_path_factory, monkeypatch) -> Path:
    """A folder in which the tries of each file are counted; files with certain names crash, hang, eat or print."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "sitecustomize.py").write_text(_FAULTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]))
    return folder


def write_walks(folder: Path, treadmill_c3d: Path, *names: str) -> Path:
    """Different walks under these names; their numbers begin with the count of what is there."""
    folder.mkdir(parents=True, exist_ok=True)
    before = len(list(folder.rglob("*.c3d")))
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(different_c3d(treadmill_c3d, before + number))
    return folder


def same_results(one: Path, other: Path) -> bool:
    """Whether two batches ended with the same files, byte for byte, but for what each knows of where they lay."""

    def files(folder: Path) -> dict[str, bytes]:
        found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    return files(one) == files(other) and bool(files(one))


class TwoProcesses:
    """A scheduler and a worker of Dask, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self.scheduler = self._start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file")
        self.worker = self.new_worker()
        self.address = self._address()

    def new_worker(self, **environment: str) -> subprocess.Popen:
        """Start a worker."""
        arguments = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--scheduler-file")
        return self._start("dask_worker", *arguments, **environment)

    def _start(self, program: str, *arguments: str, **environment: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, str(self._file)],
            cwd=self._folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _address(self) -> str:
        import json

        until = time.monotonic() + 60
        while time.monotonic() < until:
            with contextlib.suppress(OSError, ValueError, KeyError):
                return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
            time.sleep(0.1)
        raise TimeoutError("no scheduler")

    def end(self) -> None:
        """End what still runs."""
        for process in (self.worker, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path_factory):
    """A cluster of two processes."""
    pytest.importorskip("distributed")
    two = TwoProcesses(tmp_path_factory.mktemp("cluster"))
    try:
        yield two
    finally:
        two.end()
