"""C3D files that deviate from the format in ways that lose nothing: read, and equal to what other readers read."""

from __future__ import annotations

import struct
from pathlib import Path

import ezc3d
import numpy as np
import pytest
from tests.recordings.c3d_bytes import BLOCK, c3d_bytes
from tests.recordings.people import HBM2, standing

from footwise.errors import FootwiseError
from footwise.recordings.c3d import read_c3d

ZOO = Path(__file__).parents[4] / "shared" / "recordings" / "format_zoo"


def records(data: bytes) -> list[tuple[int, str, int]]:
    """Every record of the parameter section: where it begins, its name, its group (negative for a group itself)."""
    position, found = BLOCK + 4, []
    while data[position] and data[position + 1]:
        length, identifier = struct.unpack_from("bb", data, position)
        name = data[position + 2 : position + 2 + abs(length)].decode()
        found.append((position, name, identifier))
        position += 2 + abs(length) + struct.unpack_from("<H", data, position + 2 + abs(length))[0]
    return found


def written(folder: Path, data: bytes) -> Path:
    path = folder / "walk.c3d"
    path.write_bytes(data)
    return path


def test_a_group_without_a_record_harms_nobody(tmp_path: Path) -> None:
    extra = {"SUBJECTS:IS_STATIC": 0, "SUBJECTS:USED": 0, "SUBJECTS:NAMES": [""]}
    data = bytearray(c3d_bytes(standing(), HBM2, parameters=extra))
    (place,) = (at for at, name, identifier in records(bytes(data)) if name == "SUBJECTS" and identifier < 0)
    data[place + 1] = 256 - 99
    recording = read_c3d(written(tmp_path, bytes(data)))
    assert recording.markers.labels[: len(HBM2)] == tuple(HBM2)


@pytest.mark.parametrize("group", ["POINT", "ANALOG"])
def test_a_group_that_is_used_must_have_its_record(tmp_path: Path, group: str) -> None:
    data = bytearray(c3d_bytes(standing(), HBM2, analog=np.ones((len(standing()), 2))))
    (place,) = (at for at, name, identifier in records(bytes(data)) if name == group and identifier < 0)
    data[place + 1] = 256 - 99
    with pytest.raises(FootwiseError, match="belongs to no group"):
        read_c3d(written(tmp_path, bytes(data)))


def test_the_last_record_may_point_beyond_the_section(tmp_path: Path) -> None:
    data = bytearray(c3d_bytes(standing(), HBM2))
    place, name, _ = records(bytes(data))[-1]
    struct.pack_into("<H", data, place + 2 + len(name), 0x7000)
    np.testing.assert_allclose(
        read_c3d(written(tmp_path, bytes(data))).markers.positions_m[:, : len(HBM2)] * 1000, standing(), atol=1e-3
    )


@pytest.mark.parametrize("blocks", [0, 1])
def test_frames_of_a_trimmed_file_by_its_length_with_or_without_a_block_of_zeros(tmp_path: Path, blocks: int) -> None:
    """A program cuts the walk and leaves what Vicon wrote of its whole length."""
    frames = len(standing())
    whole = {"TRIAL:ACTUAL_START_FIELD": np.array([1, 0]), "TRIAL:ACTUAL_END_FIELD": np.array([frames + 30, 0])}
    data = c3d_bytes(standing(), HBM2, parameters=whole)
    recording = read_c3d(written(tmp_path, data + bytes(BLOCK * blocks)))
    assert recording.markers.frames == frames
    assert any("contradict each other" in note.text for note in recording.notes)
    with pytest.raises(FootwiseError, match="header and parameters disagree"):
        read_c3d(written(tmp_path, data + bytes(BLOCK * 2)))


def test_another_record_may_not(tmp_path: Path) -> None:
    data = bytearray(c3d_bytes(standing(), HBM2))
    place, name, _ = records(bytes(data))[-3]
    struct.pack_into("<H", data, place + 2 + len(name), 0x7000)
    with pytest.raises(FootwiseError, match="points nowhere"):
        read_c3d(written(tmp_path, bytes(data)))


@pytest.mark.parametrize("where", ["header", "parameters"])
def test_the_length_settles_the_number_of_markers(tmp_path: Path, where: str) -> None:
    changes = {"header": {2: struct.pack("<H", 17)}} if where == "header" else {"parameters": {"POINT:USED": 17}}
    recording = read_c3d(written(tmp_path, c3d_bytes(standing(), HBM2, **changes)))
    assert recording.markers.labels[: len(HBM2)] == tuple(HBM2)
    assert any("18 markers" in str(note) for note in recording.notes)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["TYPE-2.C3D", "TYPE-4.C3D"])
def test_the_same_as_ezc3d(name: str) -> None:
    recording, other = read_c3d(ZOO / name), ezc3d.c3d(str(ZOO / name))
    points = np.moveaxis(other["data"]["points"][:3], 0, 2).swapaxes(0, 1) / 1000
    np.testing.assert_allclose(recording.markers.positions_m, points[:, : len(recording.markers.labels)], atol=1e-6)


@pytest.mark.shared
@pytest.mark.parametrize(("name", "shape"), [("sgi_int.c3d", (89, 36, 3)), ("sgi_real.c3d", (89, 36, 3))])
def test_numbers_of_mips_processors(name: str, shape: tuple[int, ...]) -> None:
    assert read_c3d(ZOO / name).markers.positions_m.shape == shape


@pytest.mark.shared
def test_whole_numbers_and_floats_of_one_recording_are_the_same() -> None:
    whole, floats = (read_c3d(ZOO / name).markers.positions_m for name in ("sgi_int.c3d", "sgi_real.c3d"))
    # One whole number is 0.28 mm.
    np.testing.assert_allclose(whole, floats, atol=2.9e-4)


@pytest.mark.shared
def test_eleven_markers_where_the_parameters_say_twelve() -> None:
    recording = read_c3d(ZOO / "kyowadengyo.c3d")
    assert recording.markers.positions_m.shape == (152, 11, 3)
