"""The page of a batch: counts, reasons put together, values far out, and nothing taken for HTML."""

import numpy as np
import pandas as pd
import pytest
from tests.reports.page_reader import Page

from footwise.reports.batch import batch_figures, batch_report
from footwise.reports.batch.outliers import outliers
from footwise.reports.batch.report import reason_groups


def summary_of(count, kind="markers", against="the direction of walking", **changed):
    random = np.random.default_rng(1)
    rows = pd.DataFrame(
        {
            "file": [f"P{k // 2}/walk {k // 2}.c3d" for k in range(count)],
            "person": [f"P{k // 2}" for k in range(count)],
            "condition": "natural",
            "kind": kind,
            "side": ["left", "right"] * (count // 2),
            "steps": 10,
            "steps_used": 9,
            "foot_progression_angle_deg": random.normal(8, 3, count),
            "kam_peak1_pct_bwht": random.normal(3, 0.4, count),
            "kam_peak2_pct_bwht": random.normal(2, 0.4, count),
            "speed_m_s": random.normal(1.2, 0.1, count),
            "stride_m": random.normal(1.3, 0.1, count),
            "angle_against": against,
            "notes": "",
            "report": "",
        }
    )
    for name, (row, value) in changed.items():
        rows.loc[row, name] = value
    return rows


FAILURES = pd.DataFrame(
    {
        "file": ["a.c3d", "b.c3d", "<i>.c3d"],
        "person": "",
        "kind": ["bad file", "bad file", "crash"],
        "reason": ["holds 3 frames of 'x.c3d'", "holds 41 frames of 'y.c3d'", "ended the process <b>"],
    }
)
NONE = pd.DataFrame(columns=["file", "person", "side", "said", "report"])


def written(summary, failures=FAILURES, **told):
    kept = {"reasons": {"turning by 30°": 3, "turning by 41°": 4}, "files": 30, "done": {"markers": 20}, **told}
    return batch_report(summary, failures, NONE, **kept)


def test_what_decides_stands_first():
    page = written(summary_of(40), unused_static=["X/static.c3d"])
    told = Page(page)
    assert "20 of 30 files measured" in page and "360 of 400 steps used (90 %)" in page and "20 people" in page
    assert page.index("Without a result") < page.index("<h2>Markers and plates")
    assert "X/static.c3d" in page and all(link.startswith("#") for link in told.links)
    # Names and reasons are text.
    assert "<i>.c3d" not in page and "&lt;i&gt;.c3d" in page and "the process <b>" not in page
    assert page == written(summary_of(40), unused_static=["X/static.c3d"])


def test_reasons_that_differ_in_numbers_and_names_are_one():
    groups = reason_groups(FAILURES)
    assert [(group.count, group.kind) for group in groups] == [(2, "bad file"), (1, "crash")]
    assert groups[0].files == ("a.c3d", "b.c3d") and groups[0].reason == "holds 3 frames of 'x.c3d'"
    assert '<td class="n">7</td>' in written(summary_of(40))


def test_what_lies_far_out_is_to_be_looked_at():
    rows = summary_of(40, kam_peak1_pct_bwht=(7, 9.0))
    (one,) = outliers(rows, ("kam_peak1_pct_bwht", "speed_m_s"))
    assert (one.row, one.column, one.value) == (7, "kam_peak1_pct_bwht", 9.0) and one.distance > 10
    assert "P3/walk 3.c3d" in written(rows).split("To look at")[1].split("</section>")[0]
    assert "To look at" not in written(summary_of(8, kam_peak1_pct_bwht=(7, 9.0)))


def test_each_kind_is_compared_with_its_own_and_relative_angles_with_none():
    sensors = summary_of(40, "foot sensor", "the person's own mean", foot_progression_angle_deg=(3, 60.0))
    assert outliers(sensors, ("foot_progression_angle_deg",)) == []
    both = pd.concat([summary_of(40), sensors.assign(speed_m_s=5.0 + sensors["speed_m_s"])], ignore_index=True)
    assert outliers(both, ("speed_m_s",)) == []
    page = written(both, done={"markers": 20, "foot sensor": 20})
    part = page.split("<h2>Foot sensors")[1]
    assert "Foot angle" not in part.split("</table>")[0] and "are not compared with one another" in part


def test_its_figures_alone():
    assert len(batch_figures(summary_of(40))) == 6 and batch_figures(summary_of(40).head(0)) == ()


@pytest.mark.parametrize("count", [0, 2])
def test_few_or_none(count):
    page = written(summary_of(40).head(count), done={"markers": count}, reasons={})
    assert f"{count} of 30 files measured" in page and "nan" not in page.lower().replace("finance", "")
