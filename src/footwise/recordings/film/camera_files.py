"""Read and write files of cameras: Pose2Sim's Calib.toml, and Qualisys' .qca.txt through its own module."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.outputs import write_text_whole
from footwise.recordings.film.camera import Camera
from footwise.recordings.film.qualisys_cameras import qualisys_text, read_qualisys_cameras
from footwise.settings import MOST_TOML_BYTES, Settings, is_number, parse_toml
from footwise.text_files import decode_text, read_bytes

_AGAIN = "Export the calibration again, or calibrate with a board"
# No room is longer: cameras further away than this are in millimetres.
_LARGEST_ROOM_M = 100.0
_MOST_PX = 20_000


def read_cameras(path: Path) -> tuple[Camera, ...]:
    """Read the cameras of a calibration file.

    Parameters
    ----------
    path : Path
        ``.toml`` as Pose2Sim, Anipose or `write_cameras` write it, or Qualisys' ``.qca.txt`` (or ``.xml``).

    Returns
    -------
    tuple of Camera
        In the order of the file and in its own frame, metres.

    Raises
    ------
    FootwiseError
        No such file, another kind of file, a camera that lacks something, or numbers that no camera has.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending == ".toml":
        cameras = _read_toml(path)
    elif ending in (".txt", ".xml", ".qca"):
        cameras = read_qualisys_cameras(path)
    else:
        raise FootwiseError(
            path, "is not a calibration that Footwise reads", "Give a Calib.toml of Pose2Sim or a .qca.txt of Qualisys"
        )
    names = [camera.name for camera in cameras]
    for name in names:
        if names.count(name) > 1:
            raise FootwiseError(path, f"has several cameras with the name {name}", "Give every camera its own name")
    for camera in cameras:
        _check(path, camera)
    return cameras


def write_cameras(path: Path, cameras: tuple[Camera, ...]) -> None:
    """Write cameras as a file that Pose2Sim (.toml) or Qualisys' programs (.qca.txt) read.

    Parameters
    ----------
    path : Path
        Its ending says which.
    cameras : tuple of Camera
    """
    path = Path(path)
    if path.suffix.lower() == ".toml":
        write_text_whole(path, _toml_text(cameras))
    elif path.name.lower().endswith((".qca.txt", ".xml")):
        write_text_whole(path, qualisys_text(cameras))
    else:
        raise FootwiseError(path, "does not say which calibration file to write", "End the name in .toml or .qca.txt")


def _read_toml(path: Path) -> tuple[Camera, ...]:
    try:
        tables = parse_toml(decode_text(path, read_bytes(path, most=MOST_TOML_BYTES)))
    except ValueError as error:
        raise FootwiseError(path, f"is not a TOML file ({error})", _AGAIN) from None
    found = []
    for key, table in tables.items():
        # Metadata and whatever else a program notes beside the cameras.
        if not isinstance(table, dict) or "matrix" not in table:
            continue
        if table.get("fisheye"):
            raise FootwiseError(
                path, f"describes {key} as a fisheye lens", "Film with the phone's normal lens and calibrate that"
            )
        size = _numbers(path, key, table, "size", (2,))
        bending = np.ravel(_numbers(path, key, table, "distortions", None))
        if len(bending) > 5 and np.any(bending[5:]):
            raise FootwiseError(
                path,
                f"gives {key} {len(bending)} lens numbers, and Footwise knows five (k1, k2, p1, p2, k3)",
                "Calibrate with the five-number lens of OpenCV",
            )
        found.append(
            Camera(
                Settings(path, table, f"[{key}]", _AGAIN).text("name", usual=key) if table.get("name") else key,
                (round(float(size[0])), round(float(size[1]))),
                _numbers(path, key, table, "matrix", (3, 3)),
                np.concatenate([bending, np.zeros(5)])[:5],
                _rotation_of(_numbers(path, key, table, "rotation", (3,))),
                _numbers(path, key, table, "translation", (3,)),
            )
        )
    if not found:
        raise FootwiseError(path, "holds no camera", _AGAIN)
    return tuple(found)


def _numbers(path: Path, key: str, table: dict[str, Any], name: str, shape: tuple[int, ...] | None) -> Array:
    if name not in table:
        raise FootwiseError(path, f"has no {name} for {key}", _AGAIN)
    try:
        values = np.array(table[name], dtype=float) if _only_numbers(table[name]) else None
    except ValueError:  # rows of different lengths
        values = None
    if values is None:
        raise FootwiseError(path, f"holds something else than numbers as {name} of {key}", _AGAIN)
    if (shape is not None and values.shape != shape) or not np.isfinite(values).all():
        raise FootwiseError(path, f"has a {name} of {key} that is not {_shape_words(shape)}", _AGAIN)
    return values


def _only_numbers(values: Any) -> bool:
    return all(map(_only_numbers, values)) if isinstance(values, list) else is_number(values)


def _shape_words(shape: tuple[int, ...] | None) -> str:
    return "a list of numbers" if shape is None else f"{' by '.join(map(str, shape))} numbers"


def _check(path: Path, camera: Camera) -> None:
    """Refuse numbers that no camera has."""
    width, height = camera.size_px
    matrix = camera.matrix_px
    focal, centre = np.array([matrix[0, 0], matrix[1, 1]]), matrix[:2, 2]
    if not (1 <= width <= _MOST_PX and 1 <= height <= _MOST_PX):
        raise FootwiseError(path, f"gives {camera.name} a picture of {width} by {height} px", _AGAIN)
    if not (0.2 * max(camera.size_px) < focal.min() and focal.max() < 50 * max(camera.size_px)):
        raise FootwiseError(path, f"gives {camera.name} a focal length of {focal[0]:.4g} px", _AGAIN)
    if not ((centre > -0.5 * np.array(camera.size_px)) & (centre < 1.5 * np.array(camera.size_px))).all():
        raise FootwiseError(
            path, f"puts the middle of the lens of {camera.name} at {centre[0]:.4g}, {centre[1]:.4g} px", _AGAIN
        )
    rotation = camera.rotation
    if np.abs(rotation @ rotation.T - np.eye(3)).max() > 1e-3 or np.linalg.det(rotation) < 0:
        raise FootwiseError(path, f"holds no rotation for {camera.name}", _AGAIN)
    if np.linalg.norm(camera.position_m) > _LARGEST_ROOM_M:
        raise FootwiseError(
            path,
            f"puts {camera.name} {np.linalg.norm(camera.position_m):.0f} m from the origin",
            "Give translations in metres, not in millimetres",
        )


def _toml_text(cameras: tuple[Camera, ...]) -> str:
    lines = []
    for k, camera in enumerate(cameras):
        bending = camera.distortion if camera.distortion[4] else camera.distortion[:4]
        lines += [
            f"[cam_{k + 1:02d}]",
            # A string of JSON is one of TOML.
            f"name = {json.dumps(camera.name, ensure_ascii=False)}",
            f"size = {_row(camera.size_px)}",
            f"matrix = [{', '.join(_row(row) for row in camera.matrix_px)}]",
            f"distortions = {_row(bending)}",
            f"rotation = {_row(_rotation_vector(camera.rotation))}",
            f"translation = {_row(camera.translation_m)}",
            "fisheye = false",
            "",
        ]
    lines += ["[metadata]", "adjusted = false", "error = 0.0", ""]
    return "\n".join(lines)


def _row(values: Any) -> str:
    return f"[{', '.join(repr(float(value)) for value in values)}]"


def _rotation_of(vector: Array) -> Array:
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_rotvec(vector).as_matrix())


def _rotation_vector(rotation: Array) -> Array:
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_matrix(rotation).as_rotvec())
