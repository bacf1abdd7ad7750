"""An append-only record: JSON lines, each with the hash of the line before and a seal.

The chain of hashes shows a line that was changed by hand. Anybody can compute it anew, though; the seal, an
HMAC-SHA-256 of the whole entry by a secret, only who has the secret can. Against that person nothing helps but a hash
that was noted elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footwise.errors import FootwiseError
from footwise.settings import is_text, parse_json
from footwise.text_files import read_bytes

_FIRST = "0" * 64
_MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Audit:
    """A record whose chain holds.

    Attributes
    ----------
    records : tuple of dict
        Its entries, each with its hash.
    half : bytes
        What stands behind the last whole entry: the begin of an entry that was not finished. Nearly always empty.
    open_end : bool
        The last entry is whole but for the end of its line, which editors take away.
    foreign_ends : bool
        Lines end as on Windows: some program has written the file anew.
    """

    records: tuple[dict[str, Any], ...]
    half: bytes = b""
    open_end: bool = False
    foreign_ends: bool = False


def read_audit(path: Path, head: str | None = None) -> Audit:
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
    # The lines of a file, not those of a text: a name may hold a sign that some take for the end of a line.
    *lines, rest = read_bytes(path, "Open a register first", _MOST_BYTES).split(b"\n")
    records: list[dict[str, Any]] = []
    before, foreign = _FIRST, False
    for number, line in enumerate(lines, start=1):
        plain = line.removesuffix(b"\r")
        foreign = foreign or plain != line
        records.append(_entry(path, number, plain, before))
        before = records[-1]["hash"]
    half, open_end = rest, False
    if rest and not _is_begin(rest, before):
        records.append(_entry(path, len(records) + 1, rest.removesuffix(b"\r"), before))
        half, open_end = b"", True
    if head is not None and head not in {record["hash"] for record in records}:
        raise FootwiseError(path, f"has no entry {head[:12]}…", "Entries were removed since that hash was noted")
    return Audit(tuple(records), half, open_end, foreign)


def check_seals(path: Path, records: tuple[dict[str, Any], ...], secret: str) -> None:
    """Compare every entry with its seal.

    Raises
    ------
    FootwiseError
        An entry that somebody wrote who had another secret, or none.
    """
    for number, record in enumerate(records, start=1):
        told = {name: value for name, value in record.items() if name not in ("hash", "seal")}
        if not hmac.compare_digest(str(record.get("seal", "")).encode(), seal(told, secret).encode()):
            raise _damaged(path, number, "is not sealed by the seed")


def sealed_entry(record: dict[str, Any], before: str | None, secret: str) -> dict[str, Any]:
    """Make the entry that follows the one whose hash is `before` (None for the first), with its seal and hash."""
    whole = {**record, "before": before or _FIRST}
    whole["seal"] = seal(whole, secret)
    whole["hash"] = _hash(whole)
    return whole


def line_of(entry: dict[str, Any], *, ascii_only: bool = True) -> bytes:
    """Write an entry as a line without its end. Only ASCII: no sign in a name can end a line anywhere."""
    return json.dumps(entry, ensure_ascii=ascii_only, sort_keys=True).encode()


def seal(record: dict[str, Any], secret: str) -> str:
    """HMAC-SHA-256 over everything in a record."""
    return hmac.new(secret.encode(), b"audit|" + _text(record), hashlib.sha256).hexdigest()


def _entry(path: Path, number: int, line: bytes, before: str) -> dict[str, Any]:
    try:
        record = parse_json(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise _damaged(path, number, "is not text") from None
    except ValueError:
        record = None
    if not isinstance(record, dict) or not is_text(record.get("kind")) or not is_text(record.get("hash")):
        raise _damaged(path, number, "is no entry")
    told = {name: value for name, value in record.items() if name != "hash"}
    if told.get("before") != before or record["hash"] != _hash(told):
        raise _damaged(path, number, "does not follow from the entries before it")
    # Blanks, words that stand twice, numbers written otherwise: what is read is the same, and a hand was there. Until
    # November 2026 names were written as they are.
    if line not in (line_of(record), line_of(record, ascii_only=False)):
        raise _damaged(path, number, "is not written as Footwise writes it")
    return record


def _is_begin(rest: bytes, before: str) -> bool:
    """Whether this is the begin of an entry that was not finished, and so no entry that was changed."""
    # After a power cut some file systems fill what they did not come to write with zeros.
    plain = rest.rstrip(b"\0")
    begin = f'{{"before": "{before}", "'.encode()
    if not plain.startswith(begin[: len(plain)]):
        return False
    try:
        parse_json(plain.decode("utf-8"))
    except ValueError:
        return True
    return plain != rest


def _hash(record: dict[str, Any]) -> str:
    return hashlib.sha256(_text(record)).hexdigest()


def _text(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _damaged(path: Path, number: int, what: str) -> FootwiseError:
    return FootwiseError(path, f"entry {number} {what}", "The register was changed by hand; restore it from a copy")
