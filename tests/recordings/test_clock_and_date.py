"""When a recording was made, and when its first frame is on the clock of its file."""

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, standing
from tests.recordings.test_opensim import trc

from footwise.recordings import Recording, read_recording


def read(folder: Path, **changes: object) -> Recording:
    (folder / "walk.c3d").write_bytes(c3d_bytes(standing(), HBM2, **changes))
    return read_recording(folder / "walk.c3d")


def test_a_recording_that_begins_at_frame_200(tmp_path: Path) -> None:
    recording = read(tmp_path, first_frame=200)
    assert recording.starts_s == pytest.approx(199 / recording.markers.rate_hz)


def test_a_trc_file_that_begins_later(tmp_path: Path) -> None:
    lines = trc(standing(), HBM2).splitlines()
    for k, line in enumerate(lines):
        cells = line.split("\t")
        if cells[0].isdigit() and len(cells) > 10:
            lines[k] = "\t".join([cells[0], f"{float(cells[1]) + 3.5:.4f}", *cells[2:]])
    (tmp_path / "walk.trc").write_text("\n".join(lines) + "\n")
    assert read_recording(tmp_path / "walk.trc").starts_s == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ([2015.0, 1.0, 28.0], "2015-01-28"),
        ([2015.0, 13.0, 28.0], ""),
        ([np.inf, 1.0, 1.0], ""),
        ([1e30, 1.0, 1.0], ""),
        ([28.0, 3.0], ""),
    ],
)
def test_the_date_of_the_recording(tmp_path: Path, stored: list[float], told: str) -> None:
    assert read(tmp_path, parameters={"TRIAL:DATE": np.array(stored)}).recorded_on == told


def test_a_date_of_birth_is_no_date_of_recording(tmp_path: Path) -> None:
    born = np.array([1987.0, 3.0, 12.0])
    assert read(tmp_path, parameters={"SUBJECT:DATE": born, "SUBJECTS:DATE": born}).recorded_on == ""
