"""Read and write the calibration of Qualisys' video cameras (.qca.txt)."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import numpy as np

from footwise.errors import FootwiseError
from footwise.recordings.film.camera import Camera
from footwise.text_files import read_lines

_AGAIN = "Export the calibration again from Qualisys Track Manager"
# The file counts pictures in 64ths of a pixel of a picture of 1080 lines, and places in mm.
_PARTS = 64
_LINES = 1080
# Its cameras look along -z with y up, ours along z with y down.
_FACING = np.diag([1.0, -1.0, -1.0])
_VIDEO_MODELS = ("video", "none", "")
# A quarter shows in the shape of the clip, and `fit_to_picture` turns it; a half does not.
_VIEW_ROTATIONS = ("0", "90", "270")


def read_qualisys_cameras(path: Path) -> tuple[Camera, ...]:
    """Read the video cameras of a .qca.txt file.

    Cameras that only see markers are passed over. Rows of the file's rotation are the camera's axes in the lab frame
    (x right, y up, z backwards), its place is that of the lens. Lens distortion is that of OpenCV: on the pictures of
    boards that come with the four-cameras sample, OpenCV finds k1 of -0.044 to -0.049 where the file has -0.046 to
    -0.048, so that a division by 64, as some converters do, would be wrong. Besides that sample, whose cameras stand
    upright, no export of Qualisys Track Manager was at hand.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of Camera
        In the order of the file.

    Raises
    ------
    FootwiseError
        A file that is damaged or holds no video camera, or a camera whose view is turned by a half.
    """
    text = "\n".join(read_lines(path))
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FootwiseError(path, "declares entities, which no calibration does", _AGAIN)
    try:
        root = ElementTree.fromstring(text.encode("utf-8") if "encoding=" not in text[:200] else _plain(text))
    except ElementTree.ParseError as error:
        raise FootwiseError(path, f"is not a Qualisys calibration ({error})", _AGAIN) from None
    entries = root.findall("cameras/camera")
    if not entries:
        raise FootwiseError(path, "holds no camera", _AGAIN)
    video = [
        entry
        for entry in entries
        if any(word and word in entry.get("model", "").lower() for word in _VIDEO_MODELS) or not entry.get("model")
    ]
    if not video:
        raise FootwiseError(path, "holds no video camera, only cameras that see markers", _AGAIN)
    return tuple(_camera(path, entry, k) for k, entry in enumerate(video))


def qualisys_text(cameras: tuple[Camera, ...]) -> str:
    """Text of a .qca.txt file with these cameras; the third radial number of the lens is written too."""
    lines = ["<?xml version='1.0' encoding='UTF-8'?>", '<calibration source="Footwise" type="regular">', "  <cameras>"]
    for camera in cameras:
        matrix, bending = camera.matrix_px, camera.distortion
        axes = _FACING @ camera.rotation
        x, y, z = 1000 * camera.position_m
        right, bottom = camera.size_px[0] - 1, camera.size_px[1] - 1
        rotation = " ".join(f'r{i + 1}{j + 1}="{axes[i, j]:.17g}"' for i in range(3) for j in range(3))
        lines += [
            f'    <camera active="1" avg-residual="0" model="none" serial={quoteattr(camera.name)} viewrotation="0">',
            *(
                f'      <{name} left="0" top="0" right="{right}" bottom="{bottom}"/>'
                for name in ("fov_marker", "fov_marker_max", "fov_video", "fov_video_max")
            ),
            f'      <transform {rotation} x="{x:.17g}" y="{y:.17g}" z="{z:.17g}"/>',
            f'      <intrinsic focalLengthU="{_PARTS * matrix[0, 0]:.17g}" focalLengthV="{_PARTS * matrix[1, 1]:.17g}"'
            f' centerPointU="{_PARTS * matrix[0, 2]:.17g}" centerPointV="{_PARTS * matrix[1, 2]:.17g}"'
            f' radialDistortion1="{bending[0]:.17g}" radialDistortion2="{bending[1]:.17g}"'
            f' radialDistortion3="{bending[4]:.17g}" tangentalDistortion1="{bending[2]:.17g}"'
            f' tangentalDistortion2="{bending[3]:.17g}" skew="0"'
            f' sensorMinU="0" sensorMinV="0" sensorMaxU="{_PARTS * right}" sensorMaxV="{_PARTS * bottom}"/>',
            "    </camera>",
        ]
    return "\n".join([*lines, "  </cameras>", "</calibration>", ""])


def _plain(text: str) -> str:
    """The document without its declaration, which names an encoding that the text no longer has."""
    return text[text.index("?>") + 2 :] if text.lstrip().startswith("<?xml") and "?>" in text else text


def _camera(path: Path, entry: ElementTree.Element, number: int) -> Camera:
    name = entry.get("serial") or f"camera {number + 1}"
    if (turned := entry.get("viewrotation", "0")) not in _VIEW_ROTATIONS:
        raise FootwiseError(
            path,
            f"shows the view of {name} turned by {turned} degrees, and whether its film was saved so cannot be told",
            "Mount the camera upright and calibrate again, or give the calibration as Calib.toml",
        )
    frame, place, lens = (_part(path, entry, name, part) for part in ("fov_video", "transform", "intrinsic"))
    left, top, right, bottom = (_number(path, frame, name, side) for side in ("left", "top", "right", "bottom"))
    # Written for 1080 lines whatever was filmed; other programs' files do not say how many lines they have.
    lines = entry.get("video_resolution", "").lower().rstrip("p")
    scale = float(lines) / _LINES if lines.isdigit() else 1.0
    size = (round((right - left + 1) * scale), round((bottom - top + 1) * scale))
    focal_u = _number(path, lens, name, "focalLengthU") / _PARTS * scale
    if "focalLengthV" in lens.attrib:
        focal_v = _number(path, lens, name, "focalLengthV") / _PARTS * scale
    else:
        focal_v = focal_u / _number(path, lens, name, "pixelAspectRatio")
    centre_u = (_number(path, lens, name, "centerPointU") / _PARTS - left) * scale
    centre_v = (_number(path, lens, name, "centerPointV") / _PARTS - top) * scale
    if "skew" in lens.attrib and _number(path, lens, name, "skew"):
        raise FootwiseError(path, f"gives {name} a skew, which Footwise does not know", _AGAIN)
    radial = [_number(path, lens, name, f"radialDistortion{k}") for k in (1, 2)]
    third = _number(path, lens, name, "radialDistortion3") if "radialDistortion3" in lens.attrib else 0.0
    tangential = [_number(path, lens, name, f"tangentalDistortion{k}") for k in (1, 2)]
    axes = np.array([[_number(path, place, name, f"r{i}{j}") for j in (1, 2, 3)] for i in (1, 2, 3)])
    lens_m = np.array([_number(path, place, name, axis) for axis in "xyz"]) / 1000
    rotation = _FACING @ axes
    return Camera(
        name,
        size,
        np.array([[focal_u, 0.0, centre_u], [0.0, focal_v, centre_v], [0.0, 0.0, 1.0]]),
        np.array([*radial, *tangential, third]),
        rotation,
        -rotation @ lens_m,
    )


def _part(path: Path, entry: ElementTree.Element, name: str, part: str) -> ElementTree.Element:
    found = entry.find(part)
    if found is None:
        raise FootwiseError(path, f"has no {part} for {name}", _AGAIN)
    return found


def _number(path: Path, element: ElementTree.Element, name: str, attribute: str) -> float:
    value = element.get(attribute)
    try:
        number = float(value if value is not None else "")
    except ValueError:
        number = float("nan")
    if not np.isfinite(number):
        raise FootwiseError(path, f"has no number as {attribute} of {name}", _AGAIN)
    return number
