"""MOT files as programs and hands write them: the same forces, whatever stands between the cells and around them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tests.recordings.people import standing
from tests.recordings.test_opensim import Y_UP, mot, pair, trc

from footwise.errors import FootwiseError
from footwise.notes import NoteKind
from footwise.recordings import Recording

MARKERS = trc(standing(60) @ Y_UP.T)
TIME = np.arange(600)
FIRST = {
    "vx": 10.0,
    "vy": 400 + 0.1 * TIME,
    "vz": 5.5,
    "px": 0.1,
    "py": 0.0,
    "pz": -0.12,
    "tx": 0.0,
    "ty": 1.5,
    "tz": 0.0,
}
SECOND = {
    "vx": -7.5,
    "vy": 300 - 0.1 * TIME,
    "vz": 2.5,
    "px": 0.1,
    "py": 0.0,
    "pz": 0.12,
    "tx": 0.0,
    "ty": -0.5,
    "tz": 0.0,
}
Names = Callable[[int, str], str]


def usual(plate: int, what: str) -> str:
    return f"{plate}_ground_torque_{what[1]}" if what[0] == "t" else f"{plate}_ground_force_{what}"


def calcaneus(plate: int, what: str) -> str:
    return f"ground_force_calcn_{' rl'[plate]}_{what.replace('t', 'm')}"


def right_and_left(plate: int, what: str) -> str:
    side = ("", "right", "left")[plate]
    return f"ground_torque_{side}_{what[1]}" if what[0] == "t" else f"ground_force_{side}_{what}"


def grf_and_cop(plate: int, what: str) -> str:
    return f"{dict(v='GRF', p='COP', t='GRM')[what[0]]}_{plate}_{what[1]}"


def numbered(plate: int, what: str) -> str:
    return f"ground_torque{plate}_{what[1]}" if what[0] == "t" else f"ground_force{plate}_{what}"


def columns(names: Names = usual) -> dict[str, np.ndarray]:
    plates = enumerate((FIRST, SECOND), 1)
    return {names(n, what): np.broadcast_to(values, 600) for n, plate in plates for what, values in plate.items()}


GOOD = mot(columns(), 1000)
IK = {f"{name}_{side}": np.sin(TIME / 100) * 30 for name in ("knee_angle", "ankle_angle") for side in "rl"}


def header(text: str) -> str:
    """The good file with another header; its rows as they are."""
    return text + "endheader\n" + GOOD.partition("endheader\n")[2]


SOUND: dict[str, str] = {
    "as it should be": GOOD,
    "plates named r and l of the calcaneus": mot(columns(calcaneus), 1000),
    "plates named right and left": mot(columns(right_and_left), 1000),
    "GRF, COP and GRM": mot(columns(grf_and_cop), 1000),
    "the number behind force": mot(columns(numbered), 1000),
    "small and large letters": GOOD.replace("1_ground_force_v", "1_Ground_Force_V").replace("time\t", "Time\t"),
    "forces behind joint angles": mot({**IK, **columns()}, 1000),
    "forces before joint angles, in degrees": mot({**columns(), **IK}, 1000).replace("inDegrees=yes", "inDegrees=no"),
    "blanks between the cells": GOOD.replace("\t", "    "),
    "commas between the cells": GOOD.replace("\t", ","),
    "a comma and a blank": GOOD.replace("\t", ", "),
    "semicolons": GOOD.replace("\t", ";"),
    "decimal commas between tabs": GOOD.replace("walk_grf.mot", "walk").replace(".", ","),
    "decimal commas between semicolons": GOOD.replace("walk_grf.mot", "walk").replace(".", ",").replace("\t", ";"),
    "decimal commas between blanks": GOOD.replace("walk_grf.mot", "walk").replace(".", ",").replace("\t", " "),
    "a table program's commas behind the header": re.sub(
        r"(?m)^(walk_grf.*|version.*|n.*=.*|end.*)$", r"\1,,,,", GOOD
    ).replace("\t", ","),
    "blanks in the header": header("walk\nversion = 1\nnRows = 600\nnColumns = 19\ninDegrees = yes\n"),
    "the older header": header("name walk\ndatacolumns 19\ndatarows 600\nrange 0 0.599\n"),
    "a header without keys": header("walk\n"),
    "no line but endheader": header(""),
    "one row less than it says": GOOD.replace("nRows=600", "nRows=601"),
    "a wrong number of columns": GOOD.replace("nColumns=19", "nColumns=3"),
    "blank lines around the names": GOOD.replace("endheader\n", "endheader\n\n\n").replace("_z\n", "_z\n\n", 1),
    "a row of units": re.sub(r"(?m)^(time.*)$", lambda m: m[1] + "\n" + "\t".join(["s"] + ["N"] * 18), GOOD),
    "quotes around the names": re.sub(r"(\d_ground\w+)", r'"\1"', GOOD),
    "time behind the number of the row": "\n".join(
        line if k < 6 else ("row\t" if k == 6 else f"{k}\t") + line for k, line in enumerate(GOOD.rstrip().split("\n"))
    ) + "\n",
    "rows that end in tabs": GOOD.replace("\n", "\t\n"),
    "Windows line ends": GOOD.replace("\n", "\r\n"),
}  # fmt: skip


def read(folder: Path, forces: str) -> Recording:
    return pair(folder, MARKERS, forces)


@pytest.mark.parametrize("how", SOUND)
def test_the_forces_are_the_same(tmp_path: Path, how: str) -> None:
    usually, found = read(tmp_path, GOOD), read(tmp_path, SOUND[how])
    assert len(found.plates) == 2
    for plate, same in zip(found.plates, usually.plates, strict=True):
        np.testing.assert_allclose(plate.force_n, same.force_n, atol=1e-9)
        np.testing.assert_allclose(plate.moment_nm, same.moment_nm, atol=1e-9)
    assert np.isfinite(found.plates[0].force_n[:590]).all()
    said = [str(note) for note in found.notes]
    assert any("decimal commas" in text for text in said) == ("decimal" in how)
    assert len(said) == ("decimal" in how)


def test_rows_trimmed_by_hand_are_read_and_said(tmp_path: Path) -> None:
    found = read(tmp_path, "\n".join(GOOD.split("\n")[:500]) + "\n")
    assert "says 600 rows and holds 493" in " ".join(map(str, found.notes))
    assert np.isnan(found.plates[0].force_n[-50:]).all()


@pytest.mark.parametrize("missing", ["nan", "NaN", "-nan(ind)", "1.#QNAN"])
def test_words_for_missing_are_missing(tmp_path: Path, missing: str) -> None:
    lines = GOOD.split("\n")
    cells = lines[300].split("\t")
    lines[300] = "\t".join([cells[0], missing, *cells[2:]])
    found = read(tmp_path, "\n".join(lines))
    assert np.isnan(found.plates[0].force_n[293]).all() and np.isfinite(found.plates[1].force_n[293]).all()


def test_a_plate_without_its_points_is_left_out_by_name(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.replace("2_ground_force_px", "2_ground_forc_px"))
    (note,) = [note for note in found.notes if note.kind is NoteKind.PLATE]
    assert [plate.name for plate in found.plates] == ["forces 1"]
    assert str(note) == "forces 2: lacks point of force x in walk.mot: left out"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: re.sub(r"_p([xyz])", r"_q\1", t), "forces 1: lacks point of force x"),
        (lambda t: mot(IK, 1000), "it has time, knee_angle_r"),
        (lambda t: re.sub(r"2_ground", "1_ground", t), "'1_ground_force_vx' twice"),
        (lambda t: t.replace("2_ground", "1.Ground"), "'1_ground_force_vx' and '1.Ground_force_vx' for one plate"),
        (lambda t: t.replace("\n0.100000\t", "\n0.100000\toops\t"), "'oops'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(tmp_path: Path, change: Callable[[str], str], said: str) -> None:
    with pytest.raises(FootwiseError) as caught:
        read(tmp_path, change(GOOD))
    assert "walk.mot" in str(caught.value) and said in str(caught.value)
