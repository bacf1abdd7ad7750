"""A recording opened for a job: its plain bytes for as long as the job reads them, in a folder that goes with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from footwise.clinic.recordings.arrival import opened
from footwise.clinic.recordings.models import Recording
from footwise.clinic.seal import Unsealable
from footwise.errors import FootwiseError


def plain_copy(recording: Recording, folder: Path) -> Path:
    """Open a recording into a folder that only its owner may look into.

    Raises
    ------
    FootwiseError
        It cannot be opened.
    """
    file = folder / recording.name
    try:
        with file.open("wb") as plain:
            plain.writelines(opened(recording) if recording.size_bytes else ())
    except (Unsealable, FileNotFoundError):
        trouble = "cannot be opened: its key is gone, or it was changed, moved or deleted meanwhile"
        raise FootwiseError(recording.name, trouble, "Look at the recording again") from None
    return file


@contextmanager
def without_folder(folder: Path) -> Iterator[None]:
    """Leave the folder out of what is said of trouble: where it lay for a moment is nobody's business."""
    try:
        yield
    except FootwiseError as error:
        where, trouble, remedy = (
            str(told).replace(f"{folder}/", "") for told in (error.where, error.trouble, error.remedy)
        )
        raise FootwiseError(where, trouble, remedy, error.kind) from error
