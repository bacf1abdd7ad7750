"""Films of a walk as a job: what comes out, what is written, and what is refused before anybody looks at a picture."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.video.clips import calibrated, four_cameras, four_clips, show

from footwise.errors import ErrorKind, FootwiseError
from footwise.jobs.film import FilmRequest, FloorRectangle, measure_films, write_films

CLIPS = [Path(f"cam0{k}.mp4") for k in (1, 2, 3, 4)]


@pytest.fixture
def request_(tmp_path, monkeypatch):
    show(monkeypatch, four_clips())
    return FilmRequest(CLIPS, calibrated(tmp_path, four_cameras()), films=False, trc=True)


def test_a_walk_comes_out_and_is_written(request_, tmp_path, capsys):
    (one,) = measure_films(request_)
    assert one.body is not None and one.quality is not None and len(one.clips) == 4
    write_films([one], request_, tmp_path / "out")
    names = {"cam01_cam02_cam03_cam04.trc", "report.html", "step_details.csv", "steps.csv"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names
    assert len(pd.read_csv(tmp_path / "out" / "steps.csv")) == len(one.walk.steps)
    assert capsys.readouterr() == ("", "")


def test_a_refusal_to_judge_is_none_of_a_bad_file(request_, tmp_path):
    two, one, *others = four_cameras()
    exchanged = calibrated(tmp_path, (replace(one, name="cam01"), replace(two, name="cam02"), *others), "other.toml")
    with pytest.raises(FootwiseError, match="does not fit the walk") as caught:
        measure_films(replace(request_, calibration=exchanged))
    assert caught.value.kind is ErrorKind.REFUSAL
    assert "show the same person (`person`)" in caught.value.remedy


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"clock": "noon"}, "`clock`: is 'noon'. Choose walk, clap or same."),
        ({"height_m": 172.0}, "`height_m`: of 172 m is nobody's. Give it in metres, such as 1.72."),
        (
            {"clips": CLIPS[:1], "trc": False, "foot_length_m": 2.0},
            "`foot_length_m`: of 200 cm is nobody's. Measure from the heel to the base of the big toe: 12 to 26 cm.",
        ),
        ({"floor": FloorRectangle()}, "`floor`: is for one phone, and there are 4 clips. Use `calibration`."),
        ({"clips": CLIPS[:1]}, "`trc`: needs points in the room, and there is one clip. Leave it out, or use `json`."),
        ({"calibration": None}, "4 clips: need a calibration that says where their cameras stood. Give it with "
                                "`calibration`, or measure one clip alone."),
        ({"neutral": CLIPS[:2]}, "`neutral`: names 2 clips, and the walk has 4. Give one clip for each phone, in the "
                                 "order of the walk's clips."),
        ({"person": [1, 2]}, "`person`: is given 2 times, and the walk has 4 clips. Give it once, or once for each "
                             "phone in the order of the walk's clips."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_once(request_, monkeypatch, wishes, trouble):
    show(monkeypatch, {})
    with pytest.raises(FootwiseError) as caught:
        measure_films(replace(request_, **wishes))
    assert str(caught.value) == trouble and caught.value.kind is ErrorKind.BAD_REQUEST
