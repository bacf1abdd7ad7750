"""The report as it is read: said once, in words, changes with a sign, what gets worse marked, on small screens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from tests.browser import PHONE_PX, RUN_OVER, SIDEWAYS, SMALLEST_TEXT, in_browser, printed_pages
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import FALL, NO_FALL, five_conditions, prescribed, walk_like, with_steps_left_out

from footwise.loads import StepReason, Walk
from footwise.prescription import Prescription, prescribe_from_walks
from footwise.reports.figures import Look, as_svg
from footwise.reports.visit import prescription_report
from footwise.reports.visit.changes import Change, change_of
from footwise.reports.visit.dose_response import DoseBand, DoseOption, DoseSteps, beyond_the_picture, dose_response
from footwise.signals import Mean

# The name of a condition in files; the name of a file may have it.
KEY = re.compile(r"toe-(in|out)-\d+(?!\d|\.\d|\.c3d)")
LEAST_CHART_TEXT_PX = 11.0
# Where the cells of every table that scrolls stand after it was scrolled to its end.
TABLES = """
(document) => [...document.querySelectorAll(".scroll")].filter((one) => one.offsetParent).map((one) => {
  const style = document.defaultView.getComputedStyle(one), row = one.querySelector("tbody tr:not(.leg)");
  const before = [...row.cells].map((cell) => cell.getBoundingClientRect().right);
  one.scrollLeft = 10000;
  const first = row.cells[0].getBoundingClientRect();
  return {
    name: one.getAttribute("aria-label"), scrolls: one.scrollWidth > one.clientWidth, scrolled: one.scrollLeft,
    first: first.left - one.getBoundingClientRect().left, before, edge: style.backgroundImage,
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  };
})
"""
FIGURES = """
(document) => [...document.querySelectorAll("figure svg")].map((one) => one.getBoundingClientRect().width)
"""


@pytest.fixture(scope="module")
def result(walk: Walk) -> Prescription:
    return prescribed(walk, simulated=True)


def with_column(walks: list[Walk], column: str, share: float) -> list[Walk]:
    return [replace(w, steps=w.steps.assign(**{column: w.steps[column] * share})) for w in walks]


def turned(walk: Walk, condition: str, change_deg: float, fall: float) -> Walk:
    """A condition that was walked with another change than it is named after."""
    changed = walk_like(walk, condition, 6, fall)
    natural = walk_like(walk, "natural", 6).steps["foot_progression_angle_deg"]
    return replace(changed, steps=changed.steps.assign(foot_progression_angle_deg=natural + change_deg))


def text_of(walks: Mapping[str, list[Walk]]) -> str:
    return assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", dict(walks)))).text


def test_that_it_is_simulated_is_said_once(result):
    text = assert_self_contained(prescription_report(result)).text
    assert text.count("standard errors look smaller") == 1
    assert text.count("says nothing about") == 1
    # Programs read it in their table.
    assert "says nothing about the person" in result.to_json()["warnings"][-1]


def test_no_key_of_a_file_is_printed(walk, result):
    walks = five_conditions(walk)
    few = {c: [with_steps_left_out(w, dict.fromkeys(range(3, 20), StepReason("lost"))) for w in g]
           for c, g in five_conditions(walk, repeats=1).items()}  # fmt: skip
    unwalked = {c: walks[c] for c in ("natural", "toe-in-10")}
    unreached = {**walks, "toe-out-10": [turned(walk, "toe-out-10", 2.0, 0.0)], "toe-in-5": few["toe-in-5"]}
    closer = five_conditions(walk, fall={**FALL, "toe-in-5": 0.115, "toe-out-5": 0.11})
    risen = {**walks, "toe-in-10": with_column(walks["toe-in-10"], "kam_peak2_pct_bwht", 1.4)}
    for case in (walks, few, unwalked, unreached, closer, risen, five_conditions(walk, fall=NO_FALL)):
        assert not KEY.search(text_of(case)), KEY.search(text_of(case))
    simulated = assert_self_contained(prescription_report(result))
    assert not KEY.search(simulated.text) and not any(KEY.search(alt) for alt in simulated.pictures)


def test_what_gets_worse_is_marked_by_shape_and_word(walk):
    walks = five_conditions(walk)
    page = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks)))
    assert "▼ −12 %" in page.text and "worse" not in page.text.replace("Gets worse", "")
    walks["toe-in-10"] = with_column(walks["toe-in-10"], "kam_peak2_pct_bwht", 1.4)
    page = assert_self_contained(prescription_report(prescribe_from_walks("P07", "left", walks)))
    assert "▲ +23 % worse" in page.text
    assert "gets-worse" in page.classes


@pytest.mark.parametrize(
    ("natural", "changed", "said"),
    [
        (Mean(2.0, 0.02, 60), Mean(1.8, 0.02, 60), Change("−10.0", "1.3", worse=False, clear=True)),
        (Mean(2.0, 0.02, 60), Mean(2.2, 0.02, 60), Change("+10.0", "1.5", worse=True, clear=True)),
        (Mean(2.0, 0.1, 60), Mean(2.1, 0.1, 60), Change("+5.0", "7.3", worse=True, clear=False)),
        (Mean(2.0, 0.1, 60), Mean(2.0, 0.1, 60), Change("0.0", "7.1", worse=False, clear=False)),
        (Mean(2.0, np.nan, 1), Mean(1.0, np.nan, 1), Change("−50.0", "", worse=False, clear=False)),
        (Mean(2.0, 0.1, 60), Mean(np.nan, np.nan, 0), Change("–")),
    ],
)
def test_changes_have_a_sign_and_are_clear_beyond_their_error(natural, changed, said):
    assert change_of(natural, changed) == said


def test_changes_stand_in_the_tables_and_pictures(result):
    page = assert_self_contained(prescription_report(result))
    assert "Change ± SE, %" in page.text and "Expected change, %" in page.text
    assert "Change of KAM peak 1, %" in page.text
    assert "Fall " not in page.text
    assert any("toe-in 10° −12.0 ± " in alt for alt in page.pictures)


def test_a_walk_is_what_was_walked(walk):
    walks = {"natural": five_conditions(walk)["natural"], "toe-in-10": [turned(walk, "toe-in-10", -18.9, 0.12)]}
    text = text_of(walks)
    assert "Turn the left foot 19° further inwards" in text and "10° further" not in text
    assert "toe-in 10° chosen walked as 19°" in text
    assert "Chosen: toe-in 19°, which lowers it by" in text
    assert "toe-in 10° (peak 1, walked as 19°)" in text


def test_not_judged_is_no_refusal(walk):
    walks = five_conditions(walk)
    few = with_steps_left_out(walks["toe-in-10"][0], dict.fromkeys(range(3, 130), StepReason("lost")))
    text = text_of({"natural": walks["natural"], "toe-in-10": [few]})
    assert "Not judged: there are too few steps" in text
    assert "None reaches it" not in text and "nothing is recommended" not in text


def dose(steps: DoseSteps) -> tuple[DoseBand, list[DoseSteps]]:
    angles = np.linspace(-12, 12, 49)
    band = DoseBand(angles, angles / 2, [(angles / 2 - width, angles / 2 + width) for width in (4.0, 2.0)])
    return band, [steps]


def test_steps_beyond_the_picture_are_marked_at_its_edge():
    look = Look("#083f7c", (), "v")
    rng = np.random.default_rng(1)
    load, angle = rng.normal(-5, 2, 200), rng.normal(-10, 0.5, 200)
    # Two far up, one far down, one far to the side.
    load[:3], angle[3] = (80.0, 90.0, -70.0), -40.0
    band, steps = dose(DoseSteps(look, angle, load))
    assert beyond_the_picture(band, steps, -5.0) == 4
    figure = dose_response("KAM", band, steps, [DoseOption(look, -10.0, -5.0, "trial")], -5.0, (-10.0, 10.0), "alt")
    (axes,) = figure.axes
    marks = [text for text in axes.texts if text.arrow_patch is not None]
    assert sorted((np.sign(m.xyann[0]), np.sign(m.xyann[1])) for m in marks) == [(-1, 0), (0, -1), (0, 1), (0, 1)]
    points = next(line for line in axes.lines if len(line.get_xdata()) == 196)
    assert points.get_markersize() >= 4 and points.get_alpha() >= 0.5
    # What a figure of its own is given is drawn as well.
    assert "<svg" in as_svg(figure)


def test_the_picture_reaches_as_far_as_was_walked(walk):
    walks = {"natural": five_conditions(walk)["natural"], "toe-in-10": [turned(walk, "toe-in-10", -18.9, 0.12)]}
    text = text_of(walks)
    assert "20° in" in text and "10° out" in text


def test_names_of_columns_are_centred_line_by_line(result):
    names = re.findall(
        r'<text style="([^"]*)"[^>]*>(natural|toe-in|toe-out|10°|5°)</text>', prescription_report(result)
    )
    assert len(names) >= 9 * 3
    assert all("text-anchor: middle" in style for style, _ in names)


@pytest.mark.browser
def test_on_a_phone(result, tmp_path):
    page = prescription_report(result)
    assert in_browser(page, SIDEWAYS, tmp_path) == [PHONE_PX, PHONE_PX]
    assert in_browser(page, RUN_OVER, tmp_path) == []
    texts = in_browser(page, SMALLEST_TEXT, tmp_path)
    drawn = [(size, text) for size, text, in_picture in texts if in_picture]
    assert len(drawn) > 60 and not [one for one in drawn if one[0] < LEAST_CHART_TEXT_PX]
    conditions, options, *_ = in_browser(page, TABLES, tmp_path)
    for table in (conditions, options):
        assert table["scrolls"] and table["scrolled"] > 0
        # The first column stays where it was, and the edge is drawn.
        assert 0 <= table["first"] <= 1
        assert table["edge"].count("gradient") == 2
        # Name, change of both peaks: what decides needs no scrolling.
        assert table["before"][2] <= PHONE_PX


@pytest.mark.browser
def test_on_paper(result, tmp_path):
    page = prescription_report(result)
    pages = printed_pages(page, tmp_path)
    assert len(pages) <= 4 and all(size == pytest.approx((210, 297), abs=0.5) for size in pages)
    # Two columns: no picture is wider than half of the sheet between its margins.
    between_margins = round(186 / 25.4 * 96)
    widths = in_browser(page.replace("@media print", "@media all"), FIGURES, tmp_path, between_margins)
    assert len(widths) == 7 and max(widths) <= between_margins / 2
