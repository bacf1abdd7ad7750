"""What the clinic needs of a visit: its folder, plain figures, pictures, the days of a course, and a letter."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import tomllib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from footwise.errors import FootwiseError
from footwise.jobs import (
    Letter,
    LetterSection,
    VisitRecording,
    angle_figures,
    course_days,
    course_sessions,
    feet_for_the_person,
    letter_pdf,
    write_visit_folder,
)
from footwise.prescription import read_study

ODD = ['a "quoted" name.c3d', "back\\slash.c3d", "#x = [1] {y}.c3d", "umläut 足 🦶.c3d", "tab\tand\x7f.c3d", "'''.c3d"]


@pytest.mark.parametrize("name", ODD)
def test_a_study_is_written_whatever_the_files_are_called(tmp_path, name):
    files = {condition: tmp_path / str(k) / name for k, condition in enumerate(("natural", "toe-in-10", "static"))}
    for file in files.values():
        file.parent.mkdir()
        file.write_bytes(b"x")
    forces = tmp_path / "0" / "forces.mot"
    forces.write_bytes(b"x")
    recordings = [
        VisitRecording(file, condition, forces if condition == "natural" else None) for condition, file in files.items()
    ]
    write_visit_folder(tmp_path, recordings, person='K-1" \\', side="left", mass_kg=71, height_m=1.64)
    study = read_study(tmp_path)
    assert (study.person, study.side, study.how.mass_kg, study.how.height_m) == ('K-1" \\', "left", 71, 1.64)
    assert study.static == files["static"] and study.recordings["natural"][0].forces == forces
    assert [entry.file for group in study.recordings.values() for entry in group] == [
        files["natural"],
        files["toe-in-10"],
    ]


def test_a_word_of_somebody_adds_nothing_to_a_study(tmp_path):
    file = tmp_path / "a.c3d"
    file.write_bytes(b"x")
    evil = 'x"\nmass_kg = 1\n[recordings]\nnatural = "/etc/passwd'
    recordings = [VisitRecording(file, "natural")]
    write_visit_folder(tmp_path, recordings, person=evil, side="left", mass_kg=71, height_m=1.6)
    told = tomllib.loads((tmp_path / "study.toml").read_text())
    assert told["person"] == evil and told["mass_kg"] == 71 and told["recordings"] == {"natural": [{"file": "a.c3d"}]}


def steps(angles: list[float], side: str = "left") -> pd.DataFrame:
    return pd.DataFrame(
        {"side": side, "used": [math.isfinite(a) for a in angles], "foot_progression_angle_deg": angles}
    )


def test_without_moments_there_are_angles_and_no_target():
    walked = {"toe-in-10": [steps([2.0, 4.0])], "natural": [steps([12.0]), steps([14.0, np.nan])]}
    figures = angle_figures(walked, "left", "no plates")
    (leg,) = figures["legs"]
    assert [row["condition"] for row in leg["conditions"]] == ["natural", "toe-in-10"]
    assert leg["conditions"][1]["change_deg"] == -10 and leg["conditions"][0]["all_steps"] == 3
    assert "target" not in figures and not figures["has_loads"] and not figures["judged"]
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures
    apart = angle_figures(walked, "left", "", comparable=False)
    assert [row["change_deg"] for row in apart["legs"][0]["conditions"]] == [None, None]
    with pytest.raises(FootwiseError):
        angle_figures({"natural": [steps([])]}, "left", "")


def test_a_foot_is_drawn_for_each_change_that_may_be_asked_for():
    drawn = feet_for_the_person("right", 12.4, -14.0, words=("heute", "neu"), alt="der Fuß")
    assert set(drawn) == {"-14", "-10", "-5", "5", "10"}
    one = drawn["-14"]
    assert (one["today_deg"], one["turn_deg"], one["target_deg"], one["shoe"]) == (12, -14, -2, "7 cm")
    assert ">heute<" in one["svg"] and ">neu<" in one["svg"] and 'aria-label="der Fuß"' in one["svg"]
    assert "style=" not in one["svg"]


def test_the_course_fades_to_nothing_in_six_sessions():
    sessions = course_sessions()
    assert [one.feedback_pct for one in sessions] == [100, 100, 75, 50, 25, 0]
    assert {(one.minutes, one.alone_minutes) for one in sessions} == {(17, 2)}
    days = course_days(dt.date(2026, 12, 2), {0, 3}, 6)
    assert [day.weekday() for day in days] == [3, 0, 3, 0, 3, 0] and days[0] == dt.date(2026, 12, 3)
    for weekdays in (set(), {7}):
        with pytest.raises(FootwiseError):
            course_days(dt.date(2026, 12, 2), weekdays, 6)


LETTER = Letter(
    language="en",
    title="Gait retraining",
    facts=(("Person", "K-17"),),
    to_write=("Name",),
    banner="",
    lead="Turn the foot.",
    sections=(LetterSection("Found", ("Words.",), ("A point.",), ("Walked", "Change"), (("natural", "–"),), 0),),
    signed=("Signed by somebody.",),
    sign_here="Signature",
    foot="Research software",
)
# What would stop Typst, read a file, or become something else, if it were markup.
MARKUP = '#panic("x") #read("/etc/passwd") $x^2$ *b* _i_ = Head \n- point @ref <label> `raw` \\ // gone /* gone */ ] }'


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_letter_is_one_page_and_the_same_for_the_same_words():
    one = letter_pdf(LETTER)
    assert one.startswith(b"%PDF-") and one == letter_pdf(LETTER)
    assert pages(one) == 1 and pages(letter_pdf(replace(LETTER, lead="words " * 5000))) > 1


def test_whatever_is_written_in_a_letter_stays_text():
    section = LetterSection(MARKUP, (MARKUP,), (MARKUP,), (MARKUP, MARKUP), ((MARKUP, MARKUP),))
    told = {name: MARKUP for name in ("title", "banner", "lead", "sign_here", "foot")}
    evil = replace(LETTER, facts=((MARKUP, MARKUP),), to_write=(MARKUP,), sections=(section,), signed=(MARKUP,), **told)
    assert letter_pdf(evil).startswith(b"%PDF-")
    # Computed, both would be the same.
    assert letter_pdf(replace(LETTER, lead="#(1 + 1)")) != letter_pdf(replace(LETTER, lead="2"))
    assert letter_pdf(replace(LETTER, lead="*b*")) != letter_pdf(replace(LETTER, lead="b"))
