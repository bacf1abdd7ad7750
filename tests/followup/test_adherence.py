from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.reports.course.courses import angles, plan, rows, walked, with_strides

from footwise.errors import FootwiseError
from footwise.followup import read_diary, session_adherence, weekly_adherence

START = date(2025, 3, 3)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    return [walked(folder, plan(1), {"left": rows(angles())})]


def sessions(*weeks: int, **values) -> pd.DataFrame:
    days = [START + timedelta(7 * week - 7) for week in weeks]
    columns = {
        "session": range(1, len(weeks) + 1), "side": "left", "date": days,
        "minutes": 15.0, "steps": 100, "steps_in_band": 60, "kept_steps": 50, "kept_change_deg": -9.0,
        "kept_error_deg": 1.0, "finished": True, "simulated": False,
    }  # fmt: skip
    return pd.DataFrame({**columns, **values})


def diary(**values) -> pd.DataFrame:
    days = [START + timedelta(day) for day in (0, 1, 2, 14)]
    return pd.DataFrame({"date": days, "minutes": [20.0, 5.0, 10.0, 12.0], **values})


def test_a_session_is_counted_as_its_log_has_it(course) -> None:
    one = session_adherence(course).iloc[0]
    summary = course[0].summary()
    strides = [r for r in course[0].records if r["kind"] == "stride" and r["block"] is not None and r["valid"]]
    told = [r for r in strides if not r["feedback"]]
    assert one["minutes"] == pytest.approx(summary.walked_s / 60)
    assert one["steps"] == len(strides)
    assert one["steps_in_band"] == sum(r["in_band"] for r in strides)
    kept = np.mean([r["foot_progression_angle_deg"] for r in told])
    assert one["kept_steps"] == len(told) > 0
    assert one["kept_change_deg"] == pytest.approx(kept - summary.feet[0].baseline_deg)
    assert one["kept_error_deg"] == pytest.approx(kept - summary.feet[0].target_deg)


def test_a_session_without_valid_steps(course) -> None:
    one = session_adherence([with_strides(course[0], valid=False)]).iloc[0]
    assert one["steps"] == one["steps_in_band"] == 0
    assert np.isnan(one["kept_change_deg"])


def test_weeks() -> None:
    one = weekly_adherence(START, sessions(1, 1, 3), diary()).set_index("week")
    assert one.index.tolist() == [1, 2, 3]
    assert one["sessions"].tolist() == [2, 0, 1]
    assert one["session_minutes"].tolist() == [30.0, 0.0, 15.0]
    assert one["diary_days"].tolist() == [3, 0, 1]
    assert one["home_minutes"].fillna(-1).tolist() == [35.0, -1.0, 12.0]
    assert one["days_as_asked"].tolist() == [2, 0, 1]
    assert one["left_in_band_pct"].fillna(-1).tolist() == [60.0, -1.0, 60.0]
    assert one["left_kept_change_deg"].fillna(0).tolist() == [-9.0, 0.0, -9.0]


def test_angles_are_weighted_with_their_steps() -> None:
    one = weekly_adherence(START, sessions(1, 1, kept_steps=[10, 30], kept_error_deg=[4.0, 0.0]))
    assert one["left_kept_error_deg"].tolist() == [1.0]


def test_both_feet_share_the_minutes() -> None:
    both = pd.concat([sessions(1), sessions(1, side="right", kept_error_deg=np.nan)])
    one = weekly_adherence(START, both).iloc[0]
    assert one["session_minutes"] == 15.0
    assert one["left_steps"] == one["right_steps"] == 100
    assert np.isnan(one["right_kept_error_deg"])


def test_weeks_that_are_asked_for() -> None:
    assert len(weekly_adherence(START, diary=diary(), weeks=6)) == 6
    assert len(weekly_adherence(START, diary=diary().iloc[:0])) == 1
    with pytest.raises(FootwiseError, match="asked for 0 weeks"):
        weekly_adherence(START, diary=diary(), weeks=0)
    with pytest.raises(FootwiseError, match="neither sessions nor a diary"):
        weekly_adherence(START)


def test_an_entry_before_the_start() -> None:
    with pytest.raises(FootwiseError, match="is of 2025-03-03, before the start on 2025-03-04"):
        weekly_adherence(START + timedelta(1), diary=diary())


def test_a_diary_of_two_people() -> None:
    with pytest.raises(FootwiseError, match="is of 2 people"):
        weekly_adherence(START, diary=diary(person=["a", "a", "b", "b"]))


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("date,minutes\n2025-03-03,1441\n", "1441 minutes on 2025-03-03"),
        ("date,minutes\n2025-03-03,-1\n", "-1 minutes"),
        ("date,minutes\n2025-03-03,5\n2025-03-03,6\n", "more than one row for date 2025-03-03"),
        ("date,minutes\n3.3.25,5\n", "'3.3.25' as date in row 1"),
        ("date,minutes\n2025-03-03,ten\n", "'ten' as minutes in row 1"),
        ("day,minutes\n2025-03-03,5\n", "no column 'date'"),
    ],
)
def test_diaries_that_cannot_be(tmp_path: Path, text: str, trouble: str) -> None:
    path = tmp_path / "diary.csv"
    path.write_text(text)
    with pytest.raises(FootwiseError, match=trouble):
        read_diary(path)


def test_a_day_without_minutes_is_no_entry(tmp_path: Path) -> None:
    path = tmp_path / "diary.csv"
    path.write_text("Date;Minutes\n2025-03-03;20\n2025-03-04;\n")
    one = weekly_adherence(START, diary=read_diary(path)).iloc[0]
    assert (one["diary_days"], one["home_minutes"]) == (1, 20.0)


def test_the_example_of_the_docs_runs(tmp_path: Path, monkeypatch, capsys) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "followup.md").read_text(encoding="utf-8")
    example = next(part for part in docs.split("```python")[1:] if "weekly_adherence" in part).partition("```")[0]
    (tmp_path / "course").mkdir()
    walked(tmp_path / "course", plan(1), {"left": rows(angles())})
    day = date.today() + timedelta(1)
    (tmp_path / "diary.csv").write_text(f"date,minutes\n{day},12\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    exec(example, {})
    assert "left_kept_change_deg" in capsys.readouterr().out
