"""Plates that contradict themselves or the feet."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.recordings.plate_soundness import sound_plates


def changed(recording, *, free_m=0.0, beside_m=0.0, **fields):
    """Every plate with a free moment of `free_m` times its load, and its pressure moved sideways."""
    plates = []
    for plate in recording.plates:
        extra = np.cross([0.0, beside_m, 0.0], plate.force_n)
        extra[:, 2] += free_m * plate.force_n[:, 2]
        plates.append(replace(plate, moment_nm=plate.moment_nm + extra, **fields))
    return replace(recording, plates=tuple(plates))


@pytest.mark.parametrize("corners", [True, False])
def test_a_free_moment_that_no_foot_makes_is_a_wrong_unit_or_axis(corners):
    recording = Walker(corners=corners).recording()
    assert len(sound_plates(changed(recording, free_m=0.015))[0]) == 2
    plates, notes = sound_plates(changed(recording, free_m=0.1))
    assert not plates
    assert all("shows a free moment of 0.1" in str(note) for note in notes[:2])


def test_a_plate_read_against_its_own_word_needs_the_feet_to_agree():
    recording = Walker().recording()
    assert len(sound_plates(changed(recording, reread=True))[0]) == 2
    # 4 cm beside the foot is odd where the file says so, and no evidence for another reading of it.
    plates, notes = sound_plates(changed(recording, beside_m=0.04))
    assert len(plates) == 2 and any("beside the foot's line" in str(note) for note in notes)
    plates, notes = sound_plates(changed(recording, beside_m=0.025, reread=True))
    assert not plates and all("read otherwise" in str(note) for note in notes[:2])


@pytest.mark.parametrize(("beside_m", "kept"), [(0.035, True), (-0.035, True), (0.065, False), (-0.065, False)])
def test_pressure_beside_both_feet_is_that_of_no_foot(beside_m, kept):
    plates, notes = sound_plates(changed(Walker().recording(), beside_m=beside_m))
    assert len(plates) == 2 * kept
    said = "beside the foot's line" if kept else "or it is of another trial"
    assert any(said in str(note) for note in notes) and len(notes) <= 2
