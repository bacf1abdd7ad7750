"""Whatever happens to a file of any maker on its way, it is read or refused in one line."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.recordings.foot_sensor.damaged_bytes import damaged
from tests.recordings.foot_sensor.maker_files import mt_manager, physilog, shimmer, xio
from tests.recordings.foot_sensor.sensor_files import logger_table, walk, xdf, xdf_stream, zipped
from tests.recordings.foot_sensor.test_other_formats import C3D_LABELS, c3d, opal
from tests.recordings.foot_sensor.test_packed import samples

from footwise.errors import FootwiseError
from footwise.recordings import is_foot_sensor_file
from footwise.recordings.foot_sensor import read_foot_sensors

TIME, ACC, GYR = walk()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    files = {
        "mt.txt": mt_manager(ACC, GYR).encode(),
        "physilog.csv": physilog(TIME, ACC, GYR).encode(),
        "xio.csv": xio(TIME, ACC, GYR).encode(),
        "shimmer.csv": shimmer(TIME, ACC, GYR).encode(),
        "logger.json": json.dumps([*samples("TotalAcceleration", ACC), *samples("Gyroscope", GYR)]).encode(),
        "reset.xdf": xdf(xdf_stream(1, "left", np.where(TIME > 3, TIME - 900, TIME), np.column_stack((ACC, GYR)))),
        "analog.c3d": c3d(C3D_LABELS["Vicon"], ["m/s2"] * 3 + ["rad/s"] * 3),
    }
    tables = {"TotalAcceleration.csv": logger_table(TIME, ACC), "Gyroscope.csv": logger_table(TIME, GYR)}
    files["logger.zip"] = zipped(folder / "a.zip", tables).read_bytes()
    files["physilog.zip"] = zipped(folder / "b.zip", {"left.csv": physilog(TIME, ACC, GYR)}).read_bytes()
    try:
        import h5py  # noqa: F401

        files["opal.h5"] = opal(folder / "a.h5", ["Left Foot"]).read_bytes()
    except ImportError:
        pass
    return files


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_happens_to_a_file_it_is_read_or_refused(
    tmp_path: Path, whole: dict[str, bytes], data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(whole)))
    path = tmp_path / f"left{Path(name).suffix}"
    path.write_bytes(damaged(whole[name], data))
    is_foot_sensor_file(path)
    try:
        sensors = read_foot_sensors(path, side="left")
    except FootwiseError as error:
        assert "\n" not in str(error)
    else:
        for sensor in sensors:
            assert np.isfinite(sensor.acceleration_m_s2).all() and (np.diff(sensor.time_s) > 0).all()
