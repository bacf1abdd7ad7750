"""`footwise video train`: a laboratory's own model."""

from __future__ import annotations

from tests.cli.video.clips import trouble, video
from tests.loads.film.test_moment_regression import folder_of_people


def test_a_laboratory_trains_its_own_model(tmp_path):
    (tmp_path / "data").mkdir()
    folder_of_people(tmp_path / "data", count=4)
    told = video("train", tmp_path / "data", "--out", tmp_path / "knee.npz")
    assert told.code == 0, told.err
    assert told.out.count("left out: P") == 4
    assert "%BW" in told.out
    assert (tmp_path / "knee.npz").stat().st_size > 1000


def test_what_cannot_be_trained_on_is_refused(tmp_path):
    out = tmp_path / "knee.npz"
    assert "none: holds 0 people" in trouble("train", tmp_path / "none", "--out", out)
    (tmp_path / "data").mkdir()
    folder_of_people(tmp_path / "data", count=3)
    (tmp_path / "data" / "P1" / "lab.csv").unlink()
    assert "lab.csv: there is no such file" in trouble("train", tmp_path / "data", "--out", out)
    (tmp_path / "data" / "P1" / "lab.csv").write_text("recording,side\nwalk1,left\n")
    assert "lab.csv: has no column" in trouble("train", tmp_path / "data", "--out", out)
    assert not out.exists()
