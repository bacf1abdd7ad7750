"""Plate types 1 to 4 against numbers worked by hand, and against ezc3d where ezc3d is right.

The plate of every example, seen from above (lab: x right, y up the page, z towards the reader), in mm:

    c3 (0,600) ---- c4 (400,600)        x = c1 - c2 = +X of the lab
        |                |              y = c1 - c4 = -Y
        |       o        |              z = x x y   = -Z (down, as makers do)
        |   (200,300)    |
    c2 (0,0) ------ c1 (400,0)

The foot feels F = (50, -20, 800) N at P = (250, 340, 0) mm, and a free moment of 5 N·m about Z.

About the centre, in plate axes: r = (50, -40, 0) mm, F = (50, 20, -800) N, T = -5 N·m, so
    M = r x F + T = ((-0.04)(-800), -(0.05)(-800), 0.05*20 - (-0.04)*50 - 5) = (32, 40, -2) N·m.
The transducer is 40 mm below the surface, ORIGIN = (0, 0, -40): there
    M_t = M - F x ORIGIN = (32, 40, -2) - (20*(-0.04), -50*(-0.04), 0) = (32.8, 38, -2) N·m.
About the lab's origin: P x F + T = (0.34*800, -0.25*800, 0.25*(-20) - 0.34*50 + 5) = (272, -200, -17) N·m.
"""

from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest
from tests.recordings.c3d_bytes import c3d_bytes
from tests.recordings.people import HBM2, standing

from footwise.notes import NoteKind
from footwise.recordings import Recording, centre_of_pressure, read_recording
from footwise.recordings.c3d.read import read_c3d
from footwise.recordings.force_plates import point_upwards

CORNERS = np.array([[400.0, 0, 0], [0, 0, 0], [0, 600, 0], [400, 600, 0]]).T[:, :, None]  # as stored: 3 x 4 x plates
FORCE, POINT, MOMENT = [50, -20, 800], [0.25, 0.34, 0], [272, -200, -17]
FRAMES, PER_FRAME = 40, 2
UP = np.array([0.0, 0, 1])

TYPE_1 = [50, 20, -800, 50, -40, -5000]
TYPE_2 = [50, 20, -800, 32800, 38000, -2000]
# a = 125, b = 200, az0 = -40 mm. b (z1+z2-z3-z4) = 32.8: z1+z2 = -318, z3+z4 = -482.
# a (z2+z3-z1-z4) = 38: z2+z3 = -248, z1+z4 = -552. b (x34-x12) + a (y14-y23) = -3.25 + 1.25 = -2.
TYPE_3 = [33.125, 16.875, 15, 5, -218, -100, -148, -334]
# C v with C[0,1] = 0.5, so that rows and columns cannot be exchanged: 2*22.5 + 0.5*10 = 50.
CAL_MATRIX = np.diag([2.0, 2, 4, 1000, 1000, 500])
CAL_MATRIX[0, 1] = 0.5
TYPE_4 = [22.5, 10, -200, 32.8, 38, -4]


def plate_file(
    folder: Path, kind: int, channels: Any, origin: Any = (0, 0, -40), loaded: Any = None, **changes: Any
) -> Path:
    """A person who stands with the left foot on the plate, and the plate's channels, loaded all the time."""
    row = np.asarray(channels, dtype=float)
    load = np.ones(FRAMES * PER_FRAME) if loaded is None else np.asarray(loaded, dtype=float)
    parameters = {
        "FORCE_PLATFORM:USED": 1,
        "FORCE_PLATFORM:TYPE": np.array([kind]),
        "FORCE_PLATFORM:CORNERS": CORNERS,
        "FORCE_PLATFORM:ORIGIN": np.array(origin, dtype=float)[:, None],
        "FORCE_PLATFORM:CHANNEL": np.arange(1, len(row) + 1)[:, None],
        "FORCE_PLATFORM:ZERO": np.array([1, 0]),
        "ANALOG:UNITS": ["N", "N", "N", *(["mm", "mm"] if kind == 1 else ["Nmm", "Nmm"]), "Nmm"]
        if len(row) == 6
        else ["N"] * 8,
        **(changes.pop("parameters", None) or {}),
    }
    points = standing(FRAMES, middle_mm=(230, 240))
    path = folder / f"type{kind}.c3d"
    path.write_bytes(
        c3d_bytes(
            points,
            HBM2,
            analog=changes.pop("analog", load[:, None] * row),
            per_frame=PER_FRAME,
            parameters=parameters,
            **changes,
        )
    )
    return path


