"""Which foot a name says: as people write it in several languages, and what only looks like it."""

import shutil

import pytest
from tests.foot_sensor.walking_foot import about_z, walking_foot

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs import measure_sensor_walks
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.side_words import side_in


def walk_table(path):
    # Every step a little different, as of a person: an axis that never changes is that of a broken sensor.
    foot = walking_foot([4.0, 5.0] * 7, mount=about_z(0.3))
    rows = ["time,acc_x (m/s2),acc_y (m/s2),acc_z (m/s2),gyr_x (rad/s),gyr_y (rad/s),gyr_z (rad/s)"]
    rows += [",".join(f"{value:.8g}" for value in row) for row in foot.rows()]
    path.write_text("\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "left", "LEFT", "LF", "lf", "anna_lf", "P04_LF_walk", "LF_trial1", "LF2", "leftfoot", "footleft", "LeftFoot",
        "imu_L", "L_imu", "IMU_L_walk3", "Shoe_L", "lshoe", "LFoot", "lfoot_01", "foot_L", "left shoe", "walk-left",
        "links", "linker Fuß", "Fuss_links", "linkerfuss", "Schuh_li", "linkerSchuh", "izquierdo", "pie_izq",
        "pie izquierdo", "zapato_I", "gauche", "pied_gauche", "piedgauche", "pied_G", "piede_sinistro", "pé_esquerdo",
        "linkervoet", "sensor_L_run2",
    ],
)  # fmt: skip
def test_left(name):
    assert side_in(name) == "left"


@pytest.mark.parametrize(
    "name",
    [
        "right", "RF", "rf", "anna_rf", "P04_RF_walk", "RF_trial1", "rightfoot", "RightFoot", "imu_R", "Shoe_R",
        "rshoe", "RFoot", "foot_R", "rechts", "rechter Fuß", "Schuh_re", "rechterschuh", "derecho", "pie_dcha", "pie_D",
        "droit", "pied_droit", "pied_D", "chaussure droite", "piede_destro", "pé_direito", "MT_R foot",
    ],
)  # fmt: skip
def test_right(name):
    assert side_in(name) == "right"


@pytest.mark.parametrize(
    "name",
    [
        "relief", "result_L2", "Rf_antenna", "antenna_rf", "wolf", "walk", "walk l 2", "cleft", "bright", "copyright",
        "lft_lung", "shelf", "elf", "surf", "serf", "turf", "perfect", "IMU_L2", "sensor R5", "L5_trunk", "L RF",
        "EMG_RF", "rf_power", "linksys_walk", "der_fuss", "derby", "drittel", "Rolf", "Rolf_walk", "left_right",
        "LF_RF", "MT_000-000_96", "droid", "leftover", "birefringent", "trial_r", "r", "L",
    ],
)  # fmt: skip
def test_no_side(name):
    assert side_in(name) is None


def test_a_name_that_says_another_foot_is_refused(tmp_path):
    path = walk_table(tmp_path / "RF.csv")
    assert read_foot_sensors(path, gravity="up")[0].side == "right"
    with pytest.raises(FootwiseError, match="says that it is the right foot, and `side` says left") as caught:
        read_foot_sensors(path, side="left", gravity="up")
    assert caught.value.kind is ErrorKind.BAD_REQUEST


def test_one_side_is_not_said_of_two_files(tmp_path):
    """Of two files that say nothing, `side` may be meant for one; of those that say it themselves, it chooses."""
    first = walk_table(tmp_path / "one.csv")
    second = tmp_path / "two.csv"
    shutil.copy(first, second)
    with pytest.raises(FootwiseError, match=r"two.csv: says no foot, nor does one.csv, and `side` says left of both"):
        measure_sensor_walks([first, second], side="left", gravity="up")
    assert measure_sensor_walks([first], side="left", gravity="up")[0].feet[0].side == "left"
    named = tmp_path / "two_lf.csv"
    second.rename(named)
    walks = measure_sensor_walks([first, named], side="left", gravity="up")
    assert [walk.feet[0].side for walk in walks] == ["left", "left"]
