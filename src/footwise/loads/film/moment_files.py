"""The files of a regression of the knee adduction moment: a laboratory's synchronised tables, and the fitted model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.loads.film.moment_features import FEATURES, KEYS
from footwise.loads.film.moment_regression import FEWEST_PEOPLE, MomentModel, Training
from footwise.outputs import whole_folder
from footwise.settings import is_number, parse_json
from footwise.steps_table import read_steps

TARGET = "kam_peak1_pct_bwht"
VIDEO_FILE, LAB_FILE = "video.csv", "lab.csv"
# A step of the video and one of the laboratory are the same when their contacts are no further apart.
SAME_STEP_S = 0.15
LEAST_MATCHED = 0.5
# Of what a model says of itself, what is told with every result.
_ASKED_FACTS = ("people", "steps", "people_nearer", "error", "error_of_others_mean", "error_of_own_mean")
FORMAT = 1


def read_training(folder: Path) -> Training:
    """Read a laboratory's synchronised data.

    Parameters
    ----------
    folder : Path
        Holds a folder for every person with ``video.csv``, as `moment_features` makes it, and ``lab.csv``, a
        `steps.csv` of the same walks over force plates. Both name the same `recording` and count `contact_s`
        on the same clock.

    Returns
    -------
    Training

    Raises
    ------
    FootwiseError
        Fewer than three people, a file that is missing or lacks a column, or tables of which fewer than half of the
        steps belong together.
    """
    folders = sorted(p for p in folder.iterdir() if p.is_dir()) if folder.is_dir() else []
    if len(folders) < FEWEST_PEOPLE:
        raise FootwiseError(
            folder,
            f"holds {len(folders)} people, and an error for new people needs {FEWEST_PEOPLE} at least",
            f"Make a folder for each person with {VIDEO_FILE} and {LAB_FILE}",
        )
    people, inputs, peaks = [], [], []
    for place in folders:
        features, peak = _matched(place)
        people += [place.name] * len(peak)
        inputs.append(features)
        peaks.append(peak)
    return Training(np.array(people), np.concatenate(inputs), np.concatenate(peaks))


def save_model(model: MomentModel, path: Path) -> None:
    """Write a model as a plain .npz file that holds numbers and its facts as JSON, and no code."""
    with whole_folder(path.parent) as staging, (staging / path.name).open("wb") as file:
        np.savez(
            file,
            format=FORMAT,
            mean=model.mean,
            spread=model.spread,
            weight=model.weight,
            constant=model.constant,
            reach=model.reach,
            facts=json.dumps(model.facts),
        )


def load_model(path: Path) -> MomentModel:
    """Read a model that `save_model` wrote.

    Raises
    ------
    FootwiseError
        No such file, or not a model of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            if int(file["format"]) != FORMAT:
                raise ValueError
            parts = {name: np.asarray(file[name], dtype=float) for name in ("mean", "spread", "weight")}
            constant, reach = float(file["constant"]), float(file["reach"])
            if any(part.shape != (len(FEATURES),) or not np.isfinite(part).all() for part in parts.values()):
                raise ValueError
            if not np.isfinite([constant, reach]).all():
                raise ValueError
            return MomentModel(
                **parts,
                constant=constant,
                reach=reach,
                facts=_facts(str(file["facts"])),
            )
    except FileNotFoundError:
        raise FootwiseError(path, "there is no such file", "Train a model first") from None
    except (OSError, ValueError, KeyError, EOFError, TypeError):
        raise FootwiseError(path, "is not a model of this version", "Train it again") from None
    except Exception as error:
        # zipfile has errors of its own for a damaged archive, and importing it for their names alone is not worth it.
        raise FootwiseError(path, f"cannot be read as a model ({error})", "Train it again") from None


def _matched(place: Path) -> tuple[Array, Array]:
    """Inputs and moments of the steps that both tables of a person hold."""
    video = _table(place / VIDEO_FILE, FEATURES)
    video = video[video[list(FEATURES)].notna().all(axis=1)].reset_index(drop=True)
    lab = _table(place / LAB_FILE, (TARGET,))
    if "used" in lab:
        lab = lab[lab["used"]]
    lab = lab.dropna(subset=["contact_s", TARGET])
    apart = np.abs(_column(video, "contact_s")[:, None] - _column(lab, "contact_s"))
    for key in ("recording", "side"):
        apart[video[key].astype(str).to_numpy()[:, None] != lab[key].astype(str).to_numpy()] = np.inf
    rows = np.flatnonzero(apart.min(axis=1, initial=np.inf) <= SAME_STEP_S)
    if len(rows) < max(1.0, LEAST_MATCHED * min(len(video), len(lab))):
        raise FootwiseError(
            place,
            f"has {len(rows)} steps that the video ({len(video)}) and the laboratory ({len(lab)}) share",
            "Name the recordings alike in both tables, and count contact_s on one clock",
        )
    inputs = video[list(FEATURES)].to_numpy(dtype=float)[rows]
    return inputs, _column(lab, TARGET)[apart[rows].argmin(axis=1)]


def _table(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    if not path.exists():
        raise FootwiseError(path, "there is no such file", f"A person needs {VIDEO_FILE} and {LAB_FILE}")
    return read_steps(path, (*KEYS, *columns), columns)


def _facts(text: str) -> dict[str, Any]:
    """What a model says of itself; ValueError where it does not say what is asked of it."""
    facts = parse_json(text)
    if not isinstance(facts, dict) or not all(is_number(facts.get(name)) for name in _ASKED_FACTS):
        raise ValueError
    return facts


def _column(table: pd.DataFrame, name: str) -> Array:
    return table[name].to_numpy(dtype=float)
