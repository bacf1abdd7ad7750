"""Recordings of markers as BIDS-Motion: positions as channels of type POS, written for others and read back."""

from __future__ import annotations

import json
from pathlib import Path, PurePath

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.outputs import whole_folder
from footwise.recordings.marker_sets import plain_labels
from footwise.recordings.recording import Markers, Recording
from footwise.recordings.units import length_unit_m
from footwise.settings import read_json
from footwise.tables import read_csv
from footwise.text_files import read_lines

MOTION, CHANNELS = "_motion.tsv", "_channels.tsv"
_COLUMNS = ("name", "component", "type", "tracked_point", "units")
_MISSING = "n/a"
_AXES = "xyz"
_REMEDY = "Correct it as BIDS-Motion wants it"


def check_labels(subject: str, task: str, session: str | None) -> None:
    """Refuse labels that BIDS does not allow."""
    for name, label in (("subject", subject), ("task", task), ("session", session or "1")):
        if not label.isalnum() or not label.isascii():
            raise FootwiseError(
                f"`{name}`", f"is {label!r}", "Use letters and digits only, such as 01", ErrorKind.BAD_REQUEST
            )


def write_bids_markers(
    recording: Recording, folder: Path | str, *, subject: str, task: str = "walk", session: str | None = None
) -> list[Path]:
    """Write the markers of a recording as BIDS-Motion.

    Parameters
    ----------
    recording : Recording
        In the lab frame. Forces have no place in BIDS-Motion and are not written.
    folder : Path or str
        The folder `motion` of the subject is made in it, with the folders above it.
    subject, task, session : str
        Labels of letters and digits.

    Returns
    -------
    list of Path
        The files, ``*_motion.tsv`` first.

    Raises
    ------
    FootwiseError
        A label that BIDS does not allow, or a folder that cannot be written.
    """
    check_labels(subject, task, session)
    people = [f"sub-{subject}", *([f"ses-{session}"] if session else [])]
    out = Path(folder).joinpath(*people, "motion")
    out.parent.mkdir(parents=True, exist_ok=True)
    stem = "_".join([*people, f"task-{task}", "tracksys-markers"])
    texts = _texts(recording, task)
    with whole_folder(out) as staging:
        for ending, text in texts.items():
            (staging / f"{stem}{ending}").write_text(text, encoding="utf-8")
    return [out / f"{stem}{ending}" for ending in texts]


def _texts(recording: Recording, task: str) -> dict[str, str]:
    markers = recording.markers
    labels = [label.removeprefix(recording.prefix) for label in markers.labels]
    rows = ["\t".join((*_COLUMNS, "reference_frame"))]
    rows += [f"{label}_{axis}\t{axis}\tPOS\t{label}\tm\tlab" for label in labels for axis in _AXES]
    facts = {
        "TaskName": task,
        "TrackingSystemName": "optical markers",
        "SamplingFrequency": markers.rate_hz,
        "RecordingDuration": markers.frames / markers.rate_hz,
        "TrackedPointsCount": len(labels),
        "MotionChannelCount": 3 * len(labels),
        "POSChannelCount": 3 * len(labels),
        "MissingValues": _MISSING,
        **({"Simulated": True} if recording.simulated else {}),
    }
    told = "Of the laboratory: x along the direction of walking, y to the walker's left, z up"
    frame = {"Description": told, "RotationRule": "right-hand", "RotationOrder": _MISSING, "SpatialAxes": "ALS"}
    lines = (
        "\t".join(repr(value) if np.isfinite(value) else _MISSING for value in row)
        for row in markers.positions_m.reshape(markers.frames, -1).tolist()
    )
    return {
        MOTION: "".join(f"{line}\n" for line in lines),
        CHANNELS: "\n".join(rows) + "\n",
        "_motion.json": json.dumps(facts, indent=1) + "\n",
        "_channels.json": json.dumps({"reference_frame": {"Levels": {"lab": frame}}}, indent=1) + "\n",
    }


def is_bids_markers(path: PurePath) -> bool:
    """Whether a file is BIDS-Motion with positions and without accelerometers, by what lies beside it."""
    if not path.name.endswith(MOTION):
        return False
    described = Path(path.with_name(path.name.removesuffix(MOTION) + CHANNELS))
    try:
        kinds = {line.split("\t")[2].strip().upper() for line in read_lines(described)[1:] if line.count("\t") > 1}
    except FootwiseError:
        return False
    return "POS" in kinds and "ACCEL" not in kinds


def read_bids_markers(path: Path) -> Recording:
    """Read the positions of a ``*_motion.tsv``, with its ``*_channels.tsv`` and ``*_motion.json`` beside it.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Recording
        In SI units, in the axes of the file; without forces.

    Raises
    ------
    FootwiseError
        What is missing or contradicts itself.
    """
    stem = path.name.removesuffix(MOTION)
    described, told = path.with_name(stem + CHANNELS), path.with_name(stem + "_motion.json")
    channels = read_csv(described)
    missing = [name for name in _COLUMNS if name not in channels.columns]
    if missing:
        raise FootwiseError(described, f"has no column {', '.join(missing)}", _REMEDY)
    facts = read_json(told, "a description of motion", "Correct it").table
    rate = facts.get("SamplingFrequency")
    if not isinstance(rate, int | float) or isinstance(rate, bool) or not 1 <= rate <= 20000:
        raise FootwiseError(told, "has no SamplingFrequency that can be", _REMEDY)
    lines = [line.split("\t") for line in read_lines(path) if line.strip()]
    if not lines or any(len(row) != len(channels) for row in lines):
        raise FootwiseError(
            path, f"has rows of other than {len(channels)} values, which {described.name} names", _REMEDY
        )
    try:
        table = np.array([[np.nan if cell.strip() == _MISSING else float(cell) for cell in row] for row in lines])
    except ValueError as error:
        raise FootwiseError(path, f"has a value that is no number ({error})", _REMEDY) from None
    places = {
        (point, component.lower()): k
        for k, (kind, point, component) in enumerate(
            zip(channels["type"], channels["tracked_point"], channels["component"], strict=True)
        )
        if kind.upper() == "POS"
    }
    points = list(dict.fromkeys(point for point, _ in places))
    units = [length_unit_m(unit) for unit in channels["units"]]
    positions = np.empty((len(table), len(points), 3))
    for p, point in enumerate(points):
        for a, axis in enumerate(_AXES):
            k = places.get((point, axis))
            unit = None if k is None else units[k]
            if k is None or unit is None:
                raise FootwiseError(described, f"does not say {axis} of {point} in a unit of length", _REMEDY)
            positions[:, p, a] = table[:, k] * unit
    return Recording(
        name=stem,
        source=path,
        markers=Markers(float(rate), plain_labels(points), positions),
        simulated=facts.get("Simulated") is True,
    )