def check(recording: Recording, sample: int = 0, tolerance: float = 1e-3) -> None:
    (plate,) = recording.plates
    plate = point_upwards(plate, UP)
    np.testing.assert_allclose(plate.force_n[sample], FORCE, atol=tolerance)
    np.testing.assert_allclose(plate.moment_nm[sample], MOMENT, atol=tolerance)
    cop = centre_of_pressure(plate.force_n, plate.moment_nm)
    np.testing.assert_allclose(cop[sample], POINT, atol=tolerance / 100)
    free = plate.moment_nm[:, 2] - (cop[:, 0] * plate.force_n[:, 1] - cop[:, 1] * plate.force_n[:, 0])
    assert free[sample] == pytest.approx(5, abs=tolerance)


def read_plate_file(*args: Any, **changes: Any) -> Recording:
    return read_c3d(plate_file(*args, **changes))


@pytest.mark.parametrize("sign", [-1, 1])
def test_type_1(tmp_path: Path, sign: int) -> None:
    # The centre of pressure has no sign of force.
    channels = np.array(TYPE_1) * [sign, sign, sign, 1, 1, sign]
    check(read_plate_file(tmp_path, 1, channels, origin=(0, 0, 0)))


@pytest.mark.parametrize("sign", [-1, 1])
@pytest.mark.parametrize("depth", [-40, 40])
def test_type_2_with_either_sign_of_force_and_origin(tmp_path: Path, sign: int, depth: float) -> None:
    check(read_plate_file(tmp_path, 2, sign * np.array(TYPE_2), origin=(0, 0, depth)))


@pytest.mark.parametrize("turned", [-1, 1])
def test_type_2_with_an_origin_beside_the_centre(tmp_path: Path, turned: int) -> None:
    # ORIGIN = (5, -3, -40): F x O = (20*(-0.04) - (-800)(-0.003), (-800)(0.005) - 50*(-0.04), 50*(-0.003) - 20*0.005)
    #                              = (-3.2, -2, -0.25); M_t = (32, 40, -2) - that = (35.2, 42, -1.75).
    channels = [50, 20, -800, 35200, 42000, -1750]
    check(read_plate_file(tmp_path, 2, channels, origin=turned * np.array([5, -3, -40])))


def test_type_2_with_an_origin_in_the_surface(tmp_path: Path) -> None:
    # ORIGIN = (5, -3, 0): F x O = (-2.4, -4, -0.25); M_t = (34.4, 44, -1.75). No depth tells its sign.
    check(read_plate_file(tmp_path, 2, [50, 20, -800, 34400, 44000, -1750], origin=(5, -3, 0)))


@pytest.mark.parametrize("depth", [-40, 40])
def test_type_3(tmp_path: Path, depth: float) -> None:
    check(read_plate_file(tmp_path, 3, TYPE_3, origin=(125, 200, depth)))


TYPE_4_CHANGE = {"FORCE_PLATFORM:CAL_MATRIX": CAL_MATRIX[:, :, None]}


@pytest.mark.parametrize("depth", [-40, 40])
def test_type_4_with_either_sign_of_the_origin(tmp_path: Path, depth: float) -> None:
    check(read_plate_file(tmp_path, 4, TYPE_4, origin=(0, 0, depth), parameters=TYPE_4_CHANGE))


