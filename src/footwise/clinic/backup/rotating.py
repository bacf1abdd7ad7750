"""Changing the key of the backups: archives that are there are encrypted anew for the new one, each as a whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from footwise.clinic.backup.encryption import decrypted, encrypt
from footwise.errors import FootwiseError

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Rotated:
    """Which archives open with the new key now.

    Attributes
    ----------
    changed, already : int
        Encrypted anew by this call, or before it.
    refused : tuple of FootwiseError
        Of archives that open with neither key, or are damaged; each is as it was.
    """

    changed: int
    already: int
    refused: tuple[FootwiseError, ...]


def rotate_archives(folder: Path, old: Any, new: Any) -> Rotated:
    """Encrypt the archives and files of keys in a folder for a new key.

    Interrupted at any moment every archive opens with one of the two keys; the next call goes on.

    Parameters
    ----------
    folder : Path
    old, new
        Secret keys, as `identity_in` reads them.
    """
    changed = already = 0
    refused = []
    for path in sorted(folder.glob("footwise-*.age")):
        if _opens(path, new):
            already += 1
            continue
        part = Path(f"{path}.part")
        try:
            with decrypted(path, old) as stream, _new_file(part) as file:
                encrypt(_pieces(stream), file, [str(new.to_public())])
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, path)
            changed += 1
        except FootwiseError as error:
            refused.append(error)
        except OSError as error:
            raise FootwiseError(path, f"cannot be written ({error.strerror})", "Make room, and run it again") from error
        finally:
            part.unlink(missing_ok=True)
    return Rotated(changed, already, tuple(refused))


def _opens(path: Path, identity: Any) -> bool:
    try:
        with decrypted(path, identity) as stream:
            stream.read(1)
            raise _Opened
    except _Opened:
        return True
    except FootwiseError:
        return False


class _Opened(Exception):
    """Ends the reading: it opens."""


def _new_file(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb", buffering=_PIECE)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_PIECE):
        yield piece
