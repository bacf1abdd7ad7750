"""A recording of the same walking that is no copy: every marker is moved by a little."""

from dataclasses import replace
from pathlib import Path

from footwise.recordings import read_recording
from footwise.recordings.c3d import write_c3d


def write_walked_again(path: Path, to: Path, nth: int) -> None:
    """Write a recording once more, the markers `nth` hundredths of a millimetre further along each axis."""
    recording = read_recording(path)
    markers = replace(recording.markers, positions_m=recording.markers.positions_m + nth * 1e-5)
    write_c3d(to, replace(recording, markers=markers))
