"""Steps of filmed walks as tables, and what may be said of their knee load."""

from footwise.loads.film.load_change import load_change
from footwise.loads.film.moment_features import FEATURES, moment_features
from footwise.loads.film.moment_files import load_model, read_training, save_model
from footwise.loads.film.moment_regression import MomentModel, predicted_peaks, train
from footwise.loads.film.posture import ONE_PHONE, SEVERAL_PHONES, phone_posture, room_posture
from footwise.loads.film.steps import filmed_step_details, filmed_steps

__all__ = [
    "FEATURES",
    "ONE_PHONE",
    "SEVERAL_PHONES",
    "MomentModel",
    "filmed_step_details",
    "filmed_steps",
    "load_change",
    "load_model",
    "moment_features",
    "phone_posture",
    "predicted_peaks",
    "read_training",
    "room_posture",
    "save_model",
    "train",
]
