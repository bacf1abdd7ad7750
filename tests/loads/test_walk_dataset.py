"""A walk as a data set of xarray: the same numbers as in the tables, under the same names, with their units."""

import sys

import numpy as np
import pytest

from footwise.errors import ErrorKind, FootwiseError
from footwise.loads import analyse_walk, walk_dataset
from footwise.recordings import read_recording


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return analyse_walk(read_recording(treadmill_c3d), condition="natural")


def test_steps_and_curves_are_those_of_the_tables(walk, tmp_path):
    pytest.importorskip("xarray")
    data = walk_dataset(walk)
    assert dict(data.sizes) == {"step": len(walk.steps), "percent_stance": 101}
    np.testing.assert_array_equal(data["kam_peak1_pct_bwht"], walk.steps["kam_peak1_pct_bwht"])
    np.testing.assert_array_equal(data["kam_newton_euler_pct_bwht"], walk.kam_newton_euler)
    np.testing.assert_array_equal(data["foot_progression_angle_deg_over_stance"], walk.foot_angle)
    np.testing.assert_array_equal(data["foot_progression_angle_deg"], walk.steps["foot_progression_angle_deg"])
    units = {name: data[name].attrs["units"] for name in data.data_vars}
    assert (units["kam_impulse_pct_bwht_s"], units["speed_m_s"], units["stride_s"]) == ("%BW·ht·s", "m/s", "s")
    assert units["foot_progression_angle_deg_over_stance"] == "degree" and len(units) == len(data.data_vars)
    assert (data.attrs["condition"], data.attrs["marker_hz"]) == ("natural", 8.0)
    left = data["kam_pct_bwht"].where(data["used"] & (data["side"] == "left"))
    used = (walk.steps["used"] & (walk.steps["side"] == "left")).to_numpy()
    np.testing.assert_allclose(left.mean("step").sel(percent_stance=40), walk.kam[used, 40].mean())


def test_without_xarray_it_says_what_to_install(walk, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(FootwiseError) as caught:
        walk_dataset(walk)
    assert caught.value.kind is ErrorKind.MISSING_EXTRA
    assert "pip install 'footwise[xarray]'" in str(caught.value)
