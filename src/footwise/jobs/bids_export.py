"""Recordings of foot sensors and of markers as BIDS-Motion, the form in which laboratories share them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.recording_kinds import are_foot_sensor_files, check_named_once
from footwise.outputs import write_text_whole
from footwise.recordings import read_recording, write_bids_markers
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors, write_bids_motion
from footwise.version import __version__

_DESCRIPTION, _PEOPLE = "dataset_description.json", "participants.tsv"
_ID = "participant_id"
_BIDS_VERSION = "1.9.0"


def export_bids_motion(
    files: Sequence[Path],
    out: Path,
    *,
    subject: str,
    task: str = "walk",
    session: str | None = None,
    side: str | None = None,
    column_map: Path | None = None,
    rate_hz: float | None = None,
    gravity: str | None = None,
    marker_map: Path | None = None,
) -> list[Path]:
    """Write one walk of a person as BIDS-Motion.

    Parameters
    ----------
    files : sequence of Path
        Of one walk: a file with both feet's sensors, or one a foot; or one recording of markers.
    out : Path
        The data set: other people, tasks and sessions in it stay. It is described in ``dataset_description.json``, if
        it is not yet, and the person is listed in ``participants.tsv``.
    subject, task, session : str
        Labels of letters and digits.
    side : str, optional
        left or right, where the file does not say it.
    column_map : Path, optional
        TOML file that says what the columns of a table are.
    rate_hz : float, optional
        Samples a second of a table without time.
    gravity : str, optional
        up or down: which way the accelerometer measures gravity at rest, where neither format nor file says it.
    marker_map : Path, optional
        TOML file that says which marker is which, for a set that is not known.

    Returns
    -------
    list of Path
        What was written, ``*_motion.tsv`` first for each foot.

    Raises
    ------
    FootwiseError
        What is wrong with which file; two files of one foot.
    """
    check_named_once(files)
    given = {"side": side, "column_map": column_map, "rate_hz": rate_hz, "gravity": gravity}
    sensors = are_foot_sensor_files(
        files,
        column_map=column_map,
        for_markers={"marker_map": marker_map is not None},
        for_sensors={name: value is not None for name, value in given.items()},
    )
    if not sensors:
        if len(files) > 1:
            trouble = f"is a recording of its own, and so is {files[0].name}"
            remedy = "Export one walk at a time, each with a `task` or `session` of its own"
            raise FootwiseError(files[1], trouble, remedy, ErrorKind.BAD_REQUEST)
        recording = read_recording(files[0], marker_map=marker_map)
        written = write_bids_markers(recording, out, subject=subject, task=task, session=session)
        return [*written, *_describe(out, subject)]
    feet: dict[str, FootSensor] = {}
    for file in files:
        for sensor in read_foot_sensors(file, side=side, column_map=column_map, rate_hz=rate_hz, gravity=gravity):
            if sensor.side in feet:
                other = feet[sensor.side].source.name
                raise FootwiseError(
                    file,
                    f"is of the {sensor.side} foot, and so is {other}",
                    "Export one walk at a time, each with a `task` or `session` of its own",
                    kind=ErrorKind.BAD_REQUEST,
                )
            feet[sensor.side] = sensor
    written = write_bids_motion(list(feet.values()), out, subject=subject, task=task, session=session)
    return [*written, *_describe(out, subject)]


def _describe(out: Path, subject: str) -> list[Path]:
    """Describe the data set and list the person in it; what others wrote there stays."""
    written = []
    if not (out / _DESCRIPTION).exists():
        described = {
            "Name": out.resolve().name,
            "BIDSVersion": _BIDS_VERSION,
            "DatasetType": "raw",
            "GeneratedBy": [{"Name": "Footwise", "Version": __version__}],
        }
        write_text_whole(out / _DESCRIPTION, json.dumps(described, indent=1) + "\n")
        written.append(out / _DESCRIPTION)
    people, listed = out / _PEOPLE, f"sub-{subject}"
    lines = people.read_text(encoding="utf-8-sig").splitlines() if people.exists() else [_ID]
    columns = lines[0].split("\t") if lines else []
    if columns[:1] != [_ID]:
        raise FootwiseError(people, f"does not begin with the column {_ID}", "Correct it as BIDS wants it")
    if listed not in (line.split("\t")[0] for line in lines[1:]):
        lines.append("\t".join([listed, *["n/a"] * (len(columns) - 1)]))
        write_text_whole(people, "\n".join(line for line in lines if line.strip()) + "\n")
        written.append(people)
    return written
