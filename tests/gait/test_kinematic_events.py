"""Contacts from markers alone: the impact, and not the slowing foot before it."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import Walker

from footwise.gait import filtered_motion, kinematic_events


def landed(recording, walker, side="left"):
    """Difference of the contacts found and the true ones, in s."""
    found = kinematic_events(recording, filtered_motion(recording))[side].contact_s
    true = walker.stances(side)[:, 0]
    return np.array([found[np.argmin(np.abs(found - contact))] - contact for contact in true])


def with_heights(recording, side, change):
    """The heights of heel and toe changed by a function of them and of the time."""
    positions = recording.markers.positions_m.copy()
    t = np.arange(len(positions)) / recording.markers.rate_hz
    heel, toe = (recording.markers.labels.index(recording.roles[side, role]) for role in ("heel", "toe"))
    positions[:, heel, 2], positions[:, toe, 2] = change(t, positions[:, heel, 2], positions[:, toe, 2])
    return replace(recording, markers=replace(recording.markers, positions_m=positions))


@pytest.mark.parametrize("rate", [50.0, 100.0, 300.0])
def test_a_foot_that_is_slowed_before_it_lands(rate):
    """60 to 100 ms before the contact the heel is held up, as children do: a stronger peak than the impact."""
    walker = Walker(plates=(), rate_hz=rate)

    def held(t, heel, toe):
        bump = np.zeros_like(t)
        for contact in walker.stances("left")[:, 0]:
            bump += 0.02 * np.exp(-0.5 * ((t - contact + 0.13) / 0.02) ** 2)
            bump -= 0.006 * np.exp(-0.5 * ((t - contact + 0.085) / 0.016) ** 2)
        return heel + bump, toe

    assert np.abs(landed(with_heights(walker.recording(), "left", held), walker)).max() < 0.03


def test_a_forefoot_that_lands_first_is_timed_by_the_toe():
    """The toe stops at the contact; the heel is 6 cm up and comes down 0.12 s later."""
    walker = Walker(plates=())
    recording = walker.recording()

    def forefoot(t, heel, toe):
        heel, toe = heel.copy(), np.full_like(toe, 0.04)
        for contact in walker.contacts("left") - walker.start_s:
            off = contact + walker.duty * walker.stride_s
            after = np.clip((t - contact) / 0.12, 0, 1)
            stance = (t >= contact) & (t < contact + 0.35)
            heel[stance] = (0.04 + 0.06 * (1 - after**2 * (3 - 2 * after)))[stance]
            air = (t > off) & (t < off + walker.stride_s * (1 - walker.duty))
            swing = (t[air] - off) / (walker.stride_s * (1 - walker.duty))
            toe[air] = 0.04 + 0.5 * (1 - swing) * swing**0.5 * 0.35
            heel[air] = np.maximum(heel[air], 0.10)
        return heel, toe

    late = landed(with_heights(recording, "left", forefoot), walker)
    assert np.abs(late[1:-1]).max() < 0.03
