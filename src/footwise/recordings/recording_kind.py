"""Whether a file holds the recording of a foot sensor or of markers, by what is in it."""

from __future__ import annotations

from pathlib import Path

from footwise.recordings.bids_markers import is_bids_markers
from footwise.recordings.zipped import holds_markers

_MARKER_ENDINGS = (".c3d", ".trc")
_SENSOR_ENDINGS = (".csv", ".tsv", ".txt", ".zip", ".xdf", ".json", ".h5", ".hdf5", ".cwa")
# Files of other programs for sensors and bodies, which the reader of sensors refuses with what to export instead.
_REFUSED_ENDINGS = (".xlsx", ".xls", ".ods", ".mvnx", ".mvn", ".bvh", ".calc", ".fbx", ".mat", ".mtb", ".xml")
ZIP, XDF, TRC, HDF5 = b"PK\x03\x04", b"XDF:", b"PathFileType", b"\x89HDF\r\n\x1a\n"
# Devices for the wrist (Axivity, GENEActiv), which the reader of sensors refuses by name.
_WRIST = (b"MD\xfc\x03", b"Device Identity")
# The second byte of a C3D file is 80.
_C3D_MARK = 0x50


def is_foot_sensor_file(path: Path) -> bool:
    """Tell recordings of foot sensors from those of markers.

    A file named .c3d or .trc is one of markers whatever it holds, so that the reader can say what is wrong with it;
    except a C3D file that has no markers and, among its analog channels, an accelerometer and a gyroscope.
    BIDS-Motion goes by its channels.
    All else is known by its first bytes: a folder, a zip archive without a C3D or TRC file in it, an XDF file or a
    table is a foot sensor's. A file that cannot be read goes by its ending.

    Parameters
    ----------
    path : Path

    Returns
    -------
    bool
        Whether `read_foot_sensors` is to read it, rather than `read_recording`.
    """
    ending = path.suffix.lower()
    if ending in _MARKER_ENDINGS:
        return ending == ".c3d" and _is_without_markers(path)
    if path.is_dir() or ending in _REFUSED_ENDINGS:
        return True
    if is_bids_markers(path):
        return False
    head = first_bytes(path)
    if not head.strip():
        return ending in _SENSOR_ENDINGS
    if head.startswith(ZIP):
        return not holds_markers(path)
    if head.startswith((XDF, HDF5, *_WRIST)):
        return True
    if head.startswith(TRC) or (head[1:2] == bytes((_C3D_MARK,)) and b"\0" in head):
        return False
    first_line = head.splitlines()[0]
    return ending in _SENSOR_ENDINGS or any(mark in first_line for mark in (b",", b";", b"\t"))


def _is_without_markers(path: Path) -> bool:
    """Whether a C3D file has foot sensors in place of markers."""
    head = first_bytes(path, 4)
    if len(head) < 4 or head[1] != _C3D_MARK or head[2:4] != b"\0\0":
        return False
    from footwise.recordings.foot_sensor import holds_foot_sensor

    return holds_foot_sensor(path)


def first_bytes(path: Path, count: int = 4096) -> bytes:
    """First bytes of a file; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""
