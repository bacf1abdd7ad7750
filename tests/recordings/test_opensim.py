"""TRC, MOT and STO files as OpenSim's users have them."""

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.recordings.people import HBM2, standing

from footwise.recordings import Recording, read_recording
from footwise.recordings.opensim import read_forces
from footwise.recordings.trc import read_trc

Y_UP = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])  # x forward, y up, z to the right, as OpenSim has it


def trc(
    points: Any,
    labels: Any = HBM2,
    rate: float = 100.0,
    unit: str = "mm",
    start_s: float = 0.0,
    digits: int = 3,
    number: int | None = None,
    axes: bool = True,
    blank: bool = True,
    separator: str = "\t",
    tail: str = "",
    newline: str = "\n",
) -> str:
    """A TRC file."""
    count = len(labels) if number is None else number
    keys = ["DataRate", "CameraRate", "NumFrames", "NumMarkers", "Units", "OrigDataRate", "OrigDataStartFrame"]
    values = [rate, rate, len(points), count, unit, rate, 1]
    gap = separator if separator != "\t" else "\t\t\t"
    lines = [
        separator.join(("PathFileType", "4", "(X/Y/Z)", "walk.trc")),
        separator.join(keys),
        separator.join(str(value) for value in values),
        separator.join(("Frame#", "Time", gap.join(labels))) + tail,
    ]
    if axes:
        names = [f"{axis}{k + 1}" for k in range(len(labels)) for axis in "XYZ"]
        lines.append(separator * 2 + separator.join(names) + tail)
    if blank:
        lines.append("")
    for k, row in enumerate(np.asarray(points).reshape(len(points), -1)):
        fields = ["" if np.isnan(value) else f"{value:.6f}" for value in row]
        lines.append(separator.join((str(k + 1), f"{start_s + k / rate:.{digits}f}", *fields)) + tail)
    return newline.join(lines) + newline


def mot(columns: dict[str, Any], rate: float, start_s: float = 0.0, digits: int = 6, count: int | None = None) -> str:
    """A MOT file."""
    rows = len(next(iter(columns.values())))
    head = ["walk_grf.mot", "version=1", f"nRows={rows if count is None else count}", f"nColumns={len(columns) + 1}"]
    lines = [*head, "inDegrees=yes", "endheader", "\t".join(("time", *columns))]
    table = np.column_stack(list(columns.values()))
    lines += [
        "\t".join((f"{start_s + k / rate:.{digits}f}", *(f"{value:.7g}" for value in row)))
        for k, row in enumerate(table)
    ]
    return "\n".join(lines) + "\n"


def wrench_columns(force: Any, moment: Any, names: Callable[[str, str], str]) -> dict[str, Any]:
    """Force, point on the floor (y = 0) and free torque about it, in a y-up frame.

    Point: M = P x F + T with P_y = 0 and T along y: Pz = Mx / Fy, Px = -Mz / Fy (Mx = Py Fz - Pz Fy, so the
    sign of Pz turns); Ty = My - (Pz Fx - Px Fz).
    """
    vertical = np.where(np.abs(force[:, 1]) > 1, force[:, 1], np.nan)
    px, pz = np.nan_to_num(moment[:, 2] / vertical), np.nan_to_num(-moment[:, 0] / vertical)
    ty = moment[:, 1] - (pz * force[:, 0] - px * force[:, 2])
    zero = np.zeros(len(force))
    values = {
        "v": force.T,
        "p": (px, zero, pz),
        # What a point on the floor cannot carry goes into the torque, so that nothing is lost.
        "t": (moment[:, 0] + pz * force[:, 1], ty, moment[:, 2] - px * force[:, 1]),
    }
    return {names(what, axis): column for what in "vpt" for axis, column in zip("xyz", values[what], strict=True)}


FAMILIES: dict[str, Callable[[int], Callable[[str, str], str]]] = {
    "1_ground_force_vx": lambda n: lambda w, a: f"{n}_ground_torque_{a}" if w == "t" else f"{n}_ground_force_{w}{a}",
    # OpenSim's own examples: the first plate has no number, the second is 1.
    "ground_force_vx and 1_ground_force_vx": lambda n: (
        lambda w, a: ("" if n == 1 else "1_") + (f"ground_torque_{a}" if w == "t" else f"ground_force_{w}{a}")
    ),
    "ground_force_1_vx": lambda n: lambda w, a: f"ground_torque_{n}_{a}" if w == "t" else f"ground_force_{n}_{w}{a}",
    "ground_force_r_vx": lambda n: (
        lambda w, a: f"ground_torque_{' rl'[n]}_{a}" if w == "t" else f"ground_force_{' rl'[n]}_{w}{a}"
    ),
    "ground_moment_1_mx": lambda n: lambda w, a: f"ground_moment_{n}_m{a}" if w == "t" else f"ground_force_{n}_{w}{a}",
    "ground_force_calcn_r_mx": lambda n: lambda w, a: f"ground_force_calcn_{' rl'[n]}_{'m' if w == 't' else w}{a}",
    "R_ground_force_vx": lambda n: (
        lambda w, a: f"{' RL'[n]}_ground_torque_{a}" if w == "t" else f"{' RL'[n]}_ground_force_{w}{a}"
    ),
    "f1_1": lambda n: lambda w, a: f"{dict(v='f', p='p', t='m')[w]}{n}_{'xyz'.index(a) + 1}",
}


