"""The table of curves: which rows it has, and that they are the curves behind the table of steps."""

import numpy as np
import pandas as pd
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.jobs import write_marker_walks
from footwise.loads import CURVE_COLUMNS, analyse_walk, half_stance_windows, peak, walk_curves
from footwise.recordings import read_recording


@pytest.fixture(scope="module")
def walk(treadmill_c3d):
    return analyse_walk(read_recording(treadmill_c3d))


def test_101_rows_a_used_step_in_the_order_of_the_steps(walk):
    curves = walk_curves(walk)
    assert tuple(curves.columns) == CURVE_COLUMNS
    used = walk.steps.loc[walk.steps["used"], "step"]
    assert not walk.steps["used"].all()
    assert curves["step"].drop_duplicates().tolist() == used.tolist()
    assert (curves.groupby("step")["percent_stance"].agg(list).map(lambda points: points == list(range(101)))).all()


def test_the_peaks_of_the_steps_are_those_of_their_curves(walk):
    curves = walk_curves(walk).set_index("step")
    for side in ("left", "right"):
        mine = (walk.steps["side"] == side).to_numpy()
        (first, second) = half_stance_windows(walk.kam[mine])
        for row in walk.steps[mine & walk.steps["used"]].itertuples():
            kam = curves.loc[row.step, "kam_pct_bwht"].to_numpy()
            for window, value in ((first, row.kam_peak1_pct_bwht), (second, row.kam_peak2_pct_bwht)):
                assert peak(kam[None], window)[0][0] == pytest.approx(value, nan_ok=True)
            angle = curves.loc[row.step, "foot_progression_angle_deg"].to_numpy()
            assert angle[15:41].mean() == pytest.approx(row.foot_progression_angle_deg)


def test_a_foot_that_lies_flat_has_one_angle():
    """The walker's foot lies flat from 12 to 58 % of stance, turned out by 8 and 3 degrees."""
    curves = walk_curves(analyse_walk(Walker().recording()))
    flat = curves[curves["percent_stance"].between(20, 50)].groupby("side")["foot_progression_angle_deg"]
    for side, true in (("left", 8), ("right", 3)):
        np.testing.assert_allclose(flat.get_group(side), true, atol=0.3)


def test_both_methods_are_near_each_other_where_the_foot_stands_still(walk):
    curves = walk_curves(walk)
    middle = curves[curves["percent_stance"].between(30, 60)]
    for moment in ("kam", "kfm"):
        apart = middle[f"{moment}_pct_bwht"] - middle[f"{moment}_newton_euler_pct_bwht"]
        assert apart.abs().mean() < 0.4
        assert apart.abs().max() > 0.001


def test_it_is_written_beside_the_steps(walk, tmp_path):
    write_marker_walks([walk], tmp_path)
    written = pd.read_csv(tmp_path / "curves.csv")
    assert tuple(written.columns) == CURVE_COLUMNS
    known = walk_curves(walk)
    np.testing.assert_allclose(written["kam_pct_bwht"], known["kam_pct_bwht"], atol=6e-5)
    assert written["recording"].unique().tolist() == ["treadmill_events"]
