"""The model of the odds, fitted to the measured changes and responses of 107 people.

Run it with the folder of the public data (repository ToeInKAMReduction, commit 49efaca):

    python benchmarks/odds_model.py ../shared/data/toe_in_107

It writes src/footwise/prescription/odds/response_107.toml.
"""

import sys
from pathlib import Path

import numpy as np

from footwise.prescription.odds import (
    NAMES,
    OddsModel,
    OddsScores,
    fit_odds_model,
    leave_one_out,
    odds_model_toml,
    scores,
)

FILE = Path(__file__).parents[1] / "src" / "footwise" / "prescription" / "odds" / "response_107.toml"
SOURCE = "107 people with medial knee osteoarthritis, one laboratory, treadmill, 10° toe-in asked for"
HEADING = """How the first peak of the knee adduction moment answered to 10° toe-in in 107 people with medial knee
osteoarthritis, and what else changed. Written by benchmarks/odds_model.py; do not edit.

Derived from X_TIdiff.csv and y_TIP1diff.csv of the ToeInKAMReduction repository (github.com/suhlrich/ToeInKAMReduction,
commit 49efaca), Apache License 2.0: Uhlrich SD, Kolesar JA, Kidzinski L, Boswell MA, Silder A, Gold GE, Delp SL,
Beaupre GS. J Biomech 2022;144:111312. Changed: the measurements became means, covariances and a regression."""


def read(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Changes, shape (107, 12), in the units of VARIABLES, and falls of the first peak, %BW·ht."""
    return (
        np.loadtxt(folder / "X_TIdiff.csv", delimiter=","),
        np.loadtxt(folder / "y_TIP1diff.csv", delimiter=","),
    )


def model(folder: Path) -> OddsModel:
    """Fit it."""
    changes, fall = read(folder)
    return fit_odds_model(NAMES, changes, fall, SOURCE)


def left_out(folder: Path) -> OddsScores:
    """Predict each by a model that was fitted, with all its choices, without them."""
    changes, fall = read(folder)
    exact = np.zeros(len(NAMES))
    folds = leave_one_out(NAMES, changes, fall)
    return scores([one.fall(changes[out[0]], exact) for out, one, _ in folds], [others for *_, others in folds], fall)


if __name__ == "__main__":
    data = Path(sys.argv[1])
    FILE.write_text(odds_model_toml(model(data), HEADING, left_out(data)), encoding="utf-8")
    print(f"Written: {FILE}")