@functools.cache
def real(path: Path) -> tuple[Recording, Any, tuple[Any, Any]]:
    """The treadmill recording, its markers in mm, y up, and the wrenches of its plates."""
    recording = read_recording(path)
    points = recording.markers.positions_m @ Y_UP.T
    return recording, points, tuple((p.force_n @ Y_UP.T, p.moment_nm @ Y_UP.T) for p in recording.plates)


def check_against_c3d(after: Recording, path: Path, rate: float = 1000.0, first: int = 0) -> None:
    """The same markers, and the same wrench of all plates, as the C3D file gives."""
    before = real(path)[0]
    assert after.treadmill
    assert after.roles == before.roles
    # Without the plates' edges the belt's direction comes from the feet alone, and may be a little off.
    feet = [r.marker("left", "toe")[:, :2] - r.marker("left", "heel")[:, :2] for r in (after, before)]
    ours, theirs = feet[0], feet[1][first : first + len(feet[0])]
    off = np.arctan2((ours[:, 0] * theirs[:, 1] - ours[:, 1] * theirs[:, 0]).sum(), (ours * theirs).sum())
    assert abs(np.degrees(off)) < 0.2
    turn = np.array([[np.cos(off), -np.sin(off), 0], [np.sin(off), np.cos(off), 0], [0, 0, 1]]).T
    for role in before.roles:
        kept = before.marker(*role)[first : first + after.markers.frames]
        np.testing.assert_allclose(after.marker(*role) @ turn, kept, atol=2e-6)
    assert after.plate_rate_hz == rate
    step = round(1000 / rate)
    for part in ("force_n", "moment_nm"):
        ours = sum(getattr(plate, part) for plate in after.plates) @ turn
        theirs = sum(getattr(plate, part) for plate in before.plates)[first * 10 :: step][: len(ours)]
        np.testing.assert_allclose(ours[: len(theirs)], theirs, atol=0.01)


def treadmill_forces(path: Path, family: str, step: int = 1) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for n, (force, moment) in enumerate(real(path)[2], 1):
        columns |= wrench_columns(force[::step], moment[::step], FAMILIES[family](n))
    return columns


@functools.cache
def treadmill_trc(path: Path, **options: Any) -> str:
    recording, points, _ = real(path)
    return trc(points[:301] * 1000, recording.markers.labels, **options)


def pair(folder: Path, markers: str, forces: str, ending: str = "mot", **options: Any) -> Recording:
    (folder / "walk.trc").write_text(markers)
    (folder / f"walk.{ending}").write_text(forces)
    return read_recording(folder / "walk.trc", forces=folder / f"walk.{ending}", **options)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_treadmill_written_as_trc_and_mot_gives_the_same_as_the_c3d(
    treadmill_c3d: Path, tmp_path: Path, family: str
) -> None:
    columns = {name: column[:3010] for name, column in treadmill_forces(treadmill_c3d, family).items()}
    after = pair(tmp_path, treadmill_trc(treadmill_c3d), mot(columns, 1000))
    assert len(after.plates) == 2
    assert after.notes == ()
    check_against_c3d(after, treadmill_c3d)


def test_columns_in_any_order_and_sto(treadmill_c3d: Path, tmp_path: Path) -> None:
    columns = treadmill_forces(treadmill_c3d, "ground_force_r_vx")
    names = [*columns][::-1]
    shuffled = {"emg": columns[names[0]][:3010] * 0, **{name: columns[name][:3010] for name in names}}
    check_against_c3d(pair(tmp_path, treadmill_trc(treadmill_c3d), mot(shuffled, 1000), "sto"), treadmill_c3d)


