"""A C3D file of markers alone, for recordings that never were one."""

from __future__ import annotations

import struct

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.c3d.section import Section, floats, put, put_list, section_bytes, texts, whole
from footwise.recordings.c3d.structure import BLOCK
from footwise.recordings.recording import Recording

_MOST_FRAMES = 65534
_MM = 1000.0


def markers_c3d(recording: Recording) -> bytes:
    """Make the bytes of a C3D file with the markers of a recording, in mm and in the lab frame.

    Parameters
    ----------
    recording : Recording
        In the lab frame: x ahead, y to the left, z up.

    Returns
    -------
    bytes
        Without forces: a file of OpenSim gives them without the plates that a C3D file wants.

    Raises
    ------
    FootwiseError
        It has more frames than the header of a C3D file can count.
    """
    markers = recording.markers
    if markers.frames > _MOST_FRAMES:
        trouble = f"has {markers.frames} frames, more than a C3D file counts"
        raise FootwiseError(recording.source, trouble, "Cut it into shorter walks", ErrorKind.BAD_REQUEST)
    labels = [label.removeprefix(recording.prefix) for label in markers.labels]
    section = Section()
    for name, parameter in (
        ("USED", whole(len(labels))),
        ("FRAMES", whole(markers.frames)),
        ("DATA_START", whole(0)),
        ("SCALE", floats(-1.0)),
        ("RATE", floats(markers.rate_hz)),
        ("UNITS", texts(["mm"])),
        ("X_SCREEN", texts(["+X"])),
        ("Y_SCREEN", texts(["+Z"])),
    ):
        put(section, f"POINT:{name}", parameter)
    put_list(section, "POINT:LABELS", labels)
    if recording.simulated:
        put(section, "FOOTWISE:SIMULATED", floats(1.0))
    start = 2 + len(section_bytes(section, recording.source)) // BLOCK
    put(section, "POINT:DATA_START", whole(start))
    head = bytearray(BLOCK)
    struct.pack_into("<BBHHHHHf", head, 0, 2, 0x50, len(labels), 0, 1, markers.frames, 10, -1.0)
    struct.pack_into("<HHf", head, 16, start, 0, markers.rate_hz)
    seen = np.isfinite(markers.positions_m).all(axis=2)
    points = np.zeros((markers.frames, len(labels), 4), dtype="<f4")
    points[seen, :3] = _MM * markers.positions_m[seen]
    points[~seen, 3] = -1.0
    return bytes(head) + section_bytes(section, recording.source) + points.tobytes()
