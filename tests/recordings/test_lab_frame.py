"""Turning, moving and renaming the whole laboratory changes nothing."""

import functools
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, walking
from tests.recordings.test_opensim import trc

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.recordings import ForcePlate, Markers, Recording, read_recording
from footwise.recordings.c3d.read import read_c3d
from footwise.recordings.lab_frame import find_lab_frame, turn_into_lab_frame
from footwise.recordings.marker_sets import choose_marker_set
from footwise.recordings.recording import moment_about_origin

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
ANGLES = st.floats(-np.pi, np.pi)
PLACES = st.lists(st.floats(-5, 5), min_size=3, max_size=3).map(np.array)


def rotation(axis: Array, angle: float) -> Array:
    """Rodrigues' formula."""
    x, y, z = axis / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * k @ k


def moved(recording: Recording, turn: Array, shift: Array) -> Recording:
    """The same recording by a laboratory with other axes and another origin."""
    plates = []
    for plate in recording.plates:
        force = plate.force_n @ turn.T
        moment = moment_about_origin(force, plate.moment_nm @ turn.T, shift)
        corners = None if plate.corners_m is None else plate.corners_m @ turn.T + shift
        plates.append(ForcePlate(plate.name, force, moment, corners))
    points = recording.markers.positions_m @ turn.T + shift
    return replace(recording, markers=replace(recording.markers, positions_m=points), plates=tuple(plates))


def same(ours: Recording, before: Recording) -> None:
    """Equal but for where the origin is (the left heel's first place stands in for it)."""
    assert ours.treadmill == before.treadmill
    assert ours.roles == before.roles
    assert len(ours.plates) == len(before.plates)
    shift = np.nanmedian(ours.marker("left", "heel") - before.marker("left", "heel"), axis=0)
    for role in before.roles:
        np.testing.assert_allclose(ours.marker(*role), before.marker(*role) + shift, atol=1e-6)
    for plate, old in zip(ours.plates, before.plates, strict=True):
        np.testing.assert_allclose(plate.force_n, old.force_n, atol=1e-4)
        moment = moment_about_origin(old.force_n, old.moment_nm, shift)
        np.testing.assert_allclose(plate.moment_nm, moment, atol=1e-3)
    assert ours.floor_m == pytest.approx(before.floor_m + shift[2], abs=1e-6)


@functools.cache
def real(path: Path) -> tuple[Recording, Recording]:
    """The treadmill recording in its own axes, and in the lab frame."""
    raw = read_c3d(path)
    marker_set, roles = choose_marker_set(path, raw.markers.labels)
    raw = replace(raw, roles=roles, marker_set=marker_set.name)
    # A second of it is enough to find the axes, and quicker.
    raw = replace(
        raw,
        markers=replace(raw.markers, positions_m=raw.markers.positions_m[:300]),
        plates=tuple(replace(p, force_n=p.force_n[:3000], moment_nm=p.moment_nm[:3000]) for p in raw.plates),
    )
    return raw, turn_into_lab_frame(raw)


@QUICK
@given(axis=PLACES.filter(lambda v: np.linalg.norm(v) > 0.1), angle=ANGLES, shift=PLACES)
def test_with_plates_any_axes_and_origin_give_the_same(
    treadmill_c3d: Path, axis: Array, angle: float, shift: Array
) -> None:
    raw, before = real(treadmill_c3d)
    same(turn_into_lab_frame(moved(raw, rotation(axis, angle), shift)), before)


@QUICK
@given(angle=ANGLES, shift=PLACES)
def test_without_plates_any_heading_gives_the_same(treadmill_c3d: Path, angle: float, shift: Array) -> None:
    raw = replace(real(treadmill_c3d)[0], plates=())
    # The floor is then the file's own zero.
    shift = shift * [1, 1, 0]
    before = turn_into_lab_frame(raw)
    after = turn_into_lab_frame(moved(raw, rotation(np.array([0.0, 0, 1]), angle), shift))
    same(after, before)


def axis_permutations() -> list[Array]:
    """The 24 right-handed ways to name the axes of a laboratory."""
    signed = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in permutations(range(3))
        for signs in [(a, b, c) for a in (1, -1) for b in (1, -1) for c in (1, -1)]
    ]
    return [axes for axes in signed if np.linalg.det(axes) > 0]