@pytest.mark.parametrize("turned", [-1, 1])
def test_type_4_with_an_origin_beside_the_centre(tmp_path: Path, turned: int) -> None:
    # M_t as for type 2, through the matrix: 35.2 and 42 N·m as they are, and -1.75 N·m as twice that.
    channels = [22.5, 10, -200, 35.2, 42, -3.5]
    origin = turned * np.array([5, -3, -40])
    check(read_plate_file(tmp_path, 4, channels, origin=origin, parameters=TYPE_4_CHANGE))


def test_type_4_with_an_origin_in_the_surface(tmp_path: Path) -> None:
    channels = [22.5, 10, -200, 34.4, 44, -3.5]
    check(read_plate_file(tmp_path, 4, channels, origin=(5, -3, 0), parameters=TYPE_4_CHANGE))


def test_a_single_plate_may_leave_out_the_last_axis(tmp_path: Path) -> None:
    flat = {
        "FORCE_PLATFORM:CORNERS": CORNERS[:, :, 0],
        "FORCE_PLATFORM:ORIGIN": np.array([0.0, 0, -40]),
        "FORCE_PLATFORM:CHANNEL": np.arange(1, 7),
        "FORCE_PLATFORM:CAL_MATRIX": CAL_MATRIX,
    }
    check(read_plate_file(tmp_path, 2, TYPE_2, parameters=flat))
    check(read_plate_file(tmp_path, 4, TYPE_4, parameters=flat))


@pytest.mark.parametrize(("length", "size"), [("cm", 0.1), ("m", 1e-3)])
@pytest.mark.parametrize(("moments", "factor"), [("Nmm", 1.0), ("N·cm", 0.1), ("newton-metre", 1e-3)])
def test_moments_in_another_unit_of_length_than_the_markers(
    tmp_path: Path, length: str, size: float, moments: str, factor: float
) -> None:
    channels = np.array(TYPE_2) * ([1] * 3 + [factor] * 3)
    parameters = {
        "POINT:UNITS": [length],
        "FORCE_PLATFORM:CORNERS": CORNERS * size,
        "FORCE_PLATFORM:ORIGIN": np.array([0, 0, -40])[:, None] * size,
        "ANALOG:UNITS": ["N"] * 3 + [moments] * 3,
    }
    recording = read_plate_file(tmp_path, 2, channels, parameters=parameters)
    check(recording, tolerance=2e-3)
    assert not any("moments" in note.text for note in recording.notes)


@pytest.mark.parametrize("unit", ["Nm", "N.m", "N*m", "N-m", "nm"])
def test_moments_in_newton_metres(tmp_path: Path, unit: str) -> None:
    channels = np.array(TYPE_2) / [1, 1, 1, 1000, 1000, 1000]
    check(read_plate_file(tmp_path, 2, channels, parameters={"ANALOG:UNITS": ["N"] * 3 + [unit] * 3}))


@pytest.mark.parametrize(("stored", "said"), [(1, "Nm"), (1e-3, "Nmm")])
@pytest.mark.requirement("R-010")
def test_moments_in_another_unit_than_the_file_says(tmp_path: Path, stored: float, said: str) -> None:
    channels = np.array(TYPE_2) * [1, 1, 1, stored, stored, stored]
    recording = read_plate_file(tmp_path, 2, channels, parameters={"ANALOG:UNITS": ["N"] * 3 + [said] * 3})
    check(recording)
    assert any("another unit of the moments" in note.text for note in recording.notes)


def test_scale_and_general_scale(tmp_path: Path) -> None:
    scale = np.array([0.5, 0.25, 2, 10, 10, 10])
    stored = np.array(TYPE_2) / scale / 4 + 100
    changed = {
        "ANALOG:SCALE": scale,
        "ANALOG:GEN_SCALE": 4.0,
        "ANALOG:OFFSET": np.full(6, 100),
    }
    check(read_plate_file(tmp_path, 2, stored, parameters=changed))


