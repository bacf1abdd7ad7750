"""Two samples on end are lost: the stride has no way, but the heading goes on, and a calibration with it."""

from __future__ import annotations

import numpy as np
import pytest

from footwise.foot_sensor.live import CARRIED_DEG, Calibration, Reason, Stride, StrideTracker, stand_then_walk
from footwise.simulation import SimulatedFoot, recorded_foot_pose

RATE_HZ = 60.0
STANDS_S, STRIDE_S = 3.0, 1.1


def rows(strides: int = 14, seed: int = 1) -> np.ndarray:
    """Samples of a foot that stands and walks straight on, its toes where they want."""
    random = np.random.default_rng(seed)
    pose = recorded_foot_pose("left")
    foot = SimulatedFoot("left", pose=pose, rate_hz=RATE_HZ, stride_m=1.2, stride_s=STRIDE_S, seed=seed)
    stood = foot.stand(STANDS_S).table
    return np.concatenate([stood, *(foot.stride(random.normal(6.0, 2.0)).table for _ in range(strides))])


def tracked(samples: np.ndarray) -> tuple[list[Stride], Calibration | None]:
    """Strides until there is a calibration, and it."""
    tracker = StrideTracker("left")
    strides: list[Stride] = []
    for row in samples.tolist():
        if (stride := tracker.update(*row)) is not None:
            strides.append(stride)
            if found := stand_then_walk(strides, tracker.forward):
                return strides, found
    return strides, None


def without(samples: np.ndarray, at_s: float, count: int) -> np.ndarray:
    """The samples without some on end."""
    first = int(np.searchsorted(samples[:, 0], samples[0, 0] + at_s))
    return np.delete(samples, slice(first, first + count), axis=0)


@pytest.mark.parametrize("swing", [0.3, 0.5, 0.7])
@pytest.mark.parametrize("stride", [0, 1, 5])
def test_two_lost_samples_cost_their_stride_and_not_the_line(stride, swing):
    whole, full = tracked(rows())
    strides, found = tracked(without(rows(), STANDS_S + (stride + swing) * STRIDE_S, 2))
    assert [one.reason for one in strides].count(Reason.GAP) == 1 and len({one.stretch for one in strides}) == 1
    gone = next(one for one in strides if one.reason is Reason.GAP)
    assert gone.start_heading_deg is not None and gone.direction_deg is None and not gone.valid
    assert found is not None and full is not None and found.strides == full.strides
    assert len(strides) - len(whole) == (stride > 0)
    assert abs(found.offset_deg - full.offset_deg) < 3 * CARRIED_DEG
    assert found.standard_error_deg > full.standard_error_deg


def test_over_a_longer_gap_nothing_is_carried():
    strides, found = tracked(without(rows(), STANDS_S + 3.5 * STRIDE_S, 3))
    assert found is None and len({one.stretch for one in strides}) > 1
    assert next(one for one in strides if one.reason is Reason.GAP).start_heading_deg is None


def test_a_gap_in_a_stride_that_is_clipped_loses_the_heading():
    samples = without(rows(), STANDS_S + 3.5 * STRIDE_S, 2)
    first = int(np.searchsorted(samples[:, 0], samples[0, 0] + STANDS_S + 3.6 * STRIDE_S))
    # A channel that stays where it never was before: the end of its range.
    samples[first : first + 4, 5] = np.abs(samples[:, 5]).max() * 1.2
    strides, found = tracked(samples)
    assert found is None and len({one.stretch for one in strides}) > 1


@pytest.mark.parametrize(("share", "least"), [(0.01, 1.0), (0.02, 1.0), (0.05, 0.8)])
def test_scattered_losses_still_calibrate_and_the_error_is_honest(share, least):
    """Against the same walk whole: what the losses change is within what the calibration says of itself."""
    changes, errors = [], []
    tried = 15
    for seed in range(tried):
        samples = rows(seed=seed)
        kept = np.random.default_rng(seed).random(len(samples)) >= share
        _, whole = tracked(samples)
        _, found = tracked(samples[kept])
        assert whole is not None
        if found is not None:
            changes.append(found.offset_deg - whole.offset_deg)
            errors.append(found.standard_error_deg)
    assert len(changes) >= least * tried
    assert np.sqrt(np.mean(np.square(changes))) < 1.5 * np.sqrt(np.mean(np.square(errors)))
