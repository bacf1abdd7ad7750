"""How the files of a folder change place together, so that a kill leaves the old ones or the new ones.

The new files are collected in a hidden folder. Renaming that to ``ready`` is the moment that decides: before it a kill
leaves the old files and rubbish, after it whoever comes next (`settle`) finishes what was begun. What then holds for
somebody who looks into the folder without asking Footwise:

* A folder that was not there before appears whole, in one step, or not at all.
* A single file is replaced in one step: it is the old one or the new one.
* Of several files the old ones are first moved out of sight, then the new ones in. That takes one renaming a file, and
  no system renames several at once. A kill within these (some tenths of a millisecond) leaves **some of the old files
  or some of the new ones, never old and new ones side by side**, until the next run, or the next reader of Footwise,
  settles it. Files that are not replaced stay in their place all the time.
* A file of the set that the new one does not have goes with the old ones: the hidden folder has a list of them.
* The same holds for a power cut where the file system keeps what it has said to have written.

A folder like a process's own is told from that of a dead one by a lock, not by its age or by the number of a process,
which another machine or container may use again.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from footwise.errors import FootwiseError
from footwise.outputs.lock import Lock, take, take_of_dead, wait_for

# Parts of the hidden folder: collected files, those that are sure to come, and those that they replace.
_NEW, _READY, _OLD, _LOCK = "new", "ready", "old", "lock"
# Lists, among the files that are sure to come, those of the set before that are sure to go.
_GOING = ".going"
# The hidden folder in a folder that is there already is called by this, not by the folder's name, which may change.
_INSIDE = "footwise"
_ALONE = ".footwise.lock"
_LONGEST_S = 20.0
_TRIES = 100


@dataclass(frozen=True)
class Staging:
    """The hidden folder of one running process: `new` is where it writes."""

    place: Path
    lock: Lock

    @property
    def new(self) -> Path:
        """Where the files are collected."""
        return self.place / _NEW


def begin(out: Path) -> Staging:
    """Make a hidden folder for what is to come into the folder `out`: inside it, or beside it while it is not there.

    Inside it is on the same file system, even if `out` is where another disk is mounted.
    """
    return _begin(out, _INSIDE) if out.is_dir() else begin_beside(out)


def begin_beside(path: Path) -> Staging:
    """Make a hidden folder beside `path`."""
    return _begin(path.parent, path.name)


def _begin(folder: Path, name: str) -> Staging:
    for _ in range(_TRIES):
        # The end keeps two threads of one process apart.
        place = folder / f".{name}.partial-{os.getpid()}-{os.urandom(2).hex()}"
        place.mkdir()
        # Somebody who clears up may come between these.
        lock = take(place / _LOCK)
        if lock is not None:
            staging = Staging(place, lock)
            staging.new.mkdir()
            return staging
        with contextlib.suppress(OSError):
            place.rmdir()
    raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(folder / name))


def switch(staging: Staging, out: Path, belonging: Sequence[str] = ()) -> None:
    """Let the collected files appear in `out`, all or none, and those `belonging` to the set that were not written go.

    Raises
    ------
    FootwiseError
        A file that cannot be replaced; `out` is then as it was. Or another program that is replacing files all the
        time.
    OSError
        The disk is full or broken.
    """
    _flush_files(staging.new)
    if not out.exists():
        try:
            # A new folder appears in one step...
            os.rename(staging.new, out)
            return
        except OSError:
            # ... unless another process has made it in the meantime.
            if not out.is_dir():
                raise
    if staging.place.parent != out:
        moved = begin(out)
        try:
            moved.new.rmdir()
            os.rename(staging.new, moved.new)
            _switch_inside(moved, out, belonging)
        finally:
            discard(moved)
        return
    _switch_inside(staging, out, belonging)


def settle(folder: Path) -> None:
    """Finish what a process that was killed has begun in `folder`, and clear what it has left there.

    Whoever reads files that belong together calls this first. Nothing is done, and nothing written, where nothing is
    left; what belongs to a process that runs is left alone.

    Raises
    ------
    FootwiseError
        Files that were being replaced, which cannot be finished.
    """
    folder = Path(os.path.abspath(folder))
    left = _left_over(folder, _INSIDE)
    if not left and not (folder / _ALONE).exists():
        return
    try:
        with _alone(folder):
            _settle_inside(folder)
    except OSError as error:
        if any((place / _READY).exists() for place in left):
            trouble = f"has files that a program was replacing when it was killed ({_said(error)})"
            raise FootwiseError(folder, trouble, "Make the folder writable and run again") from error


def clear_beside(path: Path) -> None:
    """Remove what dead processes have left beside a folder or file that did not come to be."""
    for place in _left_over(path.parent, path.name):
        with contextlib.suppress(OSError):
            if (lock := take_of_dead(place / _LOCK)) is not None:
                discard(Staging(place, lock))


def discard(staging: Staging) -> None:
    """Remove a hidden folder, unless its files are sure to come and did not."""
    for part in (_NEW, _OLD):
        if part == _OLD and (staging.place / _READY).exists():
            break
        shutil.rmtree(staging.place / part, ignore_errors=True)
    staging.lock.release()
    with contextlib.suppress(OSError):
        staging.place.rmdir()


def _switch_inside(staging: Staging, out: Path, belonging: Sequence[str]) -> None:
    files = _files_of(staging.new)
    for file in files:
        if (out / file).is_dir():
            raise FootwiseError(out / file, "is a folder, and a file of this name is to be written", "Move it away")
    with _alone(out):
        # What a killed process has begun comes first, or it would come over these files later.
        _settle_inside(out)
        going = [name for name in belonging if Path(name) not in files and (out / name).is_file()]
        if going:
            (staging.new / _GOING).write_text("\n".join(going), encoding="utf-8")
            flush(staging.new / _GOING)
        os.rename(staging.new, staging.place / _READY)
        # What comes after this the disk may keep when it likes: any part of it can be gone on with.
        _flush_folder(staging.place)
        try:
            _forward(staging.place, out)
        except FootwiseError:
            with contextlib.suppress(OSError):
                _back(staging.place, out, files)
            raise


def _settle_inside(out: Path) -> None:
    """To be called by who is alone: what is ready then is a dead process's, what is not may be a running one's."""
    for place in _left_over(out, _INSIDE):
        try:
            lock = take_of_dead(place / _LOCK)
        except OSError:
            # Somebody else's, in a folder that several people write.
            if (place / _READY).exists():
                raise
            continue
        if lock is not None:
            try:
                _forward(place, out)
            finally:
                discard(Staging(place, lock))


def _forward(place: Path, out: Path) -> None:
    """Bring what is ready into `out`; it can be stopped and begun again at any point."""
    ready, old = place / _READY, place / _OLD
    files, going = _files_of(ready), _going(ready)
    for file in files:
        with _told(out / file):
            (out / file).parent.mkdir(parents=True, exist_ok=True)
    # A single file is replaced in one step.
    for file in [*files, *going] if len(files) + len(going) > 1 else ():
        if os.path.lexists(out / file):
            with _told(out / file):
                (old / file).parent.mkdir(parents=True, exist_ok=True)
                os.replace(out / file, old / file)
    for file in files:
        with _told(out / file):
            os.replace(ready / file, out / file)
    shutil.rmtree(ready, ignore_errors=True)


def _back(place: Path, out: Path, files: list[Path]) -> None:
    """Undo what `_forward` did before it failed. Killed in here, the next one goes forward again."""
    ready, old = place / _READY, place / _OLD
    for file in files:
        if not os.path.lexists(ready / file):
            os.replace(out / file, ready / file)
    for file in _files_of(old):
        os.replace(old / file, out / file)
    os.rename(ready, place / _NEW)


@contextmanager
def _told(file: Path) -> Iterator[None]:
    """Say of a file that it could not be replaced."""
    try:
        yield
    except OSError as error:
        trouble = f"cannot be replaced ({_said(error)})"
        raise FootwiseError(file, trouble, "Close the program that has it open and run again") from error


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    """Keep every other process and thread from replacing files in `out` at the same time."""
    lock = wait_for(out / _ALONE, _LONGEST_S)
    if lock is None:
        raise FootwiseError(out, "another program is replacing files in it", "Wait until it is done and run again")
    try:
        yield
    finally:
        lock.release()


def _left_over(folder: Path, name: str) -> list[Path]:
    """Hidden folders of this name, of whomever."""
    ours = re.compile(rf"\.{re.escape(name)}\.partial-\d+-[0-9a-f]+")
    try:
        with os.scandir(folder) as entries:
            return sorted(Path(one.path) for one in entries if ours.fullmatch(one.name) and one.is_dir())
    except OSError:
        return []


def _files_of(folder: Path) -> list[Path]:
    files = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return sorted(file for file in files if file != Path(_GOING))


def _going(ready: Path) -> list[Path]:
    try:
        return [Path(name) for name in (ready / _GOING).read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []


def _flush_files(folder: Path) -> None:
    """Make the disk keep the files of a folder before their old ones go."""
    for file in _files_of(folder):
        flush(folder / file)


def flush(file: Path) -> None:
    """Make the disk keep a file."""
    try:
        # Windows needs a file that is open for writing.
        handle = os.open(file, (os.O_RDWR if os.name == "nt" else os.O_RDONLY) | getattr(os, "O_BINARY", 0))
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a device, not a file
            raise
    finally:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    """Make the disk keep the names in a folder, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _said(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