@pytest.mark.parametrize(("form", "offset"), [("UNSIGNED", 32784), ("SIGNED", -100)])
def test_sixteen_bit_offsets(tmp_path: Path, form: str, offset: int) -> None:
    # ezc3d takes 32784 as signed and drops the sign, 32752: 32 bits too little, 16 N at 0.5 N a bit.
    scale = np.array([0.5, 0.5, 0.5, 20, 20, 20])
    stored = np.array(TYPE_2) / scale + offset
    path = plate_file(
        tmp_path,
        2,
        stored,
        scale=0.1,
        analog_dtype="u2",
        parameters={
            "ANALOG:SCALE": scale,
            "ANALOG:OFFSET": np.full(6, offset),
            "ANALOG:FORMAT": [form],
        },
    )
    check(read_c3d(path))
    if form == "UNSIGNED":
        assert ezc3d.c3d(str(path))["data"]["analogs"][0, 2, 0] == pytest.approx(-800 + 16)


def baseline_file(tmp_path: Path, zero: Any, baseline: Any, unloaded: slice, **changes: Any) -> Recording:
    """Loaded but for some samples, and a baseline on all channels."""
    load = np.ones(FRAMES * PER_FRAME)
    load[unloaded] = 0
    analog = load[:, None] * np.array(TYPE_2) + np.array(baseline)
    parameters = {"FORCE_PLATFORM:ZERO": np.array(zero)}
    return read_plate_file(tmp_path, 2, TYPE_2, analog=analog, parameters=parameters, **changes)


def test_zero_is_in_frames_counted_from_one(tmp_path: Path) -> None:
    # Frames 3 to 5 are samples 4 to 9; taken as sample numbers they would be loaded.
    recording = baseline_file(tmp_path, [3, 5], [3, -4, 25, 900, -700, 300], slice(4, 10))
    check(recording)
    np.testing.assert_allclose(recording.plates[0].force_n[4:10], 0, atol=1e-3)


@pytest.mark.parametrize("zero", [[1, 0], [0, 0]])
def test_no_zero(tmp_path: Path, zero: list[int]) -> None:
    recording = baseline_file(tmp_path, zero, [0, 0, -25, 0, 0, 0], slice(4, 10))
    assert recording.plates[0].force_n[0, 2] == pytest.approx(825)
    assert recording.plates[0].force_n[4, 2] == pytest.approx(25)


@pytest.mark.parametrize("zero", [[1, 10], [2, 6], [30, 40]])
def test_a_zero_taken_under_load_is_not_used(tmp_path: Path, zero: list[int]) -> None:
    recording = baseline_file(tmp_path, zero, [0] * 6, slice(4, 10))
    check(recording)
    assert any("the zero was not used" in note.text for note in recording.notes)


def test_the_zero_of_a_calibrated_plate_is_weighed_in_newtons(tmp_path: Path) -> None:
    # 400 raw units of Fx are 800 N: much in N, and not a zero.
    analog = np.ones((FRAMES * PER_FRAME, 1)) * np.array(TYPE_4)
    changed = {"FORCE_PLATFORM:ZERO": np.array([1, 5]), "FORCE_PLATFORM:CAL_MATRIX": CAL_MATRIX[:, :, None]}
    recording = read_plate_file(tmp_path, 4, TYPE_4, analog=analog, parameters=changed)
    check(recording)
    assert any("carries -800 N" in note.text for note in recording.notes)


