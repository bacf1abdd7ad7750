"""When a plate begins and ends to carry a load: at 30 N, between samples, and not by vibration."""

from dataclasses import replace

import numpy as np
import pytest
from tests.gait.synthetic_walk import ONE_BELT, Walker

from footwise.gait.plate_events import plate_edges
from footwise.gait.plate_loads import plate_loads

RATE = 1000.0


def edges(vertical):
    recording = Walker(plates=ONE_BELT).recording()
    loads = replace(plate_loads(recording), rate_hz=RATE, vertical_n=np.atleast_2d(vertical))
    (found,) = plate_edges(recording, loads)
    return found.rising_s.tolist(), found.falling_s.tolist()


def stance(begin_s, end_s, slope_n_s=2000.0, samples=1000):
    """A load that rises from nothing at a time, and has fallen to nothing at another."""
    t = np.arange(samples) / RATE
    return np.clip(slope_n_s * np.minimum(t - begin_s, end_s - t), 0, 700)


def test_a_foot_is_down_from_30_newtons_on():
    """At 2000 N/s that is 15 ms after the first newton, and 15 ms before the last."""
    rising, falling = edges(stance(0.1, 0.8))
    assert rising == pytest.approx([0.115]) and falling == pytest.approx([0.785])


def test_the_instant_is_found_between_samples():
    rising, falling = edges(stance(0.1003, 0.8004))
    assert rising == pytest.approx([0.1153]) and falling == pytest.approx([0.7854])


def test_two_stances_are_two():
    rising, falling = edges(stance(0.1, 0.4) + stance(0.6, 0.9))
    assert rising == pytest.approx([0.115, 0.615]) and falling == pytest.approx([0.385, 0.885])


@pytest.mark.parametrize(("samples", "counts"), [(29, False), (30, True)])
def test_a_load_or_a_pause_of_less_than_30_ms_is_vibration(samples, counts):
    knock = np.zeros(1000)
    knock[200 : 200 + samples] = 100.0
    assert len(edges(knock)[0]) == int(counts)
    pause = stance(0.1, 0.8)
    pause[400 : 400 + samples] = 0.0
    assert len(edges(pause)[0]) == 1 + int(counts)


def test_a_load_that_was_there_before_or_stays_has_no_begin_or_end():
    whole = stance(0.1, 0.8)
    assert edges(whole[300:]) == ([], pytest.approx([0.485]))
    assert edges(whole[:600]) == (pytest.approx([0.115]), [])
    assert edges(np.zeros(1000)) == ([], [])
