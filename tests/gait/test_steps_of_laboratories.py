"""Contacts, offs, turns and clocks in recordings of other laboratories (../shared/recordings)."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.gait import clock_lag, filtered_motion, find_steps, kinematic_events, plate_loads
from footwise.loads import analyse_walk
from footwise.recordings import Recording, read_recording
from footwise.recordings.missing_forces import shifted_later

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
CASES = RECORDINGS.parent / "cases"
pytestmark = pytest.mark.shared

MAPS = {
    "one_person_toe_in_toe_out": """
heel = ["{S}_calc", "{s}_calc"]
toe = ["{S}_toe", "{s}_toe"]
lateral_malleolus = ["{S}_ankle", "{s}_ankle"]
lateral_epicondyle = ["{S}_knee", "{s}_knee"]
pelvis = ["r.ASIS", "L.ASIS", "r.PSIS", "L.PSIS"]
""",
    "three_clinics/C": """
heel = "{S}HEE"
toe = "{S}LA_TOE"
lateral_malleolus = "{S}ANK"
lateral_epicondyle = "{S}KNE"
pelvis = ["RASI", "LASI", "SACR"]
""",
}
WALKS = (
    *(f"child_type1_plates/walk{k}.c3d" for k in (1, 2)),
    "small_four_plates/walk.c3d",
    *(
        f"three_clinics/{name}_{walk}.c3d"
        for name, walk in (("A", "walk"), ("B", "walk1"), ("B", "walk2"), ("C", "walk"))
    ),
    *(f"walkway_children/P{k}_{kind}.c3d" for k in (1, 2, 3) for kind in ("straight", "turn")),
    "cgm2_walkway/walk.c3d.zip",
    *(f"one_person_toe_in_toe_out/{name}.trc" for name in ("walking1", "walking2", "walkingTI1", "walkingTO1")),
)


def read(name: str, folder: Path) -> Recording:
    path = RECORDINGS / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            inside = next(member for member in archive.namelist() if member.endswith(".c3d"))
            path = Path(archive.extract(inside, folder))
    text = next((text for start, text in MAPS.items() if name.startswith(start)), None)
    marker_map = None
    if text is not None:
        marker_map = folder / "map.toml"
        marker_map.write_text(text)
    forces = path.with_name(path.stem + "_grf.mot") if path.suffix == ".trc" else None
    return read_recording(path, forces=forces, marker_map=marker_map, mass_kg=60.0, height_m=1.6)


def differences_s(recording: Recording) -> dict[str, list[float]]:
    """Markers alone minus plates for every contact and off that a plate shows; NaN for one that is missed."""
    motion = filtered_motion(recording)
    steps, events = find_steps(recording, motion, plate_loads(recording)), kinematic_events(recording, motion)
    apart: dict[str, list[float]] = {"contact": [], "off": []}
    end = recording.markers.duration_s
    for kind, times, column in (("contact", steps.contact_s, 0), ("off", steps.off_s, 1)):
        for side in motion.sides:
            found = events[side].contact_s if kind == "contact" else events[side].off_s
            for time in times[(steps.side == side) & steps.by_plate[:, column]]:
                if 0.5 / motion.rate_hz < time < end:  # what the recording shows
                    near = found[np.abs(found - time) < 0.2]
                    apart[kind].append(float(near[np.argmin(np.abs(near - time))] - time) if len(near) else np.nan)
    return apart


def test_markers_alone_against_plates(tmp_path: Path, treadmill_c3d: Path) -> None:
    recordings = [*(read(name, tmp_path) for name in WALKS), read_recording(treadmill_c3d)]
    for kind, spread in (("contact", 0.015), ("off", 0.020)):
        apart = np.array([d for recording in recordings for d in differences_s(recording)[kind]])
        assert len(apart) >= 40
        assert np.isnan(apart).mean() <= 0.02
        apart = apart[np.isfinite(apart)]
        assert abs(apart.mean()) < 0.005
        assert apart.std() < spread


def test_markers_alone_say_nothing_that_plates_deny(tmp_path: Path) -> None:
    """No contact or off of the markers in the middle of a stance that plates saw whole."""
    for name in WALKS:
        recording = read(name, tmp_path)
        motion = filtered_motion(recording)
        steps, events = find_steps(recording, motion, plate_loads(recording)), kinematic_events(recording, motion)
        for side, start, stop in zip(steps.side, steps.contact_s, steps.off_s, strict=True):
            found = np.concatenate((events[side].contact_s, events[side].off_s))
            assert not ((found > start + 0.1) & (found < stop - 0.1)).any()


@pytest.mark.parametrize("name", [name for name in WALKS if "child_type1" in name or "one_person" in name])
def test_trimmed_trials_have_a_whole_stance_of_both_feet(name: str, tmp_path: Path) -> None:
    recording = read(name, tmp_path)
    steps = find_steps(recording, filtered_motion(recording), plate_loads(recording))
    whole = steps.by_plate.all(axis=1)
    assert set(steps.side[whole]) == {"left", "right"}


@pytest.mark.parametrize("walk", [1, 2])
def test_plates_tell_the_steps_of_a_trimmed_trial_also_where_angles_alone_are_asked_for(
    walk: int, tmp_path: Path
) -> None:
    found = analyse_walk(read(f"child_type1_plates/walk{walk}.c3d", tmp_path), angles_only=True)
    assert sorted(found.steps.query("used")["side"]) == ["left", "right"]
    assert not found.has_loads


@pytest.mark.parametrize("name", WALKS)
def test_the_clocks_of_every_recording_agree_and_a_shift_is_found(name: str, tmp_path: Path) -> None:
    recording = read(name, tmp_path)
    motion = filtered_motion(recording)
    for late in (0.0, 0.06, -0.06, 0.1, -0.1):
        plates = tuple(shifted_later(plate, recording.plate_rate_hz, late) for plate in recording.plates)
        shifted = replace(recording, plates=plates)
        lag = clock_lag(shifted, motion, plate_loads(shifted))
        assert lag is not None
        assert lag.later_s == pytest.approx(-late, abs=0.02)
        assert lag.too_large == (late != 0.0)


@pytest.mark.parametrize("child", [1, 2, 3])
def test_turning_steps_are_left_out_and_straight_ones_are_not(child: int, tmp_path: Path) -> None:
    straight, turn = (
        analyse_walk(read(f"walkway_children/P{child}_{kind}.c3d", tmp_path), angles_only=True).steps
        for kind in ("straight", "turn")
    )
    assert not straight["reason"].str.startswith("turning").any()
    assert (turn["reason"].str.startswith("turning").sum()) >= 3
    usual = straight[straight["used"]].groupby("side")["foot_progression_angle_deg"].mean()
    used = turn[turn["used"]]
    off = used["foot_progression_angle_deg"] - used["side"].map(usual)
    assert (off.abs() <= 10).all()


def case(forces: str, markers: str = "walk", **more: float) -> Recording:
    return read_recording(CASES / f"{markers}.trc", forces=CASES / f"{forces}.mot", mass_kg=77.0, height_m=1.75, **more)


def test_the_sound_case() -> None:
    steps = analyse_walk(case("walk_grf")).steps.query("used")
    assert len(steps) == 7
    assert steps["kam_peak1_pct_bwht"].to_numpy() == pytest.approx(1.23, abs=0.01)
    assert steps["foot_progression_angle_deg"].to_numpy() == pytest.approx(2.86, abs=0.05)


@pytest.mark.parametrize("name", ["walk_grf_nan_point", "walk_grf_nan_force"])
def test_forces_with_holes(name: str) -> None:
    walk = analyse_walk(case(name))
    assert walk.steps["used"].sum() == 6
    assert walk.steps.query("used")["kam_peak1_pct_bwht"].to_numpy() == pytest.approx(1.23, abs=0.01)
    assert "the plates' force is missing around the first peak" in set(walk.steps["reason"])
    assert any("has no force for 0.06 s" in note.text for note in walk.notes)


def test_markers_that_start_late() -> None:
    with pytest.raises(FootwiseError, match="two clocks"):
        analyse_walk(case("walk_grf", "walk_starts_100ms_late"))
    shifted = case("walk_grf", "walk_starts_100ms_late", forces_later_s=0.1)
    assert shifted.forces_later_s == 0.1
    assert analyse_walk(shifted).steps.query("used")["kam_peak1_pct_bwht"].to_numpy() == pytest.approx(1.23, abs=0.01)


def test_plates_under_one_name() -> None:
    with pytest.raises(FootwiseError, match="'ground_force_vx' twice"):
        case("walk_grf_same_names")
