"""Encryption of archives in the age format: making one needs the public key only, opening one the secret key."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from footwise.errors import FootwiseError

# In the clinic's folder: for whom archives are encrypted, one age1… a line, as `age -R` reads it.
_RECIPIENTS = "backup_recipients.txt"
_SECRET = re.compile(r"^AGE-SECRET-KEY-1[0-9A-Z]+$", re.MULTILINE)
_PUBLIC = re.compile(r"^age1[0-9a-z]+$", re.MULTILINE)
_BEGINNING = b"age-encryption.org/v1"
_PIECE = 1024 * 1024


def make_identity(path: Path) -> str:
    """Write a new secret key, as `age-keygen` does, and give its public key.

    Raises
    ------
    FootwiseError
        A file is there already, or none can be written.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"# opens the backups of a Footwise clinic; public key: {public}\n{identity}\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise FootwiseError(path, "is there already", "Name a file that is not: no key is overwritten") from None
    except OSError as error:
        raise FootwiseError(path, f"cannot be written ({error.strerror})", "Name another file") from error
    return public


def identity_in(path: Path) -> Any:
    """Read a secret key from a file.

    Raises
    ------
    FootwiseError
        It cannot be read, or holds none.
    """
    found = _SECRET.search(_text(path))
    if found is None:
        raise FootwiseError(path, "holds no secret key", "Name the file that was made with the clinic's first backup")
    try:
        return pyrage.x25519.Identity.from_str(found[0])
    except pyrage.IdentityError as error:
        raise FootwiseError(path, f"holds a damaged key ({error})", "Put it back from where it is kept") from error


def recipients_of(folder: Path) -> list[str]:
    """Give the public keys for which a clinic's archives are encrypted; none where it has no file of them.

    Raises
    ------
    FootwiseError
        The file cannot be read, or holds something else.
    """
    path = folder / _RECIPIENTS
    if not path.exists():
        return []
    lines = [line.strip() for line in _text(path).splitlines()]
    told = [line for line in lines if line and not line.startswith("#")]
    for line in told:
        if not _PUBLIC.fullmatch(line):
            raise FootwiseError(path, f"holds {line[:20]!r}, which is no public key", "Write one age1… a line")
    return told


def keep_recipients(folder: Path, recipients: Iterable[str]) -> None:
    """Write for whom a clinic's archives are encrypted from now on.

    Raises
    ------
    FootwiseError
        The clinic's folder cannot be written.
    """
    whole = folder / _RECIPIENTS
    part = whole.with_suffix(f".{os.getpid()}")
    try:
        part.write_text("".join(f"{one}\n" for one in recipients), encoding="ascii")
        part.chmod(0o600)
        part.replace(whole)
    except OSError as error:
        raise FootwiseError(folder, f"cannot be written ({error.strerror})", "Check that it is yours") from error


def encrypt(pieces: Iterable[bytes], file: BinaryIO, recipients: Iterable[str]) -> None:
    """Write pieces into a file as they come, encrypted.

    Raises
    ------
    FootwiseError
        One of the public keys is damaged.
    Exception
        Whatever the pieces or the file raise.
    """
    known = []
    for one in recipients:
        try:
            known.append(pyrage.x25519.Recipient.from_str(one))
        except pyrage.RecipientError as error:
            raise FootwiseError(_RECIPIENTS, f"holds a damaged key ({error})", "Write one age1… a line") from error
    reader = _Reader(iter(pieces))
    try:
        pyrage.encrypt_io(reader, file, known)
    except Exception:
        # It tells what went wrong below it in words only.
        if reader.trouble is not None:
            raise reader.trouble from None
        raise


@contextmanager
def decrypted(path: Path, identity: Any) -> Iterator[BinaryIO]:
    """Open an archive as a stream of what was encrypted; at the end of the block all of it has proved to be whole.

    Raises
    ------
    FootwiseError
        It was encrypted for another key, was cut off or changed, or is no archive.
    """
    reading, writing = os.pipe()
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            # What is written into comes first: it has to be closed, or whoever reads waits for ever.
            with os.fdopen(writing, "wb", buffering=_PIECE) as into, path.open("rb") as file:
                pyrage.decrypt_io(file, into, [identity])
        except BaseException as error:
            trouble.append(error)

    thread = threading.Thread(target=run, daemon=True)
    stopped: BaseException | None = None
    with os.fdopen(reading, "rb", buffering=_PIECE) as stream:
        thread.start()
        try:
            yield stream
            while stream.read(_PIECE):
                pass
        except BaseException as error:
            stopped = error
            # Whatever the block stumbled over, damage below it is the reason.
            if isinstance(error, Exception):
                _wait(stream, thread)
    thread.join()
    if trouble and not (isinstance(stopped, FootwiseError) or isinstance(trouble[0], BrokenPipeError)):
        raise _told(path, trouble[0]) from trouble[0]
    if stopped is not None:
        raise stopped


def _wait(stream: BinaryIO, thread: threading.Thread) -> None:
    """Let what decrypts say what it has to say of the next piece, which it may be at now."""
    thread.join(timeout=0.2)
    if thread.is_alive():
        stream.read(_PIECE)
        thread.join(timeout=0.2)


def _told(path: Path, error: BaseException) -> FootwiseError:
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
        return FootwiseError(path, f"cannot be read ({error.strerror})", "Name an archive that a backup has written")
    if isinstance(error, pyrage.DecryptError):
        with path.open("rb") as file:
            begins = file.read(len(_BEGINNING))
        if begins != _BEGINNING:
            return FootwiseError(path, "is no archive of a backup", "Name an archive that a backup has written")
        return FootwiseError(path, "was not encrypted for this key", "Name the key's file that belongs to it")
    return FootwiseError(path, "was cut off or changed", "Take another copy of it, or the archive of another day")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise FootwiseError(path, f"cannot be read ({error.strerror})", "Name a file with a key") from error
    except UnicodeDecodeError:
        raise FootwiseError(path, "is no file with a key", "Name a file with a key") from None


class _Reader:
    """Gives pieces as a file gives its bytes."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")
        self.trouble: Exception | None = None

    def read(self, size: int) -> bytes:
        """Give at most so many bytes; none at the end."""
        try:
            while not self._left:
                self._left = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.trouble = error
            raise
        given, self._left = self._left[:size], self._left[size:]
        return bytes(given)
