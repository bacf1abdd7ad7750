"""Every command where none of the extras' packages can be imported: it works, or says in one line what to install."""

import json
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from tests.followup.forms import form
from tests.loads.film.test_moment_regression import folder_of_people
from tests.trial.trials import EXAMPLE, simulated

from footwise.extras import _EXTRAS
from footwise.samples import sample_path

# Runs each command line in one process in which the packages are not found, and tells how each has ended.
PROGRAM = """
import contextlib, io, json, sys
blocked = set(json.loads(sys.argv[1]))
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in blocked:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Blocked())
from footwise.cli import main
told = []
for words in json.loads(sys.argv[2]):
    sys.argv = ["footwise", *words]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            told.append([int(end.code or 0), out.getvalue(), err.getvalue()])
print(json.dumps(told))
"""


def run(*lines):
    """Exit code, output and errors of every command line."""
    lines = [[str(word) for word in words] for words in lines]
    command = [sys.executable, "-c", PROGRAM, json.dumps(sorted(_EXTRAS)), json.dumps(lines)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return json.loads(result.stdout.splitlines()[-1])


@pytest.fixture
def trial_folder(tmp_path):
    _, people, measures, _ = simulated(16)
    (tmp_path / "data").mkdir()
    people.to_csv(tmp_path / "data" / "people.csv", index=False)
    measures.to_csv(tmp_path / "data" / "outcomes.csv", index=False)
    return tmp_path


def test_commands_that_need_an_extra_say_which(trial_folder, tmp_path):
    film = sample_path("side-view", quiet=True) / "demo.mp4"
    xdf = tmp_path / "walk.xdf"
    xdf.write_bytes(b"XDF:" + bytes(100))
    (tmp_path / "boards" / "floor").mkdir(parents=True)
    shutil.copyfile(film, tmp_path / "boards" / "floor" / "phone1.mp4")
    (tmp_path / "scan.nii.gz").write_bytes(b"")
    out = ("--out", tmp_path / "out")
    needs = {
        ("analyse", xdf, *out): "pyxdf",
        ("simulate", "--imu", "--lsl", "--minutes", 0.2): "pylsl",
        ("coach", "--side", "left", "--change", -10, *out): "pylsl",
        ("cartilage", tmp_path / "scan.nii.gz", *out): "nibabel",
        ("demo", "--sensor", *out): "pylsl",
        ("demo", "--video", *out): "av",
        ("video", film, *out): "av",
        ("video", "walk", film, *out): "av",
        ("video", "board", "--out", tmp_path / "out"): "cv2",
        ("video", "calibrate", tmp_path / "boards", "--out", tmp_path / "out.toml"): "av",
        ("trial", "analyse", tmp_path / "data", EXAMPLE, *out): "statsmodels",
        ("trial", "power", EXAMPLE, "--trials", 1, *out): "distributed",
        ("trial", "power", EXAMPLE, "--trials", 1, "--workers", "serial", *out): "statsmodels",
        ("trial", "demo", *out): "statsmodels",
    }
    for (words, package), (code, _, said) in zip(needs.items(), run(*needs), strict=True):
        assert code == 2, (words, said)
        extra = _EXTRAS[package][0]
        assert said.startswith(f"footwise: {package}: is not installed, and "), (words, said)
        assert said.endswith(f" it. Install it: pip install 'footwise[{extra}]'.\n") and said.count("\n") == 1, words
    assert not (tmp_path / "out").exists() and not (tmp_path / "out.toml").exists()


def test_the_others_work(treadmill_c3d, trial_folder, tmp_path):
    pd.concat([form(2).assign(person="a", week=2)]).to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "lab").mkdir()
    folder_of_people(tmp_path / "lab", count=4)
    sensors = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    register, study = tmp_path / "register", tmp_path / "study"
    person = ("--person", "P1", "--stratum", "sex=female", "--stratum", "kl_grade=3")
    simulated_walker = ("--source", "simulated", "--speed", "max", "--minutes", 0.5, "--side", "left", "--change", -10)
    redcap = [tmp_path / "redcap" / name for name in ("redcap_data.csv", "redcap_dictionary.csv")]
    lines = [
        ("samples",),
        ("samples", "--path", "treadmill"),
        ("analyse", treadmill_c3d, "--out", tmp_path / "analysis"),
        ("analyse", sensors, "--out", tmp_path / "sensors"),
        ("simulate", "--from", treadmill_c3d, "--steps", 8, "--out", study),
        ("simulate", "--imu", "--minutes", 0.2, "--out", tmp_path / "imu"),
        ("prescribe", study, "--out", tmp_path / "visit"),
        ("screen", study),
        ("coach", *simulated_walker, "--out", tmp_path / "course"),
        ("score", tmp_path / "answers.csv", "--out", tmp_path / "scores"),
        ("video", "train", tmp_path / "lab", "--out", tmp_path / "knee.npz"),
        ("trial", "randomise", EXAMPLE, "--out", register),
        ("trial", "enrol", register, *person),
        ("trial", "allocations", register, "--out", tmp_path / "blinded.csv"),
        ("trial", "verify", register),
        ("trial", "unblind", register, "--yes"),
        ("trial", "to-redcap", tmp_path / "data", EXAMPLE, "--out", tmp_path / "redcap"),
        ("trial", "from-redcap", *redcap, EXAMPLE, "--out", tmp_path / "back"),
    ]
    for words, (code, told, said) in zip(lines, run(*lines), strict=True):
        assert code == 0 and told, (words, told, said)
