"""Recordings with one thing wrong: each gives what the sound one gives, or says what it is, or is refused by name."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.recordings.make_cases import HOLE_S, LATE_FRAMES, RATE_HZ, WALKER, forces, markers, write_cases
from tests.recordings.test_opensim import mot, trc

from footwise.errors import FootwiseError
from footwise.jobs import measure_marker_walks
from footwise.loads import Walk
from footwise.signals import rotation_about

NUMBERS = ["foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "kfm_peak_pct_bwht"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases")
    write_cases(path)
    return path


def measured(folder: Path, markers: str = "walk.trc", forces: str = "walk_grf.mot", **options: Any) -> Walk:
    (walk,) = measure_marker_walks([folder / markers], forces=folder / forces, mass_kg=70, height_m=1.75, **options)
    return walk


@pytest.fixture(scope="module")
def sound(folder: Path) -> Walk:
    return measured(folder)


def used(walk: Walk) -> pd.DataFrame:
    return walk.steps[walk.steps["used"]]


def test_the_sound_walk_is_measured_without_a_word(sound: Walk) -> None:
    whole = sum(len(WALKER.stances(side)) for side in WALKER.sides)
    assert len(used(sound)) == whole
    # Its second peak lies on the falling side of the first, which is said of the person, not of the files.
    assert all("second peak" in note.text for note in sound.notes)
    angles = used(sound).groupby("side")["foot_progression_angle_deg"].mean()
    assert angles.to_dict() == pytest.approx(WALKER.toe_out_deg, abs=0.3)


def turned(axis: int, degrees: float) -> np.ndarray:
    """A rotation of the laboratory's axes."""
    return rotation_about(np.eye(3)[axis], np.radians(degrees))


AXES = {
    "x up": turned(2, 90) @ turned(0, 90),
    "z up": turned(0, 90),
    "z up and turned by 30°": turned(2, 30) @ turned(0, 90),
    "walking along -x": turned(1, 180),
    "walking along z": turned(1, -90),
}


@pytest.mark.parametrize("axes", AXES)
@pytest.mark.parametrize(("unit", "size"), [("mm", 1.0), ("m", 1e-3), ("cm", 0.1)])
@pytest.mark.requirement("R-010")
def test_axes_and_units_change_nothing(tmp_path: Path, sound: Walk, axes: str, unit: str, size: float) -> None:
    points, labels = markers()
    (tmp_path / "walk.trc").write_text(trc(points @ AXES[axes].T * size, labels, unit=unit), encoding="utf-8")
    (tmp_path / "walk_grf.mot").write_text(mot(forces(AXES[axes]), WALKER.plate_rate_hz), encoding="utf-8")
    np.testing.assert_allclose(measured(tmp_path).steps[NUMBERS], sound.steps[NUMBERS], atol=2e-3)


@pytest.mark.requirement("R-001")
def test_the_mirror_image_of_a_walk_exchanges_the_legs_alone(tmp_path: Path, sound: Walk) -> None:
    points, labels = markers()
    exchanged = [{"L": "R", "R": "L"}[label[0]] + label[1:] for label in labels]
    mirror = np.diag([1.0, 1.0, -1.0])
    (tmp_path / "walk.trc").write_text(trc(points @ mirror, exchanged), encoding="utf-8")
    (tmp_path / "walk_grf.mot").write_text(mot(forces(mirror), WALKER.plate_rate_hz), encoding="utf-8")
    walk = measured(tmp_path)
    assert (walk.steps["side"] != sound.steps["side"]).all()
    np.testing.assert_allclose(walk.steps[NUMBERS], sound.steps[NUMBERS], atol=2e-3)
    (tmp_path / "walk.trc").write_text(trc(points @ mirror, labels), encoding="utf-8")
    with pytest.raises(FootwiseError, match="left and right look exchanged"):
        measured(tmp_path)


