"""Find the people in several clips at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, cast

import numpy as np

from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.recordings.film import LANDMARKS, Clip, PictureLandmarks, open_clip
from footwise.samples import sample_path
from footwise.video.people.left_right import keep_sides
from footwise.video.people.own_model import check_own_points
from footwise.video.people.pose_cache import cache_file, keep_people, kept_people
from footwise.video.people.pose_model import load_pose_model
from footwise.video.people.tracks import NobodyFoundError, find_people

ClipsProgress = Callable[[int, int, int], None]
"""Is told which clip, counted from 0, and how many of its pictures of how many are done."""

_KILLED = 9
_NO_MEMORY = (
    "the process that looked at it was ended, as happens when memory is short",
    "Free some memory, or give one clip at a time",
)
OWN_POINTS = "the points are those of the pose model {}, the toe is the middle between the big and the small one"
# Messages to a progress bar, not more often than every so many pictures.
_PICTURES_A_MESSAGE = 5


def people_in_clip(
    clip: Path,
    *,
    flip: bool = True,
    mirrored: bool = False,
    own: Path | None = None,
    threads: int = 2,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[PictureLandmarks, ...]:
    """Find everybody in one clip, each leg on its own side, or take what was found in the same clip before.

    Parameters
    ----------
    clip : Path
    flip : bool
        Look at each person in a mirror too and take the mean: less scatter for twice the time.
    mirrored : bool
        The film is a mirror image: each leg is given its true side.
    own : Path, optional
        A pose model of one's own, an ONNX file.
    threads : int
    progress : callable, optional
        Told how many pictures of how many are done.

    Returns
    -------
    tuple of PictureLandmarks
        From left to right by where each was when first seen.

    Raises
    ------
    FootwiseError
        The clip cannot be read, is too short or too dark, or nobody was found in it.
    """
    clip = Path(clip)
    file = cache_file(clip, flip=flip, mirrored=mirrored, own=own)
    if (people := kept_people(file, clip)) is None:
        opened = open_clip(clip, mirrored=mirrored)
        model = None if own is None else load_pose_model(threads, own=own)
        people = find_people(opened, model=model, flip=flip, threads=threads, progress=progress)
        if own is not None:
            check_own_points(own, people)
            people = tuple(
                replace(person, notes=(*person.notes, Note(OWN_POINTS.format(own.name)))) for person in people
            )
        people = tuple(map(keep_sides, people))
        keep_people(file, people)
    if progress:
        progress(people[0].frames, people[0].frames)
    return people


def people_in_clips(
    clips: Sequence[Path],
    *,
    flip: bool = True,
    mirrored: bool = False,
    own: Path | None = None,
    cores: int | None = None,
    progress: ClipsProgress | None = None,
    nobody_ok: bool = False,
    check: Callable[[Sequence[Clip]], None] | None = None,
) -> list[tuple[PictureLandmarks, ...]]:
    """Find everybody in several clips, a process for each clip and up to as many at a time as there are cores.

    Where one clip fails, or the person stops the program, the processes of all others are ended too; clips that were
    done by then are kept and not looked at again.

    Parameters
    ----------
    clips : sequence of Path
    flip, mirrored : bool
    own : Path, optional
        As in `people_in_clip`.
    cores : int, optional
        All that this process may use without.
    progress : callable, optional
    nobody_ok : bool
        Go on where nobody is found in a clip: for it there is one person who is seen in no picture, and the reason
        is a note.
    check : callable, optional
        Given what the files say of themselves before the first picture is looked at: it may refuse what cannot be, so
        that nobody waits for it. Not called where everybody is known from before.

    Returns
    -------
    list of tuple of PictureLandmarks
        One for each clip, as `people_in_clip` gives it.

    Raises
    ------
    FootwiseError
        Names the clip in which something is wrong.
    """
    cores = cores or _usable_cores()
    found: dict[int, tuple[PictureLandmarks, ...]] = {}
    waiting = []
    for number, clip in enumerate(clips):
        if (people := kept_people(cache_file(Path(clip), flip=flip, mirrored=mirrored, own=own), Path(clip))) is None:
            waiting.append(number)
        else:
            found[number] = people
            if progress:
                progress(number, people[0].frames, people[0].frames)
    if waiting:
        opened = [open_clip(Path(clip), mirrored=mirrored) for clip in clips]
        if check:
            check(opened)
        if progress:
            for number in waiting:
                # How much there is to do is known from here on.
                progress(number, 0, opened[number].frames)
        # Here and once, not in every process at the same time.
        sample_path("pose-model", quiet=True)
    if len(waiting) == 1:
        number = waiting[0]
        told = (lambda done, of: progress(number, done, of)) if progress else None
        try:
            found[number] = people_in_clip(
                Path(clips[number]), flip=flip, mirrored=mirrored, own=own, threads=cores, progress=told
            )
        except NobodyFoundError as error:
            if not nobody_ok:
                raise
            found[number] = _nobody(Path(clips[number]), error)
    elif waiting:
        left = [(number, Path(clips[number])) for number in waiting]
        found |= _in_processes(left, (flip, mirrored, own), cores, progress, nobody_ok)
    return [found[number] for number in range(len(clips))]


def _nobody(clip: Path, why: NobodyFoundError) -> tuple[PictureLandmarks, ...]:
    """One person who is seen in no picture of a clip."""
    opened = open_clip(clip)
    nowhere = np.full((opened.frames, len(LANDMARKS), 2), np.nan)
    notes = (*opened.notes, Note(why.trouble, NoteKind.NOBODY_SEEN))
    return (PictureLandmarks(opened.name, clip, opened.size_px, opened.time_s, nowhere, nowhere[..., 0], notes),)


def _usable_cores() -> int:
    """Cores that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _in_processes(
    clips: list[tuple[int, Path]],
    asked: tuple[bool, bool, Path | None],
    cores: int,
    progress: ClipsProgress | None,
    nobody_ok: bool,
) -> dict[int, tuple[PictureLandmarks, ...]]:
    # A fresh interpreter for each: one that is copied from a program with threads can lock up.
    context = multiprocessing.get_context("spawn")
    at_once = min(cores, len(clips))
    threads = max(1, cores // at_once)
    waiting, found = list(clips), {}
    running: dict[Any, tuple[int, Path, SpawnProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, clip = waiting.pop(0)
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(theirs, clip, asked, threads), daemon=True)
                with _without_ctrl_c():
                    process.start()
                theirs.close()
                running[ours] = (number, clip, process)
            for connection in wait(list(running)):
                number, clip, process = running[connection]
                kind, what = _message(cast("Connection", connection))
                if kind == "progress":
                    if progress:
                        progress(number, *what)
                    continue
                if kind == "trouble" and not (nobody_ok and isinstance(what, NobodyFoundError)):
                    raise what
                if kind == "crash":
                    raise _crash(clip, *what)
                if kind == "ended":
                    process.join()
                    raise FootwiseError(clip, *_why_ended(process.exitcode))
                found[number] = _nobody(clip, what) if kind == "trouble" else what
                process.join()
                del running[connection]
    finally:
        for connection, (_, _, process) in running.items():
            process.terminate()
            process.join()
            connection.close()
    return found


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Hold ctrl-C back while a process is started: it inherits that, and cannot be stopped half-way into its start."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _why_ended(exit_code: int | None) -> tuple[str, str]:
    """Trouble and remedy for a process that has gone without a word."""
    # The system ends what takes too much memory by the signal that cannot be caught.
    if exit_code == -_KILLED:
        return _NO_MEMORY
    return (
        f"the process that looked at it ended by itself (exit code {exit_code})",
        "Give this clip alone, and save it again from the phone if it happens again",
    )


def _crash(clip: Path, what: str, trace: str) -> RuntimeError:
    """A mistake of the program in the process of a clip, with where it was made."""
    error = RuntimeError(f"while looking at {clip}: {what}")
    error.add_note(trace)
    return error


def _message(connection: Connection) -> tuple[str, Any]:
    try:
        kind, what = connection.recv()
    except (EOFError, OSError):
        return "ended", None
    return kind, what


def _work(connection: Connection, clip: Path, asked: tuple[bool, bool, Path | None], threads: int) -> None:
    """What the process of one clip does."""
    # Ctrl-C reaches every process of the terminal; the first one ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def told(done: int, of: int) -> None:
        if done % _PICTURES_A_MESSAGE == 0 or done == of:
            connection.send(("progress", (done, of)))

    try:
        flip, mirrored, own = asked
        found = people_in_clip(clip, flip=flip, mirrored=mirrored, own=own, threads=threads, progress=told)
        connection.send(("found", found))
    except FootwiseError as error:
        connection.send(("trouble", error))
    except BrokenPipeError:
        # The first process has gone.
        pass
    except MemoryError:
        connection.send(("trouble", FootwiseError(clip, *_NO_MEMORY)))
    except Exception as error:
        # A mistake of the program, to be seen as one. As text: not every error can be sent to another process.
        connection.send(("crash", (traceback.format_exception_only(error)[-1].strip(), traceback.format_exc())))
    finally:
        connection.close()
