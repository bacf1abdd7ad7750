"""Warm processes that do items: a crash, too much memory or too much time ends one of them, and not the batch."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import footwise
from footwise.jobs.batch.items import BatchItem, NotDone
from footwise.settings import parse_json

CRASH, TIME = "crash", "time limit"
# Once, and once more: a process may have been killed for what another one did.
MOST_TRIES = 2
# What memory a library has lost for good goes with the process.
_MOST_ITEMS = 400
_ENDS_WITHIN_S = 5.0


class WarmProcess:
    """One process, which does one item at a time."""

    def __init__(self) -> None:
        house = str(Path(footwise.__file__).parents[1])
        paths = [house, *filter(None, [os.environ.get("PYTHONPATH")])]
        one_core = dict.fromkeys(
            ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", "footwise.jobs.batch.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Several threads would add in another order, and change the last bits.
            env=os.environ | one_core | {"PYTHONPATH": os.pathsep.join(paths)},
        )
        self.done = 0
        self.version = str((self._line() or {}).get("version", ""))

    def ask(self, request: dict[str, Any], longest_s: float) -> dict[str, Any]:
        """Do an item.

        Returns
        -------
        dict
            The answer; without ``answered`` where the process ended over it: then ``begun`` says whether it had begun,
            ``timed_out`` whether it was ended, and ``code`` is its exit code.
        """
        self.done += 1
        begun, key, timed_out = False, "", threading.Event()

        def end() -> None:
            timed_out.set()
            self._process.kill()

        timer = threading.Timer(longest_s, end)
        timer.daemon = True
        timer.start()
        try:
            self._send(request)
            while (answer := self._line()) is not None:
                if "begun" not in answer:
                    return answer | {"answered": True}
                begun, key = True, answer["begun"]
        finally:
            timer.cancel()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDS_WITHIN_S)
        return {"begun": begun, "key": key, "timed_out": timed_out.is_set(), "code": self._process.poll()}

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    @property
    def is_spent(self) -> bool:
        """Whether another one should go on."""
        return self.done >= _MOST_ITEMS or self._process.poll() is not None

    def _send(self, request: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()

    def _line(self) -> dict[str, Any] | None:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        answer: dict[str, Any] = parse_json(line)
        return answer


_idle: list[WarmProcess] = []
_busy: set[WarmProcess] = set()
_mine = threading.Lock()


def done_in_process(item: BatchItem, request: dict[str, Any]) -> dict[str, Any]:
    """Do an item in a warm process; tried once more where that crashes.

    Parameters
    ----------
    item : BatchItem
    request : dict
        ``item``, ``options``, ``out``, ``memory`` (bytes), ``longest_s`` and ``version``.

    Returns
    -------
    dict
        ``key``, ``contents`` and ``not_done``; or ``stop``, why the batch cannot go on.
    """
    tries = 0
    while True:
        with _process() as process:
            if process.version != request["version"]:
                return {"key": "", "stop": f"has another Footwise ({process.version or 'none that runs'})"}
            answer = process.ask(request, request["longest_s"])
        if "answered" in answer:
            return answer
        if answer["timed_out"]:
            why = f"took longer than the {request['longest_s']:g} s that a file may take"
            return {"key": answer["key"], "not_done": asdict(NotDone(item.file, TIME, why, item.person))}
        # A process that ended of its own accord just when it was asked has not failed at anything.
        tries += int(answer["begun"] or answer["code"] != 0)
        if tries >= MOST_TRIES:
            why = f"ended the process that read it ({_ending(answer['code'])}), twice. Please report it, with the file"
            return {"key": answer["key"], "not_done": asdict(NotDone(item.file, CRASH, why, item.person))}


def close_idle() -> None:
    """End the processes that wait."""
    with _mine:
        going, _idle[:] = list(_idle), []
    for process in going:
        process.close()


def close_all() -> None:
    """End all processes, those that work as well."""
    close_idle()
    with _mine:
        going = list(_busy)
    for process in going:
        process.close()


@contextmanager
def _process() -> Iterator[WarmProcess]:
    with _mine:
        process = _idle.pop() if _idle else None
    if process is None or process.is_spent:
        if process is not None:
            process.close()
        process = WarmProcess()
    with _mine:
        _busy.add(process)
    try:
        yield process
    except BaseException:
        process.close()
        raise
    finally:
        with _mine:
            _busy.discard(process)
            spent = process.is_spent
            if not spent:
                _idle.append(process)
        if spent:
            process.close()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"
