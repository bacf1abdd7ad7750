"""Command lines that call every command once, and what those need that do not run without an extra."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import typer
from tests.followup.forms import form
from tests.jobs.odds.test_judging import table
from tests.loads.film.test_moment_regression import folder_of_people
from tests.trial.trials import EXAMPLE, simulated

from footwise.cli.app import app
from footwise.extras import _EXTRAS
from footwise.samples import sample_path

Words = tuple[str, ...]


def trial_data(folder: Path) -> Path:
    """The tables of a small trial."""
    _, people, measures, _ = simulated(16)
    folder.mkdir()
    people.to_csv(folder / "people.csv", index=False)
    measures.to_csv(folder / "outcomes.csv", index=False)
    return folder


def needing_an_extra(folder: Path) -> dict[Words, str]:
    """Each command line that cannot run, and the package that it lacks; all write to ``out``, if they write."""
    film = sample_path("side-view", quiet=True) / "demo.mp4"
    xdf = folder / "walk.xdf"
    xdf.write_bytes(b"XDF:" + bytes(100))
    opal = folder / "walk.h5"
    opal.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    (folder / "boards" / "floor").mkdir(parents=True)
    shutil.copyfile(film, folder / "boards" / "floor" / "phone1.mp4")
    (folder / "scan.nii.gz").write_bytes(b"")
    data, out = trial_data(folder / "trial"), ("--out", folder / "out")
    needs: dict[tuple[Any, ...], str] = {
        ("analyse", xdf, *out): "pyxdf",
        ("analyse", opal, *out): "h5py",
        ("batch", folder / "boards", *out): "pyarrow",
        ("simulate", "--imu", "--lsl", "--minutes", 0.2): "pylsl",
        ("coach", "--side", "left", "--change", -10, *out): "pylsl",
        ("cartilage", folder / "scan.nii.gz", *out): "nibabel",
        ("demo", "--sensor", *out): "pylsl",
        ("demo", "--video", *out): "av",
        ("video", film, *out): "av",
        ("video", "walk", film, *out): "av",
        ("video", "board", "--out", folder / "out"): "cv2",
        ("video", "corners", film, "--out", folder / "out"): "av",
        ("video", "calibrate", folder / "boards", "--out", folder / "out.toml"): "av",
        ("trial", "analyse", data, EXAMPLE, *out): "statsmodels",
        ("trial", "export", data, EXAMPLE, *out): "statsmodels",
        ("trial", "power", EXAMPLE, "--trials", 1, *out): "distributed",
        ("trial", "power", EXAMPLE, "--trials", 1, "--workers", "serial", *out): "statsmodels",
        ("trial", "demo", *out): "statsmodels",
        ("trial", "fetch-redcap", "https://redcap.example.org/api/", *out): "redcap",
        ("trial", "send-redcap", folder / "import.csv", "https://redcap.example.org/api/"): "redcap",
        ("serve", "--dir", folder / "out"): "django",
        ("worker", "--dir", folder / "out"): "django",
        ("backup", "--dir", folder / "out", *out): "django",
        ("restore", folder / "a.age", "--key", folder / "key.txt", "--dir", folder / "out"): "django",
        (
            "rotate-keys",
            folder,
            "--old-key",
            folder / "a",
            "--new-key",
            folder / "b",
            "--dir",
            folder / "out",
        ): "pyrage",
    }
    return {tuple(map(str, words)): package for words, package in needs.items()}


def working(treadmill_c3d: Path, folder: Path) -> list[Words]:
    """Each command line that runs, one after the other: some read what others wrote."""
    form(2).assign(person="a", week=2).to_csv(folder / "answers.csv", index=False)
    (folder / "lab").mkdir()
    folder_of_people(folder / "lab", count=4)
    sensors = sample_path("foot-sensors", quiet=True) / "imu_sample.csv"
    data = trial_data(folder / "data")
    register, study = folder / "register", folder / "study"
    person = ("--person", "P1", "--stratum", "sex=female", "--stratum", "kl_grade=3")
    simulated_walker = ("--source", "simulated", "--speed", "max", "--minutes", 0.5, "--side", "left", "--change", -10)
    redcap = [folder / "redcap" / name for name in ("redcap_data.csv", "redcap_dictionary.csv")]
    for name in "abc":
        (folder / "healthy" / name).mkdir(parents=True)
        shutil.copyfile(treadmill_c3d, folder / "healthy" / name / "walk.c3d")
    lines: list[tuple[Any, ...]] = [
        ("samples",),
        ("samples", "--path", "treadmill"),
        ("analyse", treadmill_c3d, "--out", folder / "analysis"),
        ("norm", folder / "healthy", "--fewest", 3, "--out", folder / "norm.csv"),
        ("analyse", treadmill_c3d, "--norm", folder / "norm.csv", "--out", folder / "beside"),
        ("analyse", sensors, "--out", folder / "sensors"),
        ("simulate", "--from", treadmill_c3d, "--steps", 8, "--out", study),
        ("simulate", "--imu", "--minutes", 0.2, "--out", folder / "imu"),
        ("prescribe", study, "--out", folder / "visit"),
        ("screen", study),
        ("odds", "walks", study / "natural.c3d", study / "toe-in-10.c3d", "--side", "left", "--out", folder / "odds"),
        ("odds", "train", table(folder / "ours.csv", 60, np.random.default_rng(1)), "--out", folder / "ours.toml"),
        ("coach", *simulated_walker, "--out", folder / "course"),
        ("export", "bids", sensors, "--subject", "01", "--out", folder / "bids"),
        ("export", "c3d", treadmill_c3d, "--out", folder / "c3d"),
        ("export", "opensim", treadmill_c3d, "--out", folder / "opensim"),
        (
            "export",
            "fhir",
            folder / "analysis" / "recordings.csv",
            "--person",
            "K-017",
            "--day",
            "2025-03-31",
            "--out",
            folder / "fhir.json",
        ),
        ("score", folder / "answers.csv", "--out", folder / "scores"),
        ("doctor",),
        ("practice", "--static", folder / "site"),
        ("video", "train", folder / "lab", "--out", folder / "knee.npz"),
        ("trial", "randomise", EXAMPLE, "--out", register),
        ("trial", "enrol", register, *person),
        ("trial", "allocations", register, "--out", folder / "blinded.csv"),
        ("trial", "verify", register),
        ("trial", "unblind", register, "--yes"),
        ("trial", "to-redcap", data, EXAMPLE, "--out", folder / "redcap"),
        ("trial", "from-redcap", *redcap, EXAMPLE, "--out", folder / "back"),
        ("trial", "results-to-redcap", data, *redcap, EXAMPLE, "--out", folder / "redcap_import.csv"),
    ]
    return [tuple(map(str, words)) for words in lines]


def one_line(package: str, said: str) -> str:
    """What a command has to say that lacks a package, whatever it says the package is needed for."""
    beginning = f"footwise: {package}: is not installed, and "
    needed_for = said.removeprefix(beginning).partition(" it. Install")[0]
    extra = _EXTRAS[package][0]
    return f"{beginning}{' '.join(needed_for.split())} it. Install it: pip install 'footwise[{extra}]'.\n"


def commands_called(lines: Iterable[Words]) -> set[str]:
    """What is called in command lines, as `commands` names it."""
    known = commands()
    return {two if (two := " ".join(words[:2])) in known else words[0] for words in lines}


def commands(group: Any = None, before: str = "") -> set[str]:
    """All commands that there are: ``prescribe``, ``trial enrol``."""
    found = set()
    for name, command in (group or typer.main.get_command(app)).commands.items():
        inside = commands(command, f"{before}{name} ") if hasattr(command, "commands") else set()
        found |= inside or {before + name}
    return found