@pytest.mark.parametrize("axes", ["z up", "walking along -x", "walking along z"])
@pytest.mark.requirement("R-011")
def test_markers_and_forces_in_different_axes_are_refused(tmp_path: Path, axes: str) -> None:
    points, labels = markers()
    (tmp_path / "walk.trc").write_text(trc(points, labels), encoding="utf-8")
    (tmp_path / "walk_grf.mot").write_text(mot(forces(AXES[axes]), WALKER.plate_rate_hz), encoding="utf-8")
    with pytest.raises(FootwiseError, match=r"vertical is 90° off|centre of pressure lies|contradict each other"):
        measured(tmp_path)


@pytest.mark.parametrize("hole", ["walk_grf_nan_point.mot", "walk_grf_nan_force.mot"])
def test_a_hole_in_a_plate_is_missing_and_said(folder: Path, sound: Walk, hole: str) -> None:
    walk = measured(folder, forces=hole)
    assert any("has no force for 0.06 s in which it may be loaded" in note.text for note in walk.notes)
    at = (walk.steps["contact_s"] < HOLE_S[0]) & (walk.steps["off_s"] > HOLE_S[1]) & (walk.steps["side"] == "left")
    hit = walk.steps[at]
    assert len(hit) == 1
    # The hole lies in this step's stance, so it may have a peak less, and never another one.
    for name in NUMBERS:
        value = float(hit[name].iloc[0])
        assert np.isnan(value) or value == pytest.approx(float(sound.steps.loc[hit.index[0], name]), abs=0.02)
    np.testing.assert_allclose(walk.steps.loc[~at, NUMBERS], sound.steps.loc[~at, NUMBERS], atol=0.02)


def test_two_plates_of_one_name_are_refused_by_it(folder: Path) -> None:
    with pytest.raises(FootwiseError, match=r"walk_grf_same_names\.mot: names .* 'ground_force_1_vx' twice"):
        measured(folder, forces="walk_grf_same_names.mot")


@pytest.mark.requirement("R-011")
def test_two_clocks_are_refused_with_their_lag_and_shifted_on_request(folder: Path, sound: Walk) -> None:
    late_s = LATE_FRAMES / RATE_HZ
    with pytest.raises(FootwiseError, match=r"walk_late\.trc: markers and forces are on two clocks: .*too early"):
        measured(folder, "walk_late.trc")
    walk = measured(folder, "walk_late.trc", forces_later_s=late_s)
    assert walk.recording.forces_later_s == late_s
    assert any("were shifted +100 ms" in note.text for note in walk.notes)
    ours, theirs = used(walk), used(sound)
    assert len(ours) >= len(theirs) - 2
    means = [table.groupby("side")[NUMBERS].mean() for table in (ours, theirs)]
    np.testing.assert_allclose(*means, atol=0.02)
    with pytest.raises(FootwiseError, match="on two clocks"):
        measured(folder, "walk_late.trc", forces_later_s=-late_s)


@pytest.mark.parametrize("stray", ["walk_stray_first.trc", "walk_stray_last.trc"])
def test_the_persons_own_marker_wins_wherever_the_stray_one_stands(folder: Path, sound: Walk, stray: str) -> None:
    walk = measured(folder, stray)
    np.testing.assert_allclose(walk.steps[NUMBERS], sound.steps[NUMBERS], atol=1e-6)
    assert any("holds LMT2 also without a name before it" in note.text for note in walk.notes)


def test_one_label_at_two_places_is_refused_in_any_order(folder: Path) -> None:
    for name in ("walk_twice_first.trc", "walk_twice_last.trc"):
        with pytest.raises(FootwiseError, match=rf"{name}: .*LMT2"):
            measured(folder, name)


def test_two_people_are_refused(folder: Path) -> None:
    with pytest.raises(FootwiseError, match=r"walk_two_people\.trc: holds several people"):
        measured(folder, "walk_two_people.trc")