@pytest.mark.parametrize(("step", "rate"), [(1, 1000.0), (5, 200.0), (10, 100.0)])
def test_rates(treadmill_c3d: Path, tmp_path: Path, step: int, rate: float) -> None:
    columns = treadmill_forces(treadmill_c3d, "f1_1", step)
    cut = {name: column[: 3100 // step] for name, column in columns.items()}
    check_against_c3d(pair(tmp_path, treadmill_trc(treadmill_c3d), mot(cut, rate)), treadmill_c3d, rate)


def test_a_rate_that_is_no_multiple_is_laid_on_one(tmp_path: Path) -> None:
    """A straight line in time comes back as one: 1000 Hz on 120 Hz markers gives 960 Hz."""
    time = np.arange(1000) / 1000
    force = np.column_stack((time * 10, time * 800, -time * 5))
    columns = wrench_columns(force, np.cross([0.1, 0, 0.1], force), FAMILIES["f1_1"](1))
    (tmp_path / "walk.trc").write_text(trc(standing(100) @ Y_UP.T, rate=120.0, digits=6))
    (tmp_path / "walk.mot").write_text(mot(columns, 1000))
    recording, start = read_trc(tmp_path / "walk.trc")
    (plate,), rate, _ = read_forces(tmp_path / "walk.mot", recording.markers, start)
    assert rate == 960
    np.testing.assert_allclose(plate.force_n[:, 1], 800 * np.arange(len(plate.force_n)) / 960, atol=1e-3)


@pytest.mark.parametrize("early", [0.25, -0.25])
def test_forces_that_start_at_another_time(treadmill_c3d: Path, tmp_path: Path, early: float) -> None:
    """The time stamps of both files are on one clock; it need not start at zero."""
    columns = treadmill_forces(treadmill_c3d, "f1_1")
    skip = max(0, round(-early * 1000))
    lead = max(0, round(early * 1000))
    cut = {name: np.concatenate((np.zeros(lead), column[skip:4000])) for name, column in columns.items()}
    markers = treadmill_trc(treadmill_c3d, start_s=7.44)
    after = pair(tmp_path, markers, mot(cut, 1000, start_s=7.44 - early))
    before = real(treadmill_c3d)[0]
    vertical = sum(plate.force_n[:, 2] for plate in after.plates)
    wanted = sum(plate.force_n[:, 2] for plate in before.plates)[: len(vertical)]
    np.testing.assert_allclose(vertical[skip + 1 :], wanted[skip + 1 :], atol=0.01)
    assert np.isnan(vertical[:skip]).all()
    assert any("covers" in note.text for note in after.notes) == (skip > 0)


@pytest.mark.parametrize("digits", [2, 3])
def test_rounded_time_stamps_change_nothing(treadmill_c3d: Path, tmp_path: Path, digits: int) -> None:
    columns = {k: v[:3010] for k, v in treadmill_forces(treadmill_c3d, "f1_1").items()}
    markers = treadmill_trc(treadmill_c3d, digits=digits)
    check_against_c3d(pair(tmp_path, markers, mot(columns, 1000, digits=3)), treadmill_c3d)


def test_rounded_stamps_of_an_odd_rate_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "walk.trc").write_text(trc(standing(500), rate=59.94, digits=2))
    assert read_trc(tmp_path / "walk.trc")[0].markers.rate_hz == 59.94


def test_points_and_torques_in_mm_are_known_by_their_size(treadmill_c3d: Path, tmp_path: Path) -> None:
    columns = treadmill_forces(treadmill_c3d, "f1_1")
    scaled = {n: c[:3010] * (1 if n.startswith("f") else 1000) for n, c in columns.items()}
    after = pair(tmp_path, treadmill_trc(treadmill_c3d), mot(scaled, 1000))
    check_against_c3d(after, treadmill_c3d)
    assert sum("is in mm and N·mm" in note.text for note in after.notes) == 2


WRITTEN: dict[str, dict[str, Any]] = {
    "as usual": {},
    "in m": {"unit": "m"},
    "without the line of axes": {"axes": False},
    "without the blank line": {"blank": False},
    "without both": {"axes": False, "blank": False},
    "with blanks": {"separator": "  "},
    "with trailing tabs": {"tail": "\t\t"},
    "with too small a NumMarkers": {"number": 3},
    "with Windows line ends": {"newline": "\r\n"},
    "with stamps of 10 ms": {"digits": 2},
    "from another time": {"start_s": 12.34},
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("y_up", [True, False])
def test_markers_however_they_are_written(tmp_path: Path, how: str, y_up: bool) -> None:
    points = standing() @ (Y_UP.T if y_up else np.eye(3))
    size = 1000 if WRITTEN[how].get("unit") == "m" else 1
    (tmp_path / "walk.trc").write_text(trc(points / size, **WRITTEN[how]))
    recording = read_recording(tmp_path / "walk.trc")
    assert recording.markers.labels == HBM2
    foot = recording.marker("left", "toe") - recording.marker("left", "heel")
    np.testing.assert_allclose(foot[:, :2], [[np.hypot(200, 10) / 1000, 0]] * 50, atol=0.011)
    assert recording.notes == ()


def test_empty_fields_are_missing_markers(tmp_path: Path) -> None:
    points = standing()
    points[3, 0] = points[:10, 17] = points[5:9, 4] = np.nan
    (tmp_path / "walk.trc").write_text(trc(points))
    positions = read_trc(tmp_path / "walk.trc")[0].markers.positions_m
    np.testing.assert_allclose(positions, points / 1000, atol=1e-8)


def test_stripped_trailing_tabs_are_missing_markers(tmp_path: Path) -> None:
    points = standing()
    points[:10, 16:] = np.nan
    lines = [line.rstrip() for line in trc(points).split("\n")]
    (tmp_path / "walk.trc").write_text("\n".join(lines))
    np.testing.assert_allclose(read_trc(tmp_path / "walk.trc")[0].markers.positions_m, points / 1000, atol=1e-8)


@pytest.mark.parametrize("gone", ["nan", "NaN", "1.#QNAN", "-1.#IND", "0"])
def test_other_words_for_missing(tmp_path: Path, gone: str) -> None:
    points = standing()
    points[3, 2] = np.nan
    text = trc(points).replace("\t\t\t\t", f"\t{gone}\t{gone}\t{gone}\t")
    head, rest = text.split("X1", 1)  # the line of labels has empty fields too
    (tmp_path / "walk.trc").write_text(trc(points).split("X1", 1)[0] + "X1" + rest)
    assert head
    assert np.isnan(read_trc(tmp_path / "walk.trc")[0].markers.positions_m[3, 2]).all()


def test_more_labels_than_columns(tmp_path: Path) -> None:
    text = trc(standing()).replace("RPSIS\n", "RPSIS\t\t\tEXTRA\n")
    (tmp_path / "walk.trc").write_text(text)
    recording = read_recording(tmp_path / "walk.trc")
    assert recording.markers.labels == HBM2
    assert "EXTRA were left out" in " ".join(map(str, recording.notes))


def test_a_subject_prefix_is_taken_off(tmp_path: Path) -> None:
    (tmp_path / "walk.trc").write_text(trc(standing(), [f"Anna:{label}" for label in HBM2]))
    assert read_recording(tmp_path / "walk.trc").markers.labels == HBM2


def test_names_in_latin_1_and_a_byte_order_mark(tmp_path: Path) -> None:
    text = trc(standing())
    (tmp_path / "walk.trc").write_bytes(text.replace("walk.trc", "Jürgen.trc").encode("latin-1"))
    assert read_recording(tmp_path / "walk.trc").markers.labels == HBM2
    (tmp_path / "walk.trc").write_bytes(text.encode("utf-8-sig"))
    assert read_recording(tmp_path / "walk.trc").markers.labels == HBM2


def test_forces_without_torque_are_read(tmp_path: Path) -> None:
    force = dict(zip(["vx", "vy", "vz", "px", "py", "pz"], [10, 700, 0, 0.1, 0, -0.1], strict=True))
    columns = {f"ground_force_{name}": np.full(500, value) for name, value in force.items()}
    recording = pair(tmp_path, trc(standing() @ Y_UP.T), mot(columns, 1000))
    (plate,) = recording.plates
    # P x F = (0, 0.1 -> lab y, ...): in the lab, x forward, y left (-z), z up (y): P = (0.1, 0.1, 0), F = (10, 0, 700).
    # The person faces x to 0.05 rad (the toes point out alike, so they cancel).
    np.testing.assert_allclose(plate.force_n[100], [10, 0, 700], atol=0.1)
    np.testing.assert_allclose(plate.moment_nm[100], [70, -70, -1], atol=0.1)


def test_forces_of_another_name_are_said_where_those_of_the_trial_lie_beside(tmp_path: Path) -> None:
    force = dict(zip(["vx", "vy", "vz", "px", "py", "pz"], [10, 700, 0, 0.1, 0, -0.1], strict=True))
    text = mot({f"ground_force_{name}": np.full(500, value) for name, value in force.items()}, 1000)
    for name in ("walk_grf.mot", "other_grf.mot"):
        (tmp_path / name).write_text(text)
    (tmp_path / "walk.trc").write_text(trc(standing() @ Y_UP.T))
    said = "takes its forces from other_grf.mot, though walk_grf.mot lies beside it"
    for name, wanted in (("walk_grf.mot", False), ("other_grf.mot", True)):
        found = read_recording(tmp_path / "walk.trc", forces=tmp_path / name)
        assert (said in [str(note) for note in found.notes]) == wanted
    (tmp_path / "walk_grf.mot").unlink()
    assert read_recording(tmp_path / "walk.trc", forces=tmp_path / "other_grf.mot").notes == ()