GARBAGE = CORNERS.copy()
GARBAGE[0, 0, 0] = 1e10
SKEWED = CORNERS.copy()
SKEWED[0, 0, 0] = 460
NOTHING = np.zeros_like(CORNERS)


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("impossible numbers", {"FORCE_PLATFORM:CORNERS": GARBAGE}),
        ("impossible numbers", {"FORCE_PLATFORM:CORNERS": CORNERS * np.nan}),
        ("no rectangle", {"FORCE_PLATFORM:CORNERS": SKEWED}),
        ("its sides measure 0", {"FORCE_PLATFORM:CORNERS": NOTHING}),
        ("corners are missing", {"FORCE_PLATFORM:CORNERS": None}),
        ("origin is missing", {"FORCE_PLATFORM:ORIGIN": None}),
        ("origin is impossible", {"FORCE_PLATFORM:ORIGIN": np.array([[0.0], [0], [np.nan]])}),
        ("channels are missing", {"FORCE_PLATFORM:CHANNEL": None}),
        ("channels that the file does not have", {"FORCE_PLATFORM:CHANNEL": np.array([[1], [2], [3], [4], [5], [9]])}),
        ("channels that the file does not have", {"FORCE_PLATFORM:CHANNEL": np.array([[0], [2], [3], [4], [5], [6]])}),
        ("named twice", {"FORCE_PLATFORM:CHANNEL": np.array([[1], [2], [3], [4], [5], [5]])}),
        ("type 4 needs a calibration matrix", {"FORCE_PLATFORM:TYPE": np.array([4])}),
        ("type 7 is not one of 1 to 4", {"FORCE_PLATFORM:TYPE": np.array([7])}),
        ("type 0 is not one of 1 to 4", {"FORCE_PLATFORM:TYPE": None}),
    ],
)
def test_a_plate_that_cannot_be_read_is_left_out_with_a_note(tmp_path: Path, what: str, changed: Any) -> None:
    recording = read_plate_file(tmp_path, 2, TYPE_2, parameters=changed)
    assert recording.plates == ()
    assert any("plate 1 was left out" in note.text and what in note.text for note in recording.notes), recording.notes


def test_only_the_bad_plate_is_left_out(tmp_path: Path) -> None:
    changed = {
        "FORCE_PLATFORM:USED": 2,
        "FORCE_PLATFORM:TYPE": np.array([2, 2]),
        "FORCE_PLATFORM:CORNERS": np.concatenate((CORNERS, GARBAGE), axis=2),
        "FORCE_PLATFORM:ORIGIN": np.array([[0.0, 0], [0, 0], [-40, -40]]),
        "FORCE_PLATFORM:CHANNEL": np.arange(1, 13).reshape(2, 6).T,
        "ANALOG:UNITS": ["N"] * 3 + ["Nmm"] * 3 + ["V"] * 6,
    }
    recording = read_plate_file(tmp_path, 2, TYPE_2 + [0] * 6, parameters=changed)
    check(recording)
    assert [plate.name for plate in recording.plates] == ["plate 1"]
    assert {"plate 2"} == {note.about for note in recording.notes if note.kind is NoteKind.PLATE}
    assert "plate 2 was left out" in " ".join(map(str, recording.notes))


def test_channels_in_other_places_than_the_first(tmp_path: Path) -> None:
    order = [8, 3, 6, 1, 7, 5]
    analog = np.zeros((FRAMES * PER_FRAME, 8))
    analog[:, np.array(order) - 1] = TYPE_2
    units = ["V"] * 8
    for channel, unit in zip(order, ["N"] * 3 + ["Nmm"] * 3, strict=True):
        units[channel - 1] = unit
    changed = {"FORCE_PLATFORM:CHANNEL": np.array(order)[:, None], "ANALOG:UNITS": units}
    check(read_plate_file(tmp_path, 2, TYPE_2, analog=analog, parameters=changed))


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("sign", [-1, 1])
def test_in_the_lab_frame_the_force_points_up(tmp_path: Path, kind: int, sign: int) -> None:
    channels = {1: TYPE_1, 2: TYPE_2, 3: TYPE_3, 4: TYPE_4}[kind]
    signs = np.full(len(channels), sign)
    if kind == 1:
        signs[3:5] = 1
    recording = read_recording(
        plate_file(
            tmp_path,
            kind,
            signs * np.array(channels),
            origin=(125, 200, -40) if kind == 3 else (0, 0, -40),
            parameters={"FORCE_PLATFORM:CAL_MATRIX": CAL_MATRIX[:, :, None]},
        )
    )
    check(recording)
    assert recording.notes == ()
    assert recording.floor_m == 0


