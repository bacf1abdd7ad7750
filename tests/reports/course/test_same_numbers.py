"""The same number is the same everywhere: headline, tables, picture, terminal, Python, and the files."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.cli.running import run
from tests.reports.page_reader import assert_self_contained

import footwise as fw
from footwise.coaching import read_course
from footwise.followup import session_adherence
from footwise.live_view.state import Tally
from footwise.reports import number

SESSIONS = 3
SCHEDULE = "".join(
    f"[[block]]\nsession = {session}\nblock_s = 120\nshare = {share}\n"
    f'[[block]]\nsession = {session}\nblock_s = 30\nshare = 0.0\npurpose = "retention"\n'
    for session, share in enumerate((1.0, 0.6, 0.3, 0.0), start=1)
)


@pytest.fixture(scope="module")
def walked(tmp_path_factory) -> tuple[Path, str]:
    """A simulated course of three sessions of four, and what the terminal said of the last one."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "plan.toml").write_text(SCHEDULE)
    for _ in range(SESSIONS):
        said = run(
            "coach", "--source", "simulated", "--side", "right", "--change", "8", "--speed", "max", "--no-markers",
            "--schedule", folder / "plan.toml", "--out", folder / "anna",
        )  # fmt: skip
    return folder / "anna", said.stdout


@pytest.fixture(scope="module")
def text(walked) -> str:
    page = assert_self_contained((walked[0] / "report.html").read_text(encoding="utf-8"))
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def row(text: str, begin: str) -> str:
    """What follows the name of a row."""
    return text[text.index(begin) + len(begin) :].strip()[:120]


def test_steps_that_were_right(walked, text):
    folder, said = walked
    course = read_course(folder)
    foot = course[-1].summary().feet[0]
    share = f"{number(foot.every_step.in_band_pct, 0)} %"
    in_band, steps = foot.every_step.in_band, foot.every_step.steps
    assert 0 < in_band < steps
    # The person's screen, the clinician's sentence, both tables.
    assert f"{in_band} of {steps} steps in session 3" in text
    assert f"Session 3 of 4, right foot: {share} of steps in the band, " in text
    assert row(text, "all steps of the session").startswith(f"{steps} {share} ")
    assert re.search(rf"3 right \d+ of \d+ {re.escape(share)} ", text)
    # The terminal says what the person's screen says, and the live view counts the same steps.
    sentence = text[text.index("steps in session 3") - 60 :]
    assert re.search(r"(\S+ of \d+|[\w ]+) steps? (was|were) right\.", said)
    assert re.search(r"SIMULATED\. (.*?right\.)", said)[1] in text, sentence
    tally = Tally()
    for record in course[-1].records:
        if record["kind"] == "stride" and record["valid"] and record["block"] is not None:
            tally.add(record["in_band"])
    assert f"{number(tally.pct, 0)} %" == share
    # Files.
    told = json.loads((folder / "summary.json").read_text())[-1]["feet"][0]
    assert (told["every_step"]["in_band"], told["every_step"]["steps"]) == (in_band, steps)
    assert told["every_step"]["in_band_pct"] == foot.every_step.in_band_pct
    table = pd.read_csv(folder / "steps.csv")
    blocks = table["purpose"].isin(["practice", "retention"])
    mine = table[(table["session"] == 3) & table["used"] & blocks]
    assert (len(mine), int((mine["in_band"].astype(str).str.lower() == "true").sum())) == (steps, in_band)
    assert json.loads((folder / "session-03.jsonl").read_text().splitlines()[-1])["summary"]["feet"][0] == told


def test_degrees_that_are_kept(walked, text):
    folder, said = walked
    course = read_course(folder)
    foot = course[-1].summary().feet[0]
    kept = foot.kept_change_deg
    assert kept is not None and kept > 0
    one, whole = f"{number(kept, 1)}°", number(kept, 0)
    assert f"On average {one} outwards, over {foot.kept.steps} steps without help; asked for: 8° outwards" in text
    assert f"{one} of the 8° toe-out asked for are kept without feedback" in text
    assert f" {one} out " in row(text, "all without feedback: practice and retention")
    assert re.search(rf"3 right \d+ of \d+ .*?° out {re.escape(one)} out ", text)
    sentence = f"{whole} of 8 degrees without help." if float(whole) <= 8 else f"You turn {whole} degrees without help"
    assert sentence in said and sentence in text
    # Follow-up, Python and the files take it from the same place.
    sessions = session_adherence(course)
    assert sessions["kept_change_deg"].tolist() == [one.summary().feet[0].kept_change_deg for one in course]
    assert fw.read_course(folder)._rows()[-1][-1] == number(kept, 1)
    table = pd.read_csv(folder / "steps.csv")
    blocks = table["purpose"].isin(["practice", "retention"])
    untold = table[(table["session"] == 3) & table["used"] & blocks & ~table["feedback"]]
    # Where the sensor is looked at before the first block, nobody walks naturally any more, nor is judged.
    assert set(table.loc[table["session"] == 3, "purpose"]) == {"before the blocks", "practice", "retention"}
    assert "natural" in set(table.loc[table["session"] == 1, "purpose"])
    assert len(untold) == foot.kept.steps
    assert untold["foot_progression_angle_deg"].mean() - foot.baseline_deg == pytest.approx(kept, abs=1e-3)


def test_without_feedback_means_the_same_everywhere(walked, text):
    foot = read_course(walked[0])[-1].summary().feet[0]
    assert foot.kept.steps == foot.without_feedback.steps + foot.retention.steps > foot.retention.steps > 0
    share = f"{number(foot.kept.in_band_pct, 0)} %"
    assert f"{number(foot.with_feedback.in_band_pct, 0)} % with feedback and {share} without" in text
    assert row(text, "all without feedback: practice and retention").startswith(f"{foot.kept.steps} {share} ")
    assert fw.read_course(walked[0])._rows()[-1][5] == number(foot.kept.in_band_pct, 0)


def test_the_middle_of_natural_walking_is_its_median(walked, text):
    """The calibration takes the median of 20 strides to be zero: no mean beside it says otherwise."""
    (first, *_) = read_course(walked[0])
    natural = [r for r in first.records if r["kind"] == "stride" and r["block"] is None and r["valid"]]
    offset = first.last("calibration", "right")["offset_deg"]
    angles = np.array([r["sensor_angle_deg"] - offset for r in natural])
    middle = number(float(np.median(angles)), 1)
    assert row(text, "natural walking, session 1 (median)").startswith(f"{len(angles)} – ")
    assert f"{middle} ± {number(float(angles.std(ddof=1)), 1)}" in row(text, "natural walking, session 1 (median)")
    page = (walked[0] / "report.html").read_text(encoding="utf-8")
    assert f">{middle}°<" in page


def test_the_terminal_says_what_is_next(walked, text):
    line = walked[1][walked[1].index("Next: ") :].splitlines()[0]
    assert line == "Next: session 4, 2 minutes without help." or line.startswith("Next: session 4, 2 minutes")
    assert line in text


def test_a_number_that_is_none_is_not_told(walked):
    summary = json.loads((walked[0] / "summary.json").read_text())
    assert not any(isinstance(v, float) and math.isnan(v) for v in summary[0]["feet"][0].values())
