"""The report's part on the knee centre: one table, one sentence, and what flips stands out."""

from dataclasses import replace

import numpy as np
from tests.reports.page_reader import assert_self_contained
from tests.reports.walks import five_conditions

from footwise.prescription import prescribe_from_walks
from footwise.reports.visit import prescription_report
from footwise.reports.visit.knee_centre import knee_centre_part


def steep(walk):
    """A visit in which 10 mm further out make toe-in 10° worth nothing."""
    walks = five_conditions(walk)
    one = walks["toe-in-10"][0]
    walks["toe-in-10"] = [replace(one, kam_per_mm_out=np.full_like(one.kam, 0.2))]
    return prescribe_from_walks("P07", "left", walks)


def test_one_sentence_and_one_table(walk):
    result = steep(walk)
    page = assert_self_contained(prescription_report(result))
    assert page.text.count(result.knee_centre.sentence()) == 2, "among the warnings, and above its table"
    assert "If the knee centre lies elsewhere" in page.text
    assert "Knee centre Lever arm Inverse dynamics As measured toe-in 10°:" in page.text
    assert "toe-in-10" not in page.text.split("If the knee centre lies elsewhere")[1].split("Step by step")[0]


def test_what_becomes_another_choice_stands_out(walk):
    part = knee_centre_part(steep(walk))
    assert [row.where for row in part.rows] == [
        "As measured", "10 mm out", "10 mm in", "10 mm up", "10 mm down",
    ]  # fmt: skip
    assert [[other for _, other in row.cells] for row in part.rows] == [[False] * 2, [True] * 2, *[[False] * 2] * 3]
    assert part.rows[0].cells[0][0].startswith("toe-in 10°: 12.0 %")
    assert part.rows[1].cells[0][0] == "no change (best toe-in 5°: 5.0 %)"


def test_a_refusal_says_what_came_nearest(walk):
    walks = five_conditions(walk, fall={c: 0.03 if c == "toe-in-5" else 0.0 for c in five_conditions(walk)})
    part = knee_centre_part(prescribe_from_walks("P07", "left", walks))
    assert part.rows[0].cells[0][0].startswith("no change (best toe-in 5°: 3.0 %")


def test_no_part_where_nothing_can_be_chosen(walk):
    walks = five_conditions(walk)
    only = {
        c: [replace(walks[c][0], steps=walks[c][0].steps.assign(foot_progression_angle_deg=0.0))]
        for c in ("natural", "toe-in-10")
    }
    result = prescribe_from_walks("P07", "left", only)
    assert knee_centre_part(result) is None
    assert "If the knee centre lies elsewhere" not in prescription_report(result)
