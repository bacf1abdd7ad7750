r"""The log of a session: one JSON object a line, only ever appended to, readable after any crash.

Every line is handed to the system at once, so that the end of the process, however it comes, loses nothing
that was written; a thread makes the disk keep it within a second. A line that a crash has cut off is found
by its missing end and taken away when the log is opened again.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
import threading
from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from footwise.coaching.log_records import begun_at, is_sound
from footwise.errors import FootwiseError
from footwise.settings import parse_json, quoted
from footwise.text_files import read_bytes

VERSION = 1
# A session of hours has some megabytes; a line that is longer than this was never one.
_MOST_BYTES, _LONGEST_LINE = 500_000_000, 100_000
_SYNC_S = 0.5
_AGAIN = "Free some space or choose another disk with `out`"


class SessionLog:
    """Append-only log of one session.

    Parameters
    ----------
    path : Path
        Made where it does not exist. What an earlier process left half-written at its end is cut off.

    Attributes
    ----------
    trouble : str
        Why records wait in memory instead of being in the file; empty if none do.

    Raises
    ------
    FootwiseError
        Where it cannot be opened, or another process writes it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble = ""
        self._waiting: list[bytes] = []
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            raise FootwiseError(path, f"cannot be written ({_said(error)})", "Choose another folder with `out`") from (
                error
            )
        try:
            _lock(self._file, path)
            self._end = _whole_lines(self._file)
            os.ftruncate(self._file, self._end)
        except BaseException:
            os.close(self._file)
            raise
        self._dirty = threading.Event()
        self._closing = threading.Event()
        self._syncer = threading.Thread(target=self._sync, name="session log", daemon=True)
        self._syncer.start()

    def append(self, record: Mapping[str, Any]) -> None:
        """Write a record. A full disk does not stop the session: records wait in memory and are tried again."""
        line = json.dumps(json_value(record), ensure_ascii=False, separators=(",", ":"))
        self._waiting.append(line.encode() + b"\n")
        self.flush()

    def flush(self) -> bool:
        """Write what waits; say whether nothing waits any more."""
        if not self._waiting:
            return True
        block = b"".join(self._waiting)
        try:
            written = os.write(self._file, block)
        except OSError as error:
            self.trouble = _said(error)
            return False
        if written < len(block):
            # The disk was full in the middle of a line: no half line stays.
            with contextlib.suppress(OSError):
                os.ftruncate(self._file, self._end)
            self.trouble = os.strerror(errno.ENOSPC).lower()
            return False
        self._end += written
        self._waiting.clear()
        self.trouble = ""
        self._dirty.set()
        return True

    def close(self) -> None:
        """Write what waits, make the disk keep it, and let go of the file.

        Raises
        ------
        FootwiseError
            Where records could not be written.
        """
        whole = self.flush()
        self._closing.set()
        self._dirty.set()
        self._syncer.join(timeout=10.0)
        with contextlib.suppress(OSError):
            os.fsync(self._file)
        os.close(self._file)
        if not whole:
            trouble = f"{len(self._waiting)} records are not written ({self.trouble})"
            raise FootwiseError(self.path, trouble, self._saved_elsewhere() or _AGAIN)

    def _saved_elsewhere(self) -> str:
        """Keep what the full disk did not take on another one; say how to put it back, or nothing if that fails too."""
        try:
            with tempfile.NamedTemporaryFile(prefix=f"{self.path.stem}-rest-", suffix=".jsonl", delete=False) as rest:
                rest.write(b"".join(self._waiting))
            return f"They are kept in {rest.name}: free some space, then append that file to the log"
        except OSError:
            return ""

    def _sync(self) -> None:
        """Make the disk keep what was written, beside the session: that can take longer than a cue may wait."""
        while not self._closing.is_set():
            self._dirty.wait()
            self._dirty.clear()
            if self._closing.is_set():
                return
            with contextlib.suppress(OSError):
                os.fsync(self._file)
            self._closing.wait(_SYNC_S)


def json_value(value: Any) -> Any:
    """Give the value as JSON has it: a number that is none becomes null."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): json_value(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(one) for one in value]
    return value


def read_log(path: Path) -> tuple[list[dict[str, Any]], str]:
    """Read a log, also one that a crash has cut off or a disk has damaged.

    Returns
    -------
    records : list of dict
        In their order; what is damaged is left out.
    damage : str
        What was left out, in words; empty if nothing was.

    Raises
    ------
    FootwiseError
        Where it cannot be read or is no session log.
    """
    lines = read_bytes(path, "Give the folder of a session", _MOST_BYTES).split(b"\n")
    cut = bool(lines.pop())
    records: list[dict[str, Any]] = []
    damaged = 0
    blocks: int | None = None
    strides: set[tuple[str, int]] = set()
    before = b""
    for line in lines:
        record = _record(line, blocks)
        stride = (record["side"], record["number"]) if record is not None and record["kind"] == "stride" else None
        # No two records are alike to the last digit of their time, and no stride is walked twice.
        if record is None or line == before or stride in strides:
            damaged += 1
            continue
        before = line
        if stride is not None:
            strides.add(stride)
        if not records:
            blocks = _blocks(record)
            damaged += not _begin_is_sound(record)
        records.append(record)
    if not records or records[0]["kind"] != "session":
        raise FootwiseError(path, "is no log of a session", "Give the log of a coached session")
    if records[0].get("version") != VERSION:
        trouble = f"is a log of version {quoted(records[0].get('version'))}, and {VERSION} is known"
        raise FootwiseError(path, trouble, "Update Footwise")
    found = [f"{damaged} damaged lines"] if damaged else []
    return records, " and ".join(found + (["a last line that was cut off"] if cut else []))


def _record(line: bytes, blocks: int | None) -> dict[str, Any] | None:
    if len(line) > _LONGEST_LINE:
        return None
    try:
        record = parse_json(line)
    except ValueError:
        return None
    return record if is_sound(record, blocks) else None


def _begin_is_sound(session: dict[str, Any]) -> bool:
    """Take a time that none is out of the first record, rather than lose the plan that it has, and say so."""
    if "started" not in session or begun_at(session["started"]) is not None:
        return True
    del session["started"]
    return False


def _blocks(session: dict[str, Any]) -> int | None:
    """How many blocks the session has, as far as its first record says it."""
    plan = session.get("plan")
    blocks = plan.get("blocks") if isinstance(plan, dict) else None
    return len(blocks) if isinstance(blocks, list) else None


def _whole_lines(file: int) -> int:
    """Length of the file up to the end of its last whole line."""
    size = os.fstat(file).st_size
    end = size
    while end > 0:
        begin = max(0, end - 65536)
        os.lseek(file, begin, os.SEEK_SET)
        found = os.read(file, end - begin).rfind(b"\n")
        if found >= 0:
            return begin + found + 1
        end = begin
    return 0


def _lock(file: int, path: Path) -> None:
    """Keep a second process from writing the same log; the system lets go of the lock when this one ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two processes then only mix whole lines
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise FootwiseError(
            path, "is being written by another session", "Wait for its end or choose another `out`"
        ) from None


def _said(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
