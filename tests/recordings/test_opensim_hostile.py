"""TRC, MOT and STO files that are damaged, cut, wrong or none: refused in one line."""

from pathlib import Path

import numpy as np
import pytest
from tests.recordings.people import standing
from tests.recordings.refusals import refused
from tests.recordings.test_opensim import mot, trc

GOOD = trc(standing())
LINES = GOOD.split("\n")
HOSTILE_TRC: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "blank": (" \n\n", "is empty"),
    "binary": (bytes(range(256)) * 10, "is not a text file"),
    "another kind of text": ("time,x\n0,1\n" * 10, "does not begin with PathFileType"),
    "only the header": ("\n".join(LINES[:5]) + "\n", "holds no data"),
    "one line": (LINES[0], "is not a TRC file"),
    "cut within a frame": ("\n".join(LINES[:30]), "is cut off: it holds 24 of 50 frames"),
    "no rate": (GOOD.replace("DataRate", "x").replace("CameraRate", "y"), "does not say its DataRate"),
    "rate in words": (GOOD.replace("100.0", "fast"), "does not say its DataRate"),
    "rate 0": (GOOD.replace("100.0\t", "0.0\t"), "DataRate"),
    "another rate than the stamps": (GOOD.replace("100.0\t", "120.0\t"), "time stamp"),
    "NaN rate": (GOOD.replace("100.0\t", "nan\t"), "DataRate of nan"),
    "a gap in time": ("\n".join(LINES[:20] + LINES[30:]).replace("\t50\t", "\t40\t"), "time stamp"),
    "unknown unit": (GOOD.replace("\tmm\t", "\tfeet\t"), "'feet'"),
    "wrong unit": (GOOD.replace("\tmm\t", "\tm\t"), "Check the unit"),
    "a word": (GOOD.replace("\t0.030\t", "\t0.030\toops", 1), "'oops"),
    "all missing": (trc(standing() * np.nan), "no marker position"),
    "no known labels": (trc(standing(), [f"m{k}" for k in range(18)]), "it has m0, m1"),
    "no labels": (trc(np.zeros((50, 0, 3)), []), ""),
    "a short line with blanks": (trc(standing(), separator=" ").rsplit(" ", 2)[0], "numbers instead of"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE_TRC)
@pytest.mark.requirement("R-012")
def test_hostile_trc_files_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    content, said = HOSTILE_TRC[kind]
    path = tmp_path / "walk.trc"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refused(path)
    assert "walk.trc" in message
    assert said in message


FORCES = {f"ground_force_{w}{a}": np.full(500, v) for w, a, v in (
    ("v", "x", 10), ("v", "y", 700), ("v", "z", 0), ("p", "x", 0.1), ("p", "y", 0), ("p", "z", -0.1))}  # fmt: skip
GOOD_MOT = mot(FORCES, 1000)
HOSTILE_MOT: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "binary": (bytes(100), "is not a text file"),
    "no header": ("time\tground_force_vx\n0\t1\n", "endheader"),
    "only a header": (GOOD_MOT.split("endheader")[0] + "endheader\n", "endheader"),
    "no rows": ("\n".join(GOOD_MOT.split("\n")[:7]) + "\n\n", "data"),
    "cut": ("\n".join(GOOD_MOT.split("\n")[:300]), "is cut off: it holds 293 of 500 rows"),
    "no time": (GOOD_MOT.replace("time\t", "frame\t"), "begins with the column 'frame'"),
    "no forces": (mot({"knee_angle_r": np.zeros(500)}, 1000), "it has time, knee_angle_r"),
    "time stands still": (mot(FORCES, 1e9), "do not increase"),
    "time goes back": (mot(FORCES, -1000), "do not increase"),
    "another trial": (mot(FORCES, 1000, start_s=100), "Choose the forces of the same trial"),
    "a word": (GOOD_MOT.replace("700", "seven", 1), "'seven' where a number belongs"),
}


@pytest.mark.parametrize("kind", HOSTILE_MOT)
def test_hostile_mot_files_are_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    content, said = HOSTILE_MOT[kind]
    (tmp_path / "walk.trc").write_text(GOOD)
    path = tmp_path / "walk.mot"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refused(tmp_path / "walk.trc", forces=path)
    assert "walk.mot" in message
    assert said in message


def test_files_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "walk.trc").write_text(GOOD)
    assert "no such file" in refused(tmp_path / "nothing.trc")
    assert "no such file" in refused(tmp_path / "walk.trc", forces=tmp_path / "nothing.mot")
    assert "is a folder" in refused(tmp_path / "walk.trc", forces=tmp_path)
