"""Recordings of foot sensors as BIDS-Motion, the form in which laboratories share them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.recording_kinds import check_named_once
from footwise.outputs import write_text_whole
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors, write_bids_motion

_DESCRIPTION = "dataset_description.json"
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
) -> list[Path]:
    """Write one walk of a person as BIDS-Motion.

    Parameters
    ----------
    files : sequence of Path
        Of one walk: a file with both feet, or one a foot.
    out : Path
        The data set: other people, tasks and sessions in it stay. It is described in ``dataset_description.json``, if
        it is not yet.
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
    if not (out / _DESCRIPTION).exists():
        described = {"Name": out.resolve().name, "BIDSVersion": _BIDS_VERSION, "DatasetType": "raw"}
        write_text_whole(out / _DESCRIPTION, json.dumps(described, indent=1) + "\n")
        written.append(out / _DESCRIPTION)
    return written
