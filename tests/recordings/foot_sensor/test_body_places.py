"""Sensors that were on no foot, by the name of their file or of their columns, and names that only look like it."""

import pytest
from tests.foot_sensor.walking_foot import about_z, walking_foot

from footwise.errors import FootwiseError
from footwise.recordings.foot_sensor import read_foot_sensors
from footwise.recordings.foot_sensor.body_places import place_in_name

COLUMNS = ("acc_x (m/s2)", "acc_y (m/s2)", "acc_z (m/s2)", "gyr_x (rad/s)", "gyr_y (rad/s)", "gyr_z (rad/s)")


def walk_table(path, *sensors):
    """One walk, written once for each word that stands before the columns of a sensor."""
    foot = walking_foot([4.0, 5.0] * 7, mount=about_z(0.3))
    names = ["time", *(f"{sensor} {name}".strip() for sensor in sensors for name in COLUMNS)]
    rows = [[row[0], *list(row[1:]) * len(sensors)] for row in foot.rows()]
    path.write_text("\n".join([",".join(names), *(",".join(f"{one:.8g}" for one in row) for row in rows)]) + "\n")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "shank_left", "left-shank", "LeftShank", "wrist.left", "P03 thigh 2", "pelvis", "sacrum_right", "LUMBAR",
        "trunk1", "tibia_l", "ankle_left", "left_head", "hand", "Hand_2", "left_hand", "RightArm", "arm_rechts",
        "Unterschenkel_links", "Oberschenkel_re", "Becken", "Knöchel_links", "muñeca_izq", "tobillo-derecho",
        "muslo", "poignet_gauche", "cuisse_droite", "tête", "cheville gauche",
    ],
)  # fmt: skip
def test_another_place(name):
    assert place_in_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "handheld_left", "Armstrong_left", "arm_b_left", "control_arm_P01", "left-hand side", "ahead", "header_left",
        "knee_oa_left", "hip_pain_left", "walk_back_left", "forehead", "shankar_left", "main_left", "left_foot",
        "P01_left", "harmony", "handover_right", "left_foot_wrist_sync", "charm", "overhead",
        "second_hand_shoe",
    ],
)  # fmt: skip
def test_no_other_place(name):
    assert not place_in_name(name)


def test_a_file_named_after_a_shank_is_refused(tmp_path):
    path = walk_table(tmp_path / "shank_left.csv", "")
    with pytest.raises(FootwiseError, match="is of a sensor on the shank, as its name says"):
        read_foot_sensors(path, side="left", gravity="up")


def test_the_name_of_a_folder_says_nothing(tmp_path):
    folder = tmp_path / "shank"
    folder.mkdir()
    path = walk_table(folder / "left.csv", "")
    assert [one.side for one in read_foot_sensors(path, gravity="up")] == ["left"]


def test_two_sensors_of_one_foot_are_refused_by_name(tmp_path):
    path = walk_table(tmp_path / "walk.csv", "", "heel")
    with pytest.raises(FootwiseError, match=r"holds two sensors, one whose columns say heel .*acc_x"):
        read_foot_sensors(path, side="left", gravity="up")


def test_both_feet_stay_readable_beside_another_sensor(tmp_path):
    path = walk_table(tmp_path / "walk.csv", "", "left foot", "right foot")
    assert [one.side for one in read_foot_sensors(path, gravity="up")] == ["left", "right"]


def test_a_table_of_one_sample_says_so(tmp_path):
    path = walk_table(tmp_path / "walk.csv", "")
    path.write_text("\n".join(path.read_text().splitlines()[:2]) + "\n")
    with pytest.raises(FootwiseError, match=r"holds 1 sample\. Record at least"):
        read_foot_sensors(path, side="left", gravity="up")
