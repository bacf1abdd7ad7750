"""Feet at the edge of the picture: kept where they are seen, and a line that says where to point the phone."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.film.filmed_people import walk

from footwise.errors import FootwiseError
from footwise.gait.film import walk_past_phone
from footwise.gait.film.motion import HIDDEN, LOWER, RIGHT, picture_motion
from footwise.recordings.film import LANDMARKS

FEET = [LANDMARKS.index(f"{side}_{name}") for side in ("left", "right") for name in ("heel", "foot_index")]


def cut_below(clip, legs):
    """The clip as if the picture ended this many leg lengths below the lowest point of the feet."""
    lowest = np.nanmax(clip.points_px[:, FEET, 1])
    return replace(clip, size_px=(clip.size_px[0], int(lowest + legs * picture_motion(clip).leg)))


def test_no_sound_step_is_lost_to_a_narrow_rim_below_the_feet():
    """With a margin of 0.1 leg lengths two of seven were."""
    clip = walk().landmarks[0]
    whole, narrow = walk_past_phone(clip), walk_past_phone(cut_below(clip, 0.05))
    assert narrow.steps.used.sum() == whole.steps.used.sum() >= 5
    np.testing.assert_allclose(narrow.steps.contact_s, whole.steps.contact_s)
    assert not any("edge" in note.text for note in narrow.notes)


def test_feet_that_leave_the_lower_edge_are_told_with_what_to_do():
    clip = walk().landmarks[0]
    # A phone that leans to one side: the walkway goes down in its picture, and out of it.
    down = np.linspace(0, 0.2 * picture_motion(clip).leg, clip.frames)
    leaning = replace(clip, points_px=clip.points_px + np.stack([0 * down, down], axis=1)[:, None])
    leaning = cut_below(leaning, -0.04)
    motion = picture_motion(leaning)
    assert set(motion.outside) >= {LOWER, ""} and (motion.inside == (motion.outside == "")).all()
    found = walk_past_phone(leaning)
    lost = [str(fault) for fault in found.steps.fault if fault] + [note for note in found.steps.note if "edge" in note]
    assert lost and all(HIDDEN not in said for said in lost)
    (said,) = (note.text for note in found.notes if "lower edge" in note.text)
    assert said.startswith("the feet leave the lower edge of the picture in ") and "tilt the phone down" in said
    with pytest.raises(FootwiseError, match=r"lower edge of the picture.* Tilt the phone down"):
        walk_past_phone(cut_below(clip, -0.15))


def test_a_person_who_walks_out_at_the_side_or_behind_something_is_told_apart():
    clip = walk().landmarks[0]
    half = replace(clip, size_px=(int(np.nanmedian(clip["left_hip"][:, 0])), clip.size_px[1]))
    outside = picture_motion(half).outside
    assert RIGHT in outside and LOWER not in outside
    points = clip.points_px.copy()
    points[60:90] = np.nan
    assert (picture_motion(replace(clip, points_px=points)).outside[62:88] == HIDDEN).all()
