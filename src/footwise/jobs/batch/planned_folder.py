"""What there is to do in a folder: recordings with their standing trials and forces, studies, and what is neither."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile
from pathlib import Path, PurePosixPath

from footwise.condition_words import STANDING, condition_in
from footwise.errors import FootwiseError
from footwise.jobs.batch.items import STUDY, BatchItem, NotDone
from footwise.jobs.forces_beside import FORCE_ENDINGS

MARKER_ENDINGS = (".c3d", ".trc")
_TABLES = (".csv", ".tsv", ".txt", ".json")
# Whatever else `analyse` reads, or refuses with what to do about it.
_SENSOR_ENDINGS = (*_TABLES, ".zip", ".xdf", ".xdfz", ".h5", ".hdf5", ".cwa", ".mvnx", ".mvn", ".xlsx", ".xls", ".ods")
# An archive may hold markers.
_MAY_STAND = (*MARKER_ENDINGS, ".zip")
_STUDY_FILE = "study.toml"
NOT_A_RECORDING = "no recording"
# Tables of one sensor each, which belong to the others in their folder.
_OF_ONE_SENSOR = re.compile(r"(?i)acceler|gyro|gravity|orientation|magnetomet|(?:^|[^a-z])(?:acc|gyr)(?:[^a-z]|$)")
_APP_HAS = (re.compile(r"(?i)(?:total ?|linear ?)?accelerometer(?: uncalibrated)?"), re.compile(r"(?i)gyroscope.*"))
_MOTION, _CHANNELS, _FACTS = "_motion.tsv", "_channels.tsv", "_motion.json"


@dataclass(frozen=True)
class Plan:
    """What a batch has to do.

    Attributes
    ----------
    items : tuple of BatchItem
        In the order of their names.
    not_done : tuple of NotDone
        Files that are known not to be recordings by their names alone.
    unused_static : tuple of str
        Standing trials that belong to no recording.
    """

    items: tuple[BatchItem, ...]
    not_done: tuple[NotDone, ...]
    unused_static: tuple[str, ...] = ()


def plan_folder(folder: Path, leave_out: Path | None = None) -> Plan:
    """Find what can be done in a folder and all below it; nothing is read yet but names.

    A person is a folder in it; of files that lie in it directly, what stands before ``_`` in their names. A standing
    trial is known by its name ("static", "standing" and so on, see `condition_in`) and belongs to the recordings of
    its person in its own folder and below; the nearest one counts, of several in one folder that whose name begins as
    the recording's own, and of several such the last by name. A TRC file takes the MOT or STO file of its name beside
    it. A folder with a ``study.toml`` is one study. Links to folders are not followed, and names that begin with a dot
    are passed over.

    Parameters
    ----------
    folder : Path
    leave_out : Path, optional
        A folder in it that is not looked into: that of the results.

    Raises
    ------
    FootwiseError
        No such folder, or one that cannot be read.
    """
    if not folder.is_dir():
        raise FootwiseError(folder, "there is no such folder", "Give a folder with recordings, or a list as .csv")
    root = Path(os.path.abspath(folder))
    skipped = None if leave_out is None else os.path.realpath(leave_out)
    items: list[BatchItem] = []
    not_done: list[NotDone] = []
    standing: dict[str, list[str]] = {}
    for inside, names, error in _folders(root, skipped):
        if error is not None:
            not_done.append(NotDone(inside, "bad file", error, _person(inside, root)))
            continue
        here = root / inside if inside != "." else root
        found = _one_recording(inside, here, names, root)
        if found is not None:
            items.append(found)
            continue
        used: set[str] = set()
        of_standing: set[str] = set()
        below = {name.lower(): name for name in names}
        beside = companions(names)
        for name in names:
            file = name if inside == "." else f"{inside}/{name}"
            stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
            person = _person(file, root)
            if ending in _MAY_STAND and condition_in(stem) == STANDING:
                standing.setdefault(_folder_of(file), []).append(file)
                of_standing.add(forces_of(stem, ending, below))
            elif ending in (*MARKER_ENDINGS, *_SENSOR_ENDINGS):
                if name.lower().endswith((_CHANNELS, _FACTS)):
                    continue
                forces = forces_of(stem, ending, below)
                used.update((forces,) if forces else ())
                items.append(
                    BatchItem(
                        file,
                        str(here / name),
                        person=person,
                        condition=_condition(file, root),
                        forces=str(here / forces) if forces else "",
                        beside=tuple(str(here / one) for one in beside.get(name, ())),
                    )
                )
            elif ending in FORCE_ENDINGS:
                continue
            else:
                why = f"is no recording that can be read ({ending or 'no ending'})"
                not_done.append(NotDone(file, NOT_A_RECORDING, why, person))
        for name in names:
            if PurePosixPath(name).suffix.lower() in FORCE_ENDINGS and name not in used:
                file = name if inside == "." else f"{inside}/{name}"
                why = "holds forces, and no .trc of its name lies beside it"
                if name in of_standing:
                    why = "holds the forces of a standing trial, which are not needed"
                not_done.append(NotDone(file, NOT_A_RECORDING, why, _person(file, root)))
    resolved, unused = _with_standing(sorted(items, key=lambda one: one.file), standing, root)
    return Plan(tuple(resolved), tuple(sorted(not_done, key=lambda one: one.file)), unused)


def _folders(root: Path, skipped: str | None) -> Iterator[tuple[str, list[str], str | None]]:
    """Every folder with its names of files, each folder once; and what can be neither, with what is wrong with it.

    Links to folders lead in circles and are not followed.
    """
    todo = ["."]
    while todo:
        inside = todo.pop()
        try:
            with os.scandir(root / inside) as entries:
                names, folders = [], []
                for one in entries:
                    if one.name.startswith("."):
                        continue
                    trouble = _no_name_for_a_table(one.name) or _nothing_to_open(one)
                    if trouble:
                        shown = os.fsencode(one.name).decode("utf-8", "backslashreplace")
                        yield shown if inside == "." else f"{inside}/{shown}", [], trouble
                    elif one.is_dir(follow_symlinks=False):
                        if skipped is None or os.path.realpath(one.path) != skipped:
                            folders.append(one.name)
                    elif one.is_file():
                        names.append(one.name)
        except OSError as error:
            yield inside, [], f"the folder cannot be read ({(error.strerror or str(error)).lower()})"
            continue
        if _STUDY_FILE in names:
            # Its recordings are the study's.
            folders = []
        yield inside, sorted(names), None
        todo += [name if inside == "." else f"{inside}/{name}" for name in sorted(folders, reverse=True)]


def _no_name_for_a_table(name: str) -> str | None:
    """Names of an older system may hold bytes that are no text, and no table can hold them."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return "has bytes in its name that are no UTF-8. Rename it"
    return None


