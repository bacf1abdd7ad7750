"""A recording in a zip archive is read as if it lay beside it; an archive that is none is refused in one line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, walking
from tests.recordings.refusals import refused
from tests.recordings.test_opensim import trc

from footwise.errors import FootwiseError
from footwise.recordings import is_foot_sensor_file, read_recording
from footwise.recordings.foot_sensor import read_foot_sensors

C3D = c3d_bytes(walking(), HBM2)


def zipped(path: Path, members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {"walk.c3d": C3D},
        {"export/session 1/Walk.C3D": C3D, "export/readme.txt": "walk"},
        {"walk.c3d": C3D, "__MACOSX/._walk.c3d": b"x", ".DS_Store": b"x"},
        {"../../walk.c3d": C3D},
        {"walk.trc": trc(walking(), HBM2)},
    ],
    ids=["alone", "in folders", "by a Mac", "with a way up", "trc"],
)
def test_the_same_as_beside_it(tmp_path: Path, members: dict[str, bytes | str]) -> None:
    path = zipped(tmp_path / "walk.c3d.zip", members)
    (tmp_path / "plain.c3d").write_bytes(C3D)
    recording, plain = read_recording(path), read_recording(tmp_path / "plain.c3d")
    assert not is_foot_sensor_file(path)
    assert recording.source == path and recording.name.lower() == "walk"
    np.testing.assert_allclose(recording.markers.positions_m, plain.markers.positions_m, atol=1e-6)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plain.c3d", "walk.c3d.zip"]


HOSTILE = {
    "several": ({"a.c3d": C3D, "b.c3d": C3D}, "holds 2 files that may be a recording (a.c3d, b.c3d)"),
    "damaged inside": ({"walk.c3d": C3D[:3000]}, "walk.c3d: is cut off"),
    "a bomb": ({"walk.c3d": bytes(200_000_000)}, "more than a recording holds"),
    "text inside": ({"walk.c3d": "hello"}, "is not a C3D file"),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.requirement("R-012")
def test_hostile_archives_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    members, said = HOSTILE[kind]
    message = refused(zipped(tmp_path / "walk.zip", members))
    assert said in message and "walk.zip" in message and "footwise-" not in message


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(range(256)) * 20, b"no archive"])
def test_no_archive(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "walk.c3d.zip"
    path.write_bytes(content)
    assert "walk.c3d.zip" in refused(path)


def test_cut_archives(tmp_path: Path) -> None:
    whole = zipped(tmp_path / "whole.zip", {"walk.c3d": C3D}).read_bytes()
    path = tmp_path / "walk.zip"
    for share in (0.1, 0.5, 0.9, 0.999):
        path.write_bytes(whole[: int(share * len(whole))])
        assert "walk.zip" in refused(path)


@pytest.mark.parametrize("packed", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("name", ["walk.c3d", "left.csv"])
def test_bytes_that_were_changed_inside(tmp_path: Path, packed: int, name: str) -> None:
    """Every way of packing has errors of its own for them."""
    path = tmp_path / "walk.zip"
    with zipfile.ZipFile(path, "w", packed) as archive:
        archive.writestr(name, C3D)
    content = bytearray(path.read_bytes())
    for at in range(60, len(content) - 120, 7):
        content[at] ^= 0x5A
    path.write_bytes(content)
    message = refused(path) if name == "walk.c3d" else refused_sensor(path)
    assert "walk.zip" in message


def refused_sensor(path: Path) -> str:
    with pytest.raises(FootwiseError) as error:
        read_foot_sensors(path, side="left")
    assert "\n" not in str(error.value)
    return str(error.value)