def test_a_plate_that_never_loads_is_left_out(tmp_path: Path) -> None:
    recording = read_recording(plate_file(tmp_path, 2, TYPE_2, loaded=np.zeros(FRAMES * PER_FRAME)))
    assert recording.plates == ()
    assert any("never loads" in note.text for note in recording.notes)


def test_a_plate_in_wrong_units_is_left_out(tmp_path: Path) -> None:
    # kN said to be N, and mN said to be N.
    light = read_recording(plate_file(tmp_path, 2, np.array(TYPE_2) / 1000))
    heavy = read_recording(plate_file(tmp_path, 2, np.array(TYPE_2) * 1000))
    assert light.plates == heavy.plates == ()
    assert "its units or scale are wrong" in " ".join(map(str, heavy.notes))


@pytest.mark.requirement("R-011")
def test_a_plate_whose_load_is_not_under_the_feet_is_left_out(tmp_path: Path) -> None:
    corners = CORNERS + np.array([0, 400, 0])[:, None, None]
    recording = read_recording(plate_file(tmp_path, 2, TYPE_2, parameters={"FORCE_PLATFORM:CORNERS": corners}))
    assert recording.plates == ()
    assert any("0.3" in note.text and "m from the feet" in note.text for note in recording.notes), recording.notes


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_ezc3d_works_out_the_same(tmp_path: Path, kind: int) -> None:
    """Random loads. ezc3d gives moments about the centre of the surface; those of type 1 have the other sign."""
    random = np.random.default_rng(kind)
    rows = random.normal(0, 20, (FRAMES * PER_FRAME, 8 if kind == 3 else 6))
    if kind == 1:
        rows[:, 2] -= 700
    elif kind == 3:
        rows[:, 4:] -= 200
    else:
        rows[:, 2] -= 700 if kind == 2 else 200
        rows[:, 3:] *= 1000 if kind == 2 else 1
    changed = {"FORCE_PLATFORM:CAL_MATRIX": CAL_MATRIX[:, :, None]}
    origin = (125, 200, -40) if kind == 3 else (4, -7, -40)
    path = plate_file(tmp_path, kind, rows[0], analog=rows, origin=origin, parameters=changed)
    (ours,) = read_c3d(path).plates
    (theirs,) = ezc3d.c3d(str(path), extract_forceplat_data=True)["data"]["platform"]
    np.testing.assert_allclose(ours.force_n, theirs["force"].T, atol=2e-4)
    cop = centre_of_pressure(ours.force_n, ours.moment_nm)
    np.testing.assert_allclose(cop, theirs["center_of_pressure"].T / 1000, atol=2e-6)
    free = ours.moment_nm[:, 2] - (cop[:, 0] * ours.force_n[:, 1] - cop[:, 1] * ours.force_n[:, 0])
    np.testing.assert_allclose(free, theirs["Tz"][2] / 1000, atol=2e-4)
    if kind != 1:
        centre = np.array([0.2, 0.3, 0])
        moment = ours.moment_nm - np.cross(centre, ours.force_n)
        np.testing.assert_allclose(moment, theirs["moment"].T / 1000, atol=2e-4)


def test_ezc3d_works_out_the_same_for_the_real_recording(treadmill_c3d: Path) -> None:
    theirs = ezc3d.c3d(str(treadmill_c3d), extract_forceplat_data=True)["data"]["platform"]
    for ours, other in zip(read_c3d(treadmill_c3d).plates, theirs, strict=True):
        np.testing.assert_allclose(ours.force_n, other["force"].T, atol=1e-4)
        loaded = np.abs(ours.force_n[:, 2]) > 30
        cop = centre_of_pressure(ours.force_n, ours.moment_nm)[loaded]
        np.testing.assert_allclose(cop, other["center_of_pressure"].T[loaded] / 1000, atol=1e-9)