def _nothing_to_open(entry: os.DirEntry[str]) -> str | None:
    if entry.is_dir() or entry.is_file():
        return None
    if entry.is_symlink():
        return "is a link to a file that is not there. Copy the file itself"
    return "is no file but a pipe, a socket or a device"


def _one_recording(inside: str, here: Path, names: list[str], root: Path) -> BatchItem | None:
    """A folder that is one thing: a study, or what a phone's app exports."""
    file = root.name if inside == "." else inside
    if _STUDY_FILE in names:
        return BatchItem(file, str(here), kind=STUDY, beside=files_of_study(here))
    stems = [PurePosixPath(name).stem for name in names if PurePosixPath(name).suffix.lower() in _TABLES]
    if all(any(known.fullmatch(stem) for stem in stems) for known in _APP_HAS):
        beside = tuple(str(here / name) for name in names)
        return BatchItem(file, str(here), person=_person(f"{file}/x", root), beside=beside)
    return None


def files_of_study(folder: Path) -> tuple[str, ...]:
    """The files that decide about a study: its own, and those that it names."""
    from footwise.prescription import read_study

    path = folder / _STUDY_FILE
    try:
        study = read_study(path)
    except FootwiseError:
        # What is wrong with it is told when its turn comes.
        return (str(path),)
    entries = [entry for entries in study.recordings.values() for entry in entries]
    named = [study.static, study.markers, *(one for entry in entries for one in (entry.file, entry.forces))]
    return (str(path), *(str(one) for one in named if one is not None))


