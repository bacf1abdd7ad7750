"""Recordings of foot sensors are told from those of markers by what is in them."""

import pytest
from tests.recordings.foot_sensor.sensor_files import gaitmap, walk, xdf, zipped

from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors


@pytest.mark.parametrize(
    ("name", "content", "is_sensor"),
    [
        ("left.csv", b",acc_x,acc_y\n0,1,2\n", True),
        ("left.dat", b"acc_x;acc_y\n1;2\n", True),
        ("walk", b"acc_x\tacc_y\n1\t2\n", True),
        ("phone.bin", b"PK\x03\x04....", True),
        ("stream.bin", b"XDF:....", True),
        ("wrist.cwa", b"MD\xfc\x03" + bytes(60), True),
        ("wrist.bin", b"Device Identity\r\nDevice Type:GENEActiv\r\n", True),
        ("opal.bin", b"\x89HDF\r\n\x1a\n" + bytes(60), True),
        ("walk.c3d", b"acc_x,acc_y\n", False),
        ("walk.trc", b"a,b\n", False),
        ("walk.bin", b"\x02\x50" + bytes(510), False),
        ("walk.txt", b"PathFileType\t4\t(X/Y/Z)\twalk.trc\n", False),
        ("empty.csv", b"", True),
        ("empty.bin", b"", False),
        ("picture.png", b"\x89PNG\r\n\x1a\n", False),
    ],
)
def test_by_content(tmp_path, name, content, is_sensor):
    (tmp_path / name).write_bytes(content)
    assert is_foot_sensor_file(tmp_path / name) is is_sensor


def test_a_folder_is_a_phones_and_what_is_missing_goes_by_its_ending(tmp_path):
    assert is_foot_sensor_file(tmp_path)
    assert is_foot_sensor_file(tmp_path / "none.csv")
    assert not is_foot_sensor_file(tmp_path / "none.c3d")


def test_an_archive_is_read_whatever_it_is_called(tmp_path):
    _, acceleration, angular_velocity = walk()
    table = tmp_path / "left.dat"
    table.write_text(gaitmap(acceleration, angular_velocity))
    (sensor,) = read_foot_sensors(table, gravity="up")
    assert sensor.side == "left"
    archive = zipped(tmp_path / "phone.recording", {"nothing.txt": "x"})
    with pytest.raises(Exception, match="holds no table"):
        read_foot_sensors(archive)
    (tmp_path / "stream.bin").write_bytes(xdf())
    with pytest.raises(Exception, match="stream"):
        read_foot_sensors(tmp_path / "stream.bin")
