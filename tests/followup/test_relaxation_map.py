from dataclasses import replace
from pathlib import Path

import nibabel
import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.followup import Excluded, noise_level, read_image, read_ready_map, relaxation_map, write_map
from footwise.simulation.relaxation_phantom import relaxation_phantom


@pytest.fixture(scope="module")
def phantom():
    return relaxation_phantom((40, 40, 6))


def changed(phantom, voxel, values):
    """The series with other signals in one voxel."""
    signal = phantom.series.signal.copy()
    signal[(slice(None), *voxel)] = values
    return replace(phantom.series, signal=signal)


def test_the_map_shows_the_phantom(phantom) -> None:
    one = relaxation_map(phantom.series)
    inside = phantom.labels > 0
    assert (one.excluded[inside] == Excluded.NO).mean() > 0.999
    relative = one.time_ms[inside] / phantom.time_ms[inside] - 1.0
    assert abs(np.nanmean(relative)) < 0.01
    assert (one.excluded[~inside] != Excluded.NO).mean() > 0.99
    assert np.isnan(one.time_ms[one.excluded != Excluded.NO]).all()
    assert sum(one.counts().values()) == phantom.labels.size


def test_the_noise_is_found(phantom) -> None:
    one = relaxation_map(phantom.series)
    assert one.noise_sd == pytest.approx(phantom.noise_sd, rel=0.03)
    assert relaxation_map(phantom.series, noise_sd=20.0).noise_sd == 20.0
    quiet = relaxation_phantom((20, 20, 2), snr=np.inf)
    assert relaxation_map(quiet.series, quiet.labels > 0).noise_sd == 0.0


@pytest.mark.parametrize("times", [(0, 20, 60), (10, 20, 30, 40), (0, 5, 10, 20, 30, 40, 50, 60, 70)])
@pytest.mark.parametrize("snr", [15.0, 50.0])
def test_the_noise_is_found_with_any_number_of_times(times, snr) -> None:
    one = relaxation_phantom((48, 48, 6), times_ms=times, snr=snr, margin=0.0)
    found, _ = noise_level(one.series.signal.reshape(len(times), -1), one.series.times_ms, (2.0, 300.0))
    assert found == pytest.approx(one.noise_sd, rel=0.06)


def test_a_mask_chooses(phantom) -> None:
    mask = phantom.labels == 2
    one = relaxation_map(phantom.series, mask)
    assert (one.excluded[~mask] == Excluded.NOT_ASKED).all()
    assert (one.excluded[mask] == Excluded.NO).mean() > 0.999


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([1000, np.nan, 600, 500, 400, 300, 200], Excluded.NO_NUMBER),
        ([1000, np.inf, 600, 500, 400, 300, 200], Excluded.NO_NUMBER),
        ([1000, 800, 600, 500, 400, 300, -1], Excluded.NEGATIVE),
        ([1000] * 7, Excluded.BOUND),
        ([100, 300, 500, 700, 900, 1000, 1100], Excluded.BOUND),
        ([1000, 100, 900, 100, 900, 100, 100], Excluded.POOR_FIT),
        ([50, 20, 60, 20, 30, 50, 40], Excluded.NOISE),
        ([0] * 7, Excluded.NOISE),
    ],
)
def test_why_a_voxel_has_no_value(phantom, values, reason) -> None:
    voxel = (20, 20, 3)
    mask = phantom.labels > 0
    one = relaxation_map(changed(phantom, voxel, values), mask)
    assert one.excluded[voxel] == reason
    assert np.isnan(one.time_ms[voxel])
    assert reason.words in one.counts()


def test_saturation(phantom) -> None:
    series = replace(phantom.series, signal=np.minimum(phantom.series.signal, 1000.0), ceiling=1000.0)
    one = relaxation_map(series, phantom.labels > 0)
    clipped = (phantom.series.signal >= 1000.0).any(axis=0) & (phantom.labels > 0)
    assert (one.excluded[clipped] == Excluded.SATURATED).all()
    assert not (one.excluded[~clipped] == Excluded.SATURATED).any()


def test_two_components_are_no_single_decay(phantom) -> None:
    t = phantom.series.times_ms
    both = 1500 * np.exp(-t / 4) + 1500 * np.exp(-t / 80)
    one = relaxation_map(changed(phantom, (20, 20, 3), both), phantom.labels > 0)
    assert one.excluded[20, 20, 3] == Excluded.POOR_FIT


def test_series_without_hope(phantom) -> None:
    zero = replace(phantom.series, signal=np.zeros_like(phantom.series.signal))
    with pytest.raises(FootwiseError, match="no usable signal"):
        relaxation_map(zero)
    with pytest.raises(FootwiseError, match="no usable signal"):
        relaxation_map(replace(zero, signal=np.full_like(zero.signal, np.nan)))
    real_part = replace(phantom.series, signal=phantom.series.signal - 5000.0)
    with pytest.raises(FootwiseError, match="negative signal in 100 %"):
        relaxation_map(real_part)
    with pytest.raises(FootwiseError, match="the mask: is empty"):
        relaxation_map(phantom.series, np.zeros(phantom.labels.shape, dtype=bool))
    with pytest.raises(FootwiseError, match="has the shape"):
        relaxation_map(phantom.series, np.ones((2, 2, 2), dtype=bool))
    with pytest.raises(FootwiseError, match="bounds"):
        relaxation_map(phantom.series, bounds_ms=(50.0, 5.0))
    with pytest.raises(FootwiseError, match="SD of nan"):
        relaxation_map(phantom.series, noise_sd=np.nan)


def test_a_written_map_is_read_again(phantom, tmp_path: Path) -> None:
    one = relaxation_map(phantom.series)
    names = write_map(tmp_path, "t1rho", one)
    assert names[0] == "t1rho_ms.nii.gz"
    assert len(names) == 5
    image = nibabel.load(tmp_path / "t1rho_ms.nii.gz")
    assert image.header.get_xyzt_units()[0] == "mm"
    np.testing.assert_allclose(image.affine, phantom.series.grid.affine)
    np.testing.assert_array_equal(read_image(tmp_path / "t1rho_ms.nii.gz").volumes[0], one.time_ms)
    codes = np.asarray(nibabel.load(tmp_path / "t1rho_excluded.nii.gz").dataobj)
    np.testing.assert_array_equal(codes, one.excluded)
    again = read_ready_map(tmp_path / "t1rho_ms.nii.gz")
    np.testing.assert_array_equal(again.time_ms, one.time_ms)
    assert write_map(tmp_path, "again", again) == ("again_ms.nii.gz", "again_excluded.nii.gz")


def test_a_map_in_seconds_is_refused(tmp_path: Path) -> None:
    nibabel.save(nibabel.Nifti1Image(np.full((4, 4, 2), 0.04, dtype=np.float32), np.eye(4)), tmp_path / "map.nii.gz")
    with pytest.raises(FootwiseError, match="no value between 2 and 300 ms"):
        read_ready_map(tmp_path / "map.nii.gz")


def test_images_that_are_cut_off_everywhere(phantom) -> None:
    series = replace(phantom.series, signal=np.minimum(phantom.series.signal, 300.0), ceiling=300.0)
    mask = (phantom.labels > 0) & (phantom.series.signal[0] > 300.0)
    with pytest.raises(FootwiseError, match="are cut off at 300 in 100 % of the voxels"):
        relaxation_map(series, mask)
