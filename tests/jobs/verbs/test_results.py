"""What the verbs give shows itself in three lines and as a table, draws itself, and is compared without an error."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from tests.reports.page_reader import assert_self_contained

import footwise as fw
from footwise.errors import FootwiseError
from footwise.jobs.verbs import Course, MeasuredWalk
from footwise.recordings.foot_sensor import FootSensor

KINDS = ["walk", "sensor_walk", "film", "visit", "course", "trial", "power"]


def brief(thing: object) -> str:
    shown = repr(thing)
    assert shown.count("\n") <= 2
    assert len(shown) < 1500
    return shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_tells_itself_in_three_lines(results, kind):
    shown = brief(results[kind])
    assert "nan" not in shown.lower().replace("dominant", "") and "None" not in shown
    assert "0x" not in shown and "array(" not in shown


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_a_table_in_a_notebook(results, kind):
    html = results[kind]._repr_html_()
    assert html.startswith("<table><caption>") and html.count("<tr>") >= 2
    assert "nan" not in re.sub("<[^>]*>", "", html).lower().replace("dominant", "")


@pytest.mark.parametrize("kind", KINDS)
def test_it_draws_the_figures_of_its_report(results, kind, tmp_path):
    result = results[kind]
    figures = result.plot()
    assert figures and all(isinstance(figure, Figure) for figure in figures)
    page = assert_self_contained(fw.report(result, tmp_path / "report.html").read_text(encoding="utf-8"))
    # Each stands in the page, by what it shows for those who cannot see it.
    told = {re.sub(r"recording \d+, |walk \d+, ", "", name) for name in page.pictures if name}
    assert {str(figure.get_label()) for figure in figures} <= told
    brief(figures)
    assert figures._repr_html_().count("<svg") == len(figures)


@pytest.mark.parametrize("kind", KINDS)
def test_it_equals_itself_and_nothing_else(results, kind):
    result = results[kind]
    copy = dataclasses.replace(result)
    assert copy is not result and copy == result
    assert all(result != results[other] for other in KINDS if other != kind)
    assert result != 3


def test_a_figure_on_its_own_says_which_line_is_which(walk, tmp_path):
    moments = walk.plot()[0]
    legend = moments.axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["left", "right"]
    assert moments.patch.get_visible()
    moments.savefig(tmp_path / "moments.png")
    assert (tmp_path / "moments.png").stat().st_size > 5000


def test_what_is_inside_is_brief_too(walk, sensor_walk, film, visit, course, trial):
    recording = walk.recording
    for thing in (recording, recording.markers, recording.plates[0], recording.plates, recording.person):
        brief(thing)
    for foot in sensor_walk.feet:
        for thing in (foot, foot.sensor, foot.measured, foot.calibration):
            brief(thing)
    for thing in (film.walk, film.walk.steps, film.clips, visit.model, visit.conditions[1], visit.walks["natural"][0]):
        brief(thing)
    brief(course.sessions)
    for thing in (trial.data, trial.outcomes[0], trial.flow):
        brief(thing)


def test_the_numbers_are_those_of_the_steps(walk):
    left = walk.steps[(walk.steps["side"] == "left") & walk.steps["used"]]["kam_peak1_pct_bwht"]
    assert "left foot angle" in repr(walk)
    assert f"KAM P1 {left.mean():.2f} ± {left.std():.2f} %BW·ht" in repr(walk)
    assert f"<td>{left.mean():.2f} ± {left.std():.2f}</td>" in walk._repr_html_()


def test_angles_that_are_changes_say_so(sensor_walk):
    assert "left change of foot angle" in repr(sensor_walk)
    assert "<th>change of foot angle, °</th>" in sensor_walk._repr_html_()


def test_simulated_is_said_and_names_are_no_html(walk, trial, power, scored, tmp_path):
    recording = dataclasses.replace(walk.recording, name="<script>", simulated=True)
    made_up = dataclasses.replace(walk, recording=recording)
    assert "SIMULATED" in repr(made_up) and "SIMULATED" in repr(recording)
    for html in (made_up._repr_html_(), recording._repr_html_()):
        assert "SIMULATED" in html and "<script>" not in html and "&lt;script&gt;" in html
    assert all("SIMULATED" in repr(one) and "SIMULATED" in one._repr_html_() for one in (trial, power))
    page = fw.report(scored, tmp_path / "scores.html").read_text(encoding="utf-8")
    assert "Simulated" in page and "Anna &lt;b&gt;" in page


def test_a_walk_without_a_used_step_has_something_to_say(walk):
    steps = walk.steps.assign(used=False, reason="out of the question")
    nothing = dataclasses.replace(walk, steps=steps)
    assert brief(nothing).startswith("Walk 'treadmill_events': 23 steps, 0 used")
    assert nothing._repr_html_().count("<td>0 of 11</td>") == 1


def test_scores_and_cartilage_show_their_tables(scored, tmp_path):
    from footwise.followup import write_image
    from footwise.simulation import relaxation_phantom

    assert brief(scored).startswith("SIMULATED. 2 rows")
    assert "<td>6.0</td>" in scored._repr_html_() and "&lt;b&gt;" in scored._repr_html_()
    phantom = relaxation_phantom((12, 12, 2))
    images = [tmp_path / f"tsl_{time:g}.nii.gz" for time in phantom.series.times_ms]
    for path, signal in zip(images, phantom.series.signal, strict=True):
        write_image(path, signal, phantom.series.grid, "spin-lock image", simulated=True)
    write_image(tmp_path / "labels.nii.gz", phantom.labels, phantom.series.grid, "labels", simulated=True)
    times = phantom.series.times_ms.tolist()
    plain = fw.map_cartilage(images, times_ms=times)
    regions = fw.map_cartilage(images, times_ms=times, labels=tmp_path / "labels.nii.gz")
    assert plain.regions is None and "<td>" not in plain._repr_html_()
    assert regions._repr_html_().count("<tr>") == len(regions.regions) + 1
    assert "SIMULATED" in brief(regions) and regions != plain
    page = fw.report(regions, tmp_path / "cartilage.html").read_text(encoding="utf-8")
    assert "Simulated" in page and page.count("<tr>") == len(regions.regions) + 1


def test_an_empty_course_cannot_be_had_by_accident(tmp_path):
    with pytest.raises(FootwiseError, match="holds no session of a course"):
        fw.read_course(tmp_path)
    empty = Course(tmp_path, ())
    assert brief(empty).endswith("0 sessions") and empty.plot() == () and len(empty.steps) == 0


def test_the_table_of_a_trial_has_numbers(trial):
    table = trial.table.set_index("outcome")
    first = trial.outcomes[0]
    assert table.loc[first.outcome.name, "difference"] == first.effect.value
    assert list(table["week"]) == [one.week for one in trial.outcomes]


@pytest.mark.parametrize("kind", KINDS)
def test_its_report_is_one_page(results, kind, tmp_path):
    path = tmp_path / "deep" / "report.html"
    path.parent.mkdir()
    assert fw.report(results[kind], str(path)) == path
    page = assert_self_contained(path.read_text(encoding="utf-8"))
    assert "Research software" in page.text
    before = path.read_bytes()
    assert fw.report(results[kind], path).read_bytes() == before


def test_walks_of_one_kind_share_a_page(walk, sensor_walk, film, tmp_path):
    for one in (walk, sensor_walk, film):
        assert fw.report([one, one], tmp_path / "report.html").stat().st_size > 10_000
    # What the rooms give without the front door is as good.
    plain = [inner for group in (walk,) for inner in [type(group).__mro__[1](**vars(group))]]
    assert not isinstance(plain[0], MeasuredWalk)
    fw.report(plain, tmp_path / "plain.html")


@pytest.mark.parametrize(
    ("result", "path", "said"),
    [
        ([], "report.html", "`result`: is of a kind without a report (empty list)"),
        (3, "report.html", "`result`: is of a kind without a report (int)"),
        ("walk.c3d", "report.html", "`result`: is of a kind without a report (str)"),
        (None, "report.pdf", "`path`: is "),
        (None, "report", "Name a page, such as report.html"),
    ],
)
def test_says_what_has_no_report(result, path, said, tmp_path):
    with pytest.raises(FootwiseError) as caught:
        fw.report(result, tmp_path / path)
    assert said in str(caught.value) and caught.value.remedy
    assert not list(tmp_path.iterdir())


def test_different_kinds_share_no_page(walk, sensor_walk, tmp_path):
    with pytest.raises(FootwiseError, match=r"\(MeasuredSensorWalk and MeasuredWalk\)"):
        fw.report([walk, sensor_walk], tmp_path / "report.html")
    with pytest.raises(FootwiseError):
        fw.report(walk, tmp_path / "missing" / "report.html")


def test_what_was_read_is_a_table_too(walk, sensor_walk):
    for thing in (walk.recording, *(foot.sensor for foot in sensor_walk.feet)):
        assert isinstance(thing, FootSensor) or thing._repr_html_().count("<tr>") == 4
        assert thing._repr_html_().startswith("<table>")
        assert Path(thing.source).name not in ("", ".")
