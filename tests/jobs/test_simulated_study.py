"""A simulated study as a job, from its real walk to the visit that is prescribed from it."""

import json

import pytest

from footwise.errors import FootwiseError
from footwise.jobs import (
    prescribe_visit,
    screen_visit,
    simulate_study_from,
    visit_sentences,
    write_simulated_study,
    write_visit,
)


@pytest.fixture(scope="module")
def study(treadmill_c3d, tmp_path_factory):
    told = []
    simulated = simulate_study_from(
        treadmill_c3d, side="right", steps=10, progress=lambda name, done, total: told.append((name, done, total))
    )
    assert [one[1:] for one in told] == [(k, 5) for k in range(5)] and told[0][0] == "natural"
    folder = tmp_path_factory.mktemp("study") / "out"
    write_simulated_study(simulated, folder)
    return folder


def test_the_study_is_written_with_its_truth(study):
    names = {"natural", "toe-in-5", "toe-in-10", "toe-out-5", "toe-out-10"}
    assert {path.name for path in study.iterdir()} == {f"{name}.c3d" for name in names} | {"study.toml", "truth.json"}
    assert json.loads((study / "truth.json").read_text(encoding="utf-8"))["side"] == "right"


def test_a_visit_is_prescribed_written_and_compared(study, tmp_path, capsys):
    told = []
    first = prescribe_visit(study, progress=lambda name, done, total: told.append((done, total)))
    assert told == [(k, 5) for k in range(5)]
    assert first.simulated and first.earlier is None
    assert visit_sentences(first)[0].startswith("SIMULATED. ")
    write_visit(first, tmp_path / "visit1")
    names = {"for-the-person.html", "prescription.json", "report.html", "steps.csv"}
    assert {path.name for path in (tmp_path / "visit1").iterdir()} == names
    second = prescribe_visit(study, before=tmp_path / "visit1")
    assert second.earlier is not None
    assert any("Since the earlier visit (visit1)" in line for line in visit_sentences(second)[1:])
    assert capsys.readouterr() == ("", "")


def test_the_same_study_is_screened(study):
    screening = screen_visit(study, most_steps=60)
    assert screening.side == "right" and screening.advice.stop
    assert len(screening.sentences()) == 3 and screening.sentences()[-1].startswith("Stop: ")


@pytest.mark.parametrize(
    ("wishes", "trouble"),
    [
        ({"side": "both"}, "`side`: is 'both'. Choose left or right."),
        ({"steps": 4}, "`steps`: is 4. Choose 5 to 5000 steps."),
        ({"steps": 5001}, "`steps`: is 5001. Choose 5 to 5000 steps."),
    ],
)
def test_what_makes_no_sense_is_refused(treadmill_c3d, wishes, trouble):
    with pytest.raises(FootwiseError) as caught:
        simulate_study_from(treadmill_c3d, **wishes)
    assert str(caught.value) == trouble