@pytest.mark.parametrize("plates", [True, False])
def test_any_naming_of_the_axes_gives_the_same(treadmill_c3d: Path, plates: bool) -> None:
    raw = real(treadmill_c3d)[0]
    raw = raw if plates else replace(raw, plates=())
    before = turn_into_lab_frame(raw)
    for axes in axis_permutations():
        same(turn_into_lab_frame(moved(raw, axes, np.zeros(3))), before)


@QUICK
@given(order=st.permutations(range(76)))
def test_the_order_of_the_markers_does_not_matter(treadmill_c3d: Path, order: list[int]) -> None:
    raw, before = real(treadmill_c3d)
    order = [k for k in order if k < len(raw.markers.labels)]
    order += [k for k in range(len(raw.markers.labels)) if k not in order]
    markers = Markers(
        raw.markers.rate_hz,
        tuple(raw.markers.labels[k] for k in order),
        raw.markers.positions_m[:, order],
    )
    _, roles = choose_marker_set(raw.source, markers.labels)
    same(turn_into_lab_frame(replace(raw, markers=markers, roles=roles)), before)


@pytest.mark.parametrize("treadmill", [False, True])
@pytest.mark.parametrize("heading", [0, 90, 200])
def test_a_walk_without_plates_faces_x(tmp_path: Path, treadmill: bool, heading: float) -> None:
    turn = rotation(np.array([0.0, 0, 1]), np.radians(heading))
    (tmp_path / "walk.c3d").write_bytes(c3d_bytes(walking(treadmill=treadmill) @ turn.T, HBM2))
    recording = read_recording(tmp_path / "walk.c3d")
    assert recording.treadmill == treadmill
    foot = recording.marker("right", "toe") - recording.marker("right", "heel")
    # From heel to 2nd metatarsal, 200 mm ahead and 10 mm outwards.
    np.testing.assert_allclose(foot[:, :2], [[0.2, -0.01]] * len(foot), atol=2e-3)
    pelvis = recording.markers["LASIS"]
    assert np.ptp(pelvis[:, 0]) == pytest.approx(0 if treadmill else 3.99, abs=1e-3)


def test_a_heel_and_toe_that_are_never_seen_together(tmp_path: Path) -> None:
    points = walking()
    for label in ("LHEE", "RHEE"):
        points[:200, HBM2.index(label)] = np.nan
    for label in ("LMT2", "RMT2"):
        points[200:, HBM2.index(label)] = np.nan
    (tmp_path / "walk.c3d").write_bytes(c3d_bytes(points, HBM2))
    with pytest.raises(FootwiseError, match="hardly ever seen together"):
        read_recording(tmp_path / "walk.c3d")


def exchanged(path: Path, names: dict[str, str]) -> Recording:
    raw = real(path)[0]
    labels = tuple(names.get(label, label) for label in raw.markers.labels)
    return replace(raw, markers=replace(raw.markers, labels=labels))


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        (
            [(f"L{n}", f"R{n}") for n in ("HEE", "MT2", "MT5", "LM", "MM", "LEK", "MEK")],
            "left and right look exchanged",
        ),
        ([("LHEE", "LMT2"), ("RHEE", "RMT2")], "toes point against the walking direction"),
        ([("LLEK", "LMEK")], "inner and outer left epicondyle look exchanged"),
        ([("RLM", "RMM")], "inner and outer right malleolus look exchanged"),
        ([("RMT2", "RMT5")], "the right foot's toe and 5th metatarsal look exchanged"),
        ([("LMT2", "LMT5"), ("RMT2", "RMT5")], "foot's toe and 5th metatarsal look exchanged"),
    ],
)
@pytest.mark.requirement("R-003")
def test_exchanged_markers_are_refused(treadmill_c3d: Path, pairs: list[tuple[str, str]], said: str) -> None:
    names = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    with pytest.raises(FootwiseError, match=said):
        turn_into_lab_frame(exchanged(treadmill_c3d, names))


