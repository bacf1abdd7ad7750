"""Steps of filmed walks as tables, and what may be said of their knee load."""

from footwise.loads.film.load_change import load_change
from footwise.loads.film.moment_features import FEATURES, moment_features
from footwise.loads.film.moment_files import load_model, read_training, save_model
from footwise.loads.film.moment_regression import MomentModel, predicted_peaks, train
from footwise.loads.film.steps import filmed_step_details, filmed_steps

__all__ = [
    "FEATURES",
    "MomentModel",
    "filmed_step_details",
    "filmed_steps",
    "load_change",
    "load_model",
    "moment_features",
    "predicted_peaks",
    "read_training",
    "save_model",
    "train",
]
