"""`footwise video` on phones that moved: each is judged, the one that moved is named, and nothing is made of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from tests.cli.video.clips import calibrated, measured, refused, show

from footwise.simulation import (
    FilmingImperfections,
    PhoneMovement,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)

PHONES = tuple(
    placed_camera(f"phone{k}", angle_deg=angle, height_m=1.75) for k, angle in enumerate((-30, 30, 0), start=1)
)
FAST = ("--no-films", "--no-flip")


def filmed(folder, monkeypatch, movement, phones=PHONES):
    """Clips of phones of which the second moves; their names, and the calibration."""
    moves = FilmingImperfections(noise_px=1.0, moves={"phone2": movement})
    film = simulated_film(phones, imperfections=moves)
    stood = simulated_standing_film(phones)
    people = {clip.name: clip for clip in film.landmarks}
    show(monkeypatch, people | {f"stand_{clip.name}": clip for clip in stood.landmarks})
    return [f"{phone.name}.mp4" for phone in phones], calibrated(folder, phones)


def report(folder: Path) -> str:
    return (folder / "out" / "report.html").read_text()


@pytest.mark.parametrize(
    ("movement", "said"),
    [
        (PhoneMovement(pan_deg=6.0), "phone2 moved by 4."),
        (PhoneMovement(zoom_pct=4.0), "phone2 zoomed by 3.1 %"),
        (PhoneMovement(pan_deg=1e-6), ""),
    ],
)
def test_two_phones_of_which_one_moves(movement, said, tmp_path, monkeypatch):
    names, calibration = filmed(tmp_path, monkeypatch, movement, PHONES[:2])
    told = measured(tmp_path, *names, "--calibration", calibration, "--trc", "--height", "1.75", *FAST)
    steps = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")
    assert steps["stance_s"].dropna().between(0.55, 0.8).all()
    if not said:
        assert "moved" not in told.out and "zoomed" not in told.out
        assert steps["foot_progression_angle_deg"].notna().all() and "How the phone moved" not in report(tmp_path)
        assert "0.0°, zoom 0.0 %" in report(tmp_path)
        return
    assert "No foot angle: while the person walked, " + said in told.out
    assert steps["foot_progression_angle_deg"].isna().all()
    assert "How the phone moved" in report(tmp_path) and "phone1 moved" not in report(tmp_path)
    # Of places in the room there is nothing right to be written.
    assert not list((tmp_path / "out").glob("*.trc")) and not (tmp_path / "out" / "moment_features.csv").exists()


def test_of_three_phones_the_one_that_moves_is_left_out(tmp_path, monkeypatch):
    names, calibration = filmed(tmp_path, monkeypatch, PhoneMovement(pan_deg=4.0))
    told = measured(tmp_path, *names, "--calibration", calibration, *FAST)
    assert "Note: phone2 moved by 2.9° during the walk, and was left out." in told.out
    angles = pd.read_csv(tmp_path / "out" / "steps.csv").query("used")["foot_progression_angle_deg"]
    assert angles.between(6.0, 8.0).all() and len(angles)
    assert "left out: moved by 2.9°" in report(tmp_path) and "How the phone moved" in report(tmp_path)


def test_of_a_phone_that_is_carried_it_is_told_why_clips_do_not_go_together(tmp_path, monkeypatch):
    carried = PhoneMovement(follows_m_s=(1.2, 0.0), shaken=True)
    names, calibration = filmed(tmp_path, monkeypatch, carried, PHONES[:2])
    line = refused(tmp_path, *names, "--calibration", calibration, *FAST)
    assert "phone2 moved by" in line and "while the person walked" in line and "tripod" in line


def test_one_phone_that_moves(tmp_path, monkeypatch):
    phone = (placed_camera("phone2", height_m=1.75),)
    names, calibration = filmed(tmp_path, monkeypatch, PhoneMovement(pan_deg=5.0), phone)
    asked = ("--calibration", calibration, "--neutral", "stand_phone2.mp4", "--foot-length", 19, *FAST)
    told = measured(tmp_path, *names, *asked)
    assert "No foot angle: while the person walked, phone2 moved by 4." in told.out
    assert pd.read_csv(tmp_path / "out" / "steps.csv")["foot_progression_angle_deg"].isna().all()
    # Without a floor there are times, with a word on the phone, and no angle.
    told = measured(tmp_path / "b", *names, *FAST)
    assert "Note: phone2 moved by 3.9° during the walk." in told.out
    assert "No foot angle: where the floor is" in told.out and "Lay a white sheet of A4" in told.out
    steps = pd.read_csv(tmp_path / "b" / "out" / "steps.csv")
    assert steps["foot_progression_angle_deg"].isna().all()
    stances = steps.query("used")["stance_s"].dropna()
    assert len(stances) and stances.between(0.55, 0.8).all()
