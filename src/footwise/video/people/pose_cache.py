"""Keep the people that were found in a clip, so that the same clip need not be looked at again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import zipfile
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.notes import Note, NoteKind
from footwise.outputs import whole_folder
from footwise.recordings.film import LANDMARKS, CameraMotion, PictureLandmarks, no_motion_known
from footwise.samples import cache_folder, samples
from footwise.settings import is_text, parse_json
from footwise.video.people.own_model import own_model_mark

# To be raised whenever the same clip gives other points or notes than before.
VERSION = 7
KEPT_IN = "FOOTWISE_PEOPLE_FOLDER"
_CHUNK = 1 << 20


def cache_file(clip: Path, *, flip: bool, mirrored: bool = False, own: Path | None = None) -> Path:
    """Where the people of a clip are kept: a name made of the clip's content, the model, the settings and `VERSION`.

    Parameters
    ----------
    clip : Path
    flip : bool
        As in `find_people`.
    mirrored : bool
        As in `open_clip`.
    own : Path, optional
        The pose model of one's own.

    Returns
    -------
    Path
        The file need not be there.

    Raises
    ------
    FootwiseError
        The clip cannot be read.
    """
    model = next(sample.sha256 for sample in samples() if sample.name == "pose-model")
    told = [VERSION, model, flip, mirrored, *([] if own is None else [own_model_mark(own)])]
    digest = hashlib.sha256(json.dumps(told).encode())
    try:
        with clip.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except FileNotFoundError:
        raise FootwiseError(clip, "there is no such file", "Check the name and the folder") from None
    except IsADirectoryError:
        raise FootwiseError(clip, "is a folder", "Name a clip in it") from None
    except OSError as error:
        raise FootwiseError(clip, f"cannot be read ({error.strerror})", "Check its permissions") from None
    # Whoever may keep nothing of a person in the open says where it goes, such as into a folder that vanishes.
    folder = os.environ.get(KEPT_IN) or cache_folder() / "people"
    return Path(folder) / f"{digest.hexdigest()}.npz"


def kept_people(file: Path, clip: Path) -> tuple[PictureLandmarks, ...] | None:
    """What `keep_people` has written for a clip, or None where there is nothing, or nothing that can be read."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            time_s, points, visibility = kept["time_s"], kept["points_px"], kept["visibility"]
            width, height = (int(side) for side in kept["size_px"])
            camera = CameraMotion(*(kept[f"camera_{field.name}"] for field in fields(CameraMotion)))
            notes = [tuple(map(_note, said)) for said in parse_json(str(kept["notes"]))]
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    frames = (len(notes), *time_s.shape, len(LANDMARKS))
    if points.shape != (*frames, 2) or visibility.shape != frames:
        return None
    return tuple(
        PictureLandmarks(clip.stem, clip, (width, height), time_s, *person, camera)
        for person in zip(points, visibility, notes, strict=True)
    )


def _note(written: object) -> Note:
    """A note from its text, its kind and what it is about; a ValueError for anything else."""
    if not (isinstance(written, list) and len(written) == 3 and all(map(is_text, written))):
        raise ValueError("is no note")
    text, kind, about = written
    return Note(text, NoteKind(kind), about)


def keep_people(file: Path, people: tuple[PictureLandmarks, ...]) -> None:
    """Write the people of a clip, whole or not at all. Where the folder cannot be written they are not kept.

    Parameters
    ----------
    file : Path
        From `cache_file`.
    people : tuple of PictureLandmarks
        At least one, all of one clip.
    """
    camera = people[0].camera_motion or no_motion_known()
    with contextlib.suppress(OSError, FootwiseError), whole_folder(file.parent) as staging:
        np.savez_compressed(
            staging / file.name,
            time_s=people[0].time_s,
            size_px=np.array(people[0].size_px),
            points_px=np.stack([person.points_px for person in people]),
            visibility=np.stack([person.visibility for person in people]),
            **{f"camera_{field.name}": getattr(camera, field.name) for field in fields(CameraMotion)},
            notes=np.array(json.dumps([[astuple(note) for note in person.notes] for person in people])),
        )
