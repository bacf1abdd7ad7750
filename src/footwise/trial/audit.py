"""An append-only record: JSON lines, each with the hash of the line before and a seal.

The chain of hashes shows a line that was changed by hand. Anybody can compute it anew, though; the seal, an
HMAC-SHA-256 of the whole entry by a secret, only who has the secret can. Against that person nothing helps but a hash
that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.settings import is_text, parse_json
from footwise.text_files import read_bytes

_FIRST = "0" * 64
_MOST_BYTES = 500_000_000


def read_audit(path: Path, head: str | None = None) -> list[dict[str, Any]]:
    """Read a record and check its chain.

    Parameters
    ----------
    path : Path
    head : str, optional
        Hash of a line that somebody has noted elsewhere. The chain alone cannot show that lines at its end are
        missing; a noted hash can.

    Raises
    ------
    FootwiseError
        A line that was changed, left out, added or put elsewhere, or a noted hash that is not there.
    """
    try:
        raw = read_bytes(path, "Open a register first", _MOST_BYTES)
        # The lines of a file, not those of a text: a name may hold a sign that some take for the end of a line.
        lines = raw.decode("utf-8").removesuffix("\n").split("\n") if raw else []
    except UnicodeDecodeError:
        raise _damaged(path, 1, "is not text") from None
    records: list[dict[str, Any]] = []
    before = _FIRST
    for number, line in enumerate(lines, start=1):
        try:
            record = parse_json(line)
        except ValueError:
            record = None
        if not isinstance(record, dict) or not is_text(record.get("kind")) or not is_text(record.get("hash")):
            raise _damaged(path, number, "is no entry")
        told = record.pop("hash")
        if record.get("before") != before or told != _hash(record):
            raise _damaged(path, number, "does not follow from the entries before it")
        before = told
        records.append({**record, "hash": told})
    if head is not None and head not in {record["hash"] for record in records}:
        raise FootwiseError(path, f"has no entry {head[:12]}…", "Entries were removed since that hash was noted")
    return records


def check_seals(path: Path, records: list[dict[str, Any]], secret: str) -> None:
    """Compare every entry with its seal.

    Raises
    ------
    FootwiseError
        An entry that somebody wrote who had another secret, or none.
    """
    for number, record in enumerate(records, start=1):
        told = {name: value for name, value in record.items() if name not in ("hash", "seal")}
        if not hmac.compare_digest(str(record.get("seal", "")).encode(), _seal(told, secret).encode()):
            raise _damaged(path, number, "is not sealed by the seed")


def append_audit(path: Path, record: dict[str, Any], before: str | None, secret: str) -> dict[str, Any]:
    """Add one entry behind the entry whose hash is `before` (None for the first), and give it with its hash."""
    whole = {**record, "before": before or _FIRST}
    whole["seal"] = _seal(whole, secret)
    whole["hash"] = _hash(whole)
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(whole, ensure_ascii=False, sort_keys=True) + "\n")
        file.flush()
        # An allocation that was told must not be lost with the power.
        os.fsync(file.fileno())
    return whole


@contextmanager
def sole_writer(path: Path) -> Iterator[None]:
    """Keep a second program from adding to the record of `path` at the same time."""
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        remedy = "Wait until it is done; if no program runs, remove this file"
        raise FootwiseError(lock, "another program is adding to the register", remedy) from None
    except OSError as error:
        reason = (error.strerror or "").lower()
        raise FootwiseError(path, f"cannot be written ({reason})", "Check the folder and its permissions") from None
    try:
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)


def _hash(record: dict[str, Any]) -> str:
    return hashlib.sha256(_text(record)).hexdigest()


def _seal(record: dict[str, Any], secret: str) -> str:
    return hmac.new(secret.encode(), b"audit|" + _text(record), hashlib.sha256).hexdigest()


def _text(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _damaged(path: Path, number: int, what: str) -> FootwiseError:
    return FootwiseError(path, f"entry {number} {what}", "The register was changed by hand; restore it from a copy")
