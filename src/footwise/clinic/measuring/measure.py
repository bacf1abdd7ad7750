"""One recording is measured: opened into a private folder, given to the job that the command line calls, kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import pandas as pd

from footwise.clinic.measuring.models import Measurement
from footwise.clinic.people import Consent
from footwise.clinic.recordings import Recording, opened
from footwise.clinic.seal import Unsealable
from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import (
    Progress,
    are_foot_sensor_files,
    measure_marker_walks,
    measure_sensor_walks,
    sensor_walk_lines,
    walk_lines,
)
from footwise.version import __version__


def measure_recording(subject: UUID, progress: Progress) -> Callable[[], None]:
    """Measure a recording; gives what writes the result.

    Parameters
    ----------
    subject : UUID
        Of the recording.
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with it, in one sentence; or the person has not agreed.
    """
    recording = Recording.everything.select_related("person", "arrival").get(pk=subject)
    if not Consent.in_force(recording.person_id):
        trouble = "is not measured: no consent is in force"
        raise FootwiseError(recording.name, trouble, "Note a signed consent", ErrorKind.REFUSAL)
    with tempfile.TemporaryDirectory(prefix="footwise-") as folder:
        # Only its owner may look into such a folder, and it goes when the job ends.
        file = Path(folder) / recording.name
        try:
            with file.open("wb") as plain:
                plain.writelines(opened(recording))
        except Unsealable:
            raise FootwiseError(recording.name, "cannot be opened", "Its key is gone or the file was changed") from None
        try:
            tables, sentences = _measured(file, recording, progress)
        except FootwiseError as error:
            # Where it lay for a moment is nobody's business.
            where = str(error.where).replace(f"{folder}/", "")
            raise FootwiseError(where, error.trouble.replace(f"{folder}/", ""), error.remedy, error.kind) from error
    steps = pd.concat(tables, ignore_index=True)
    made = Measurement(
        person_id=recording.person_id,
        recording=recording,
        footwise_version=__version__,
        steps=len(steps),
        used_steps=int(steps["used"].sum()),
        sentences="\n".join(sentences),
    )
    return made.save


def _measured(file: Path, recording: Recording, progress: Progress) -> tuple[Sequence[pd.DataFrame], list[str]]:
    if are_foot_sensor_files([file]):
        sensors = measure_sensor_walks([file], progress=progress)
        return [walk.steps for walk in sensors], [line for walk in sensors for line in sensor_walk_lines(walk)]
    person = recording.person
    walks = measure_marker_walks(
        [file], mass_kg=float(person.mass_kg), height_m=float(person.height_cm) / 100, progress=progress
    )
    return [walk.steps for walk in walks], [line for lines in walk_lines(walks) for line in lines]