def _person(file: str, root: Path) -> str:
    """Whose a file is: of the folder it lies in, or of what stands before ``_``; else the whole folder is of one."""
    parts = PurePosixPath(file).parts
    if len(parts) > 1:
        return parts[0]
    before, under, _ = PurePosixPath(file).name.partition("_")
    if under and before and condition_in(before) is None:
        return before
    return root.name


def _condition(file: str, root: Path) -> str:
    inside = PurePosixPath(file)
    return condition_in(inside.stem, "/".join(inside.parts[:-1])) or ""


def forces_of(stem: str, ending: str, below: dict[str, str]) -> str:
    """Forces of a TRC file: of its name, with or without ``_grf``."""
    if ending != ".trc":
        return ""
    names = (f"{stem}{end}{force}".lower() for end in ("_grf", "") for force in FORCE_ENDINGS)
    return next((below[name] for name in names if name in below), "")


def companions(names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each table in a folder the others that its reader looks at, too: what is in them decides as well.

    A ``_motion.tsv`` has its channels and facts beside it; tables of one sensor each, such as an accelerometer's and a
    gyroscope's, have the same name up to the word for the sensor.
    """
    found: dict[str, tuple[str, ...]] = {}
    of_one: dict[str, list[str]] = {}
    below = {name.lower(): name for name in names}
    for lower, name in below.items():
        if lower.endswith(_MOTION):
            stem = lower.removesuffix(_MOTION)
            found[name] = tuple(below[stem + end] for end in (_CHANNELS, _FACTS) if stem + end in below)
        elif lower.endswith(_TABLES) and (match := _OF_ONE_SENSOR.search(name)):
            of_one.setdefault(lower[: match.start()], []).append(name)
    for group in of_one.values():
        for name in group:
            found[name] = tuple(sorted(other for other in group if other != name))
    return found


def _folder_of(file: str) -> str:
    return str(PurePosixPath(file).parent)


def _with_standing(
    items: list[BatchItem], standing: dict[str, list[str]], root: Path
) -> tuple[list[BatchItem], tuple[str, ...]]:
    """Give each recording of markers the nearest standing trial of its person."""
    used: set[str] = set()
    found = []
    for item in items:
        if PurePosixPath(item.file).suffix.lower() not in _MAY_STAND or item.kind == STUDY:
            found.append(item)
            continue
        mine = _nearest(item, standing, root)
        if not mine:
            found.append(item)
            continue
        taken, note = _of_several(item.file, mine)
        found.append(replace(item, static=str(root / taken), note=note))
        used.update(mine)
    return found, tuple(sorted(one for many in standing.values() for one in many if one not in used))


def _of_several(file: str, mine: list[str]) -> tuple[str, str]:
    """Which of the standing trials in one folder is taken, with a word where there was a choice.

    Laboratories keep several people or days in one folder, and say in the names which belong together.
    """
    if len(mine) == 1:
        return mine[0], ""
    alike = [_begins_alike(file, one) for one in mine]
    most = max(alike)
    closest = [one for one, count in zip(mine, alike, strict=True) if count == most]
    if len(closest) == len(mine):
        which = "the last by name"
    elif len(closest) == 1:
        which = "the one whose name begins as its own"
    else:
        which = "the last by name of those that begin as its own"
    return closest[-1], f"of {len(mine)} standing trials in its folder {which} was taken"


def _begins_alike(first: str, second: str) -> int:
    """How many words two names have in common from their beginning: ``P1_day2_walk`` and ``P1_day2_static`` two."""
    pairs = zip(_words(PurePosixPath(first).stem), _words(PurePosixPath(second).stem), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


@cache
def _words(stem: str) -> tuple[str, ...]:
    return tuple(re.split(r"[_\W]+", stem.casefold()))


def _nearest(item: BatchItem, standing: dict[str, list[str]], root: Path) -> list[str]:
    folder = PurePosixPath(item.file).parent
    while True:
        mine = sorted(one for one in standing.get(str(folder), ()) if _person(one, root) == item.person)
        # What lies beside the folders of people is of nobody in them.
        if mine or str(folder) == "." or folder.parent == folder:
            return mine
        folder = folder.parent
