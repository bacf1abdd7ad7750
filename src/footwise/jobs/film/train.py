"""A laboratory's own model of the knee adduction moment, fitted to its own films and force plates."""

from __future__ import annotations

from pathlib import Path

from footwise.jobs.progress import Progress, counting, no_progress
from footwise.loads.film import MomentModel, read_training, save_model, train


def train_knee_model(data: Path, *, progress: Progress = no_progress) -> MomentModel:
    """Fit the model, and find out how wrong it is for people who were left out, one after the other.

    Parameters
    ----------
    data : Path
        A folder for each person with ``video.csv`` (the ``moment_features.csv`` of films measured with a height) and
        ``lab.csv`` (the ``steps.csv`` of the same walks over force plates, on the same clock).
    progress : Progress
        Told who is left out.
    """
    return train(read_training(data), counting(progress))


def write_knee_model(model: MomentModel, out: Path) -> None:
    """Write the model as the file `out`."""
    save_model(model, out)