@pytest.mark.parametrize(("across_mm", "refused"), [(80, False), (-10, False), (-30, True), (-80, True)])
def test_heels_may_cross_by_2_cm_and_no_more(tmp_path: Path, across_mm: float, refused: bool) -> None:
    """Narrow walkers set one foot before the other; left and right exchanged are further apart."""
    points = walking()
    for side, sign in (("L", 0.5), ("R", -0.5)):
        points[:, HBM2.index(f"{side}HEE"), 1] = sign * across_mm
        points[:, HBM2.index(f"{side}MT2"), 1] = sign * across_mm
    (tmp_path / "walk.c3d").write_bytes(c3d_bytes(points, HBM2))
    if not refused:
        assert not read_recording(tmp_path / "walk.c3d").treadmill
        return
    with pytest.raises(FootwiseError, match="left and right look exchanged: LHEE and RHEE"):
        read_recording(tmp_path / "walk.c3d")


@pytest.mark.parametrize("treadmill", [True, False])
def test_a_sprint_is_not_left_and_right_exchanged(tmp_path: Path, treadmill: bool) -> None:
    """The sole of the swinging foot faces up and back, and both feet swing for most of the time."""
    rate, stride_s, stance = 200.0, 0.5, 0.3
    points = walking(frames=400, rate=rate, speed_mm_s=4000.0, treadmill=treadmill)
    time = np.arange(400) / rate
    for side, late in (("L", 0.0), ("R", 0.5)):
        swings = (time / stride_s + late) % 1.0 > stance
        heel = HBM2.index(side + "HEE")
        points[swings, heel, 2] += 250
        for label in ("MT2", "MT5"):
            points[swings, HBM2.index(side + label)] = points[swings, heel] + np.array([-90.0, 10.0, -170.0])
    (tmp_path / "sprint.trc").write_text(trc(points, rate=rate, digits=6))
    recording = read_recording(tmp_path / "sprint.trc")
    assert recording.treadmill == treadmill
    left, right = (recording.marker(side, "lateral_epicondyle")[:, 1] for side in ("left", "right"))
    assert (left > right).all()


@pytest.mark.parametrize(
    ("off_deg", "kept", "said"), [(1, 2, None), (-3, 2, "may be off by as much"), (6, 0, "left out")]
)
def test_plates_askew_to_the_belt(treadmill_c3d: Path, off_deg: float, kept: int, said: str | None) -> None:
    """The belt carries the feet along its plates; corners that say otherwise turn every foot angle and moment."""
    raw = real(treadmill_c3d)[0]
    plates = moved(raw, rotation(find_lab_frame(raw).rotation[2], np.radians(off_deg)), np.zeros(3)).plates
    read = turn_into_lab_frame(replace(raw, plates=plates))
    assert len(read.plates) == kept
    askew = [str(note) for note in read.notes if "askew" in str(note)]
    assert len(askew) == (0 if said is None else 1 if kept else 2)
    assert all(said in note for note in askew)
    # Without the plates the feet themselves say where forward is: the knees keep their places.
    if not kept:
        np.testing.assert_allclose(lean(read), lean(turn_into_lab_frame(raw)), atol=0.005)


def lean(recording: Recording) -> Array:
    """From heel to toe of the left foot on the floor, seen from the lab frame."""
    return np.nanmean(recording.marker("left", "toe") - recording.marker("left", "heel"), axis=0)[:2]


def test_the_real_recording(treadmill_c3d: Path) -> None:
    recording = read_recording(treadmill_c3d)
    assert recording.treadmill
    assert recording.marker_set == "HBM2"
    assert recording.notes == ()
    assert [plate.name for plate in recording.plates] == ["plate 1", "plate 2"]
    # Both belts meet at y = 0: one plate on the left, one on the right, 0.5 m wide and 1.7 m long.
    for plate, y in zip(recording.plates, (0.25, -0.25), strict=True):
        assert plate.corners_m is not None
        np.testing.assert_allclose(plate.corners_m.mean(axis=0), [0, y, 0], atol=1e-6)
        np.testing.assert_allclose(np.ptp(plate.corners_m, axis=0), [1.7, 0.5, 0], atol=1e-6)
    # Twelve seconds of walking carry the body weight, 55.3 kg, within 2 %.
    carried = sum(plate.force_n[:, 2].mean() for plate in recording.plates) / 9.80665
    assert carried == pytest.approx(55.3, rel=0.02)
