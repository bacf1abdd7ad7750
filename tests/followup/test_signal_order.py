"""The images of a series in the order of their times, times in their unit, and maps without any value."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from tests.shared import cases as shared_cases

from footwise.errors import FootwiseError
from footwise.followup import read_series, refuse_wrong_order
from footwise.jobs import CartilageRequest, measure_cartilage
from footwise.simulation.relaxation_phantom import PHANTOM_TIMES_MS, relaxation_phantom, write_phantom

TIMES = (0, 10, 20, 40, 60, 80)


def exchanged(series, one, other):
    order = list(range(len(series.signal)))
    order[one], order[other] = other, one
    return replace(series, signal=series.signal[order])


@pytest.mark.parametrize(("one", "other"), list(combinations(range(len(PHANTOM_TIMES_MS)), 2)))
@pytest.mark.parametrize("masked", [True, False])
def test_every_exchange_of_two_is_refused_and_named(one, other, masked):
    phantom = relaxation_phantom((24, 24, 4), snr=30.0)
    mask = phantom.labels > 0 if masked else None
    refuse_wrong_order(phantom.series, mask)
    names = f"those of {PHANTOM_TIMES_MS[one]:g} and {PHANTOM_TIMES_MS[other]:g} ms look exchanged"
    with pytest.raises(FootwiseError, match=names):
        refuse_wrong_order(exchanged(phantom.series, one, other), mask)


@pytest.mark.parametrize("snr", [3.0, 5.0, 10.0])
def test_noise_at_the_floor_is_no_rise(snr):
    for seed in range(40):
        refuse_wrong_order(relaxation_phantom((16, 16, 3), snr=snr, seed=seed).series)


def test_a_series_from_last_to_first_and_a_low_first_echo_are_refused():
    series = relaxation_phantom((16, 16, 3)).series
    with pytest.raises(FootwiseError, match="can only fall with time"):
        refuse_wrong_order(replace(series, signal=series.signal[::-1]))
    low = series.signal.copy()
    low[0] *= 0.7
    with pytest.raises(FootwiseError, match="stimulated echoes"):
        refuse_wrong_order(replace(series, signal=low))


def test_times_in_seconds_are_asked_about(tmp_path):
    paths = write_phantom(tmp_path, relaxation_phantom((8, 8, 2)))
    with pytest.raises(FootwiseError, match="look like seconds"):
        read_series(paths, [time / 1000 for time in PHANTOM_TIMES_MS])


def test_a_map_without_any_value_is_refused_with_its_reasons(tmp_path):
    """A signal that does not fall at all has no time."""
    phantom = relaxation_phantom((12, 12, 3))
    signal = np.full_like(phantom.series.signal, 500.0)
    signal += np.random.default_rng(1).normal(0.0, 5.0, signal.shape).astype(np.float32)
    paths = write_phantom(tmp_path, replace(phantom, series=replace(phantom.series, signal=signal)))
    with pytest.raises(FootwiseError, match=r"give no T1rho in any of \d+ voxels: \d+ "):
        measure_cartilage(CartilageRequest(images=paths))


def test_a_map_in_which_nothing_was_asked_is_refused(tmp_path):
    """It passed as 0 of 0 voxels."""
    paths = write_phantom(tmp_path, relaxation_phantom((12, 12, 3)))
    with pytest.raises(
        FootwiseError, match=r"give no T1rho: none of 432 voxels has a signal above its noise \(SD 1e\+06"
    ):
        measure_cartilage(CartilageRequest(images=paths, noise_sd=1e6))


@pytest.mark.shared
def test_the_shared_cases():
    cases = shared_cases()
    images = [cases / f"tsl_{time:02d}.nii" for time in TIMES]
    right = measure_cartilage(CartilageRequest(images=images, times_ms=TIMES, labels=cases / "labels.nii"))
    assert right.regions is not None and right.regions["mean_ms"].mean() == pytest.approx(42.4, abs=0.2)
    images[2], images[3] = images[3], images[2]
    with pytest.raises(FootwiseError, match="those of 20 and 40 ms look exchanged"):
        measure_cartilage(CartilageRequest(images=images, times_ms=TIMES, labels=cases / "labels.nii"))
    mirrored = CartilageRequest(images=images, times_ms=TIMES, labels=cases / "labels_other_axes.nii")
    with pytest.raises(FootwiseError, match=r"left, posterior, superior\) than .* right, anterior, superior"):
        measure_cartilage(mirrored)
