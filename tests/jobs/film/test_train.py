"""A laboratory's own model as a job: fitted, and written."""

import pytest
from tests.loads.film.test_moment_regression import folder_of_people

from footwise.errors import FootwiseError
from footwise.jobs.film import train_knee_model, write_knee_model
from footwise.loads.film import load_model


def test_a_model_is_fitted_and_written(tmp_path):
    folder_of_people(tmp_path, count=4)
    told = []
    model = train_knee_model(tmp_path, progress=lambda name, *_: told.append(name))
    assert told == ["P0", "P1", "P2", "P3"]
    write_knee_model(model, tmp_path / "knee.npz")
    assert str(load_model(tmp_path / "knee.npz")) == str(model)


def test_an_empty_folder_trains_nothing(tmp_path):
    with pytest.raises(FootwiseError, match="holds 0 people"):
        train_knee_model(tmp_path)
