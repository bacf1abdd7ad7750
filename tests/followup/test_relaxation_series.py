import json
from pathlib import Path

import nibabel
import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.followup import read_image, read_series
from footwise.simulation.relaxation_phantom import PHANTOM_TIMES_MS, relaxation_phantom, write_phantom


def saved(path: Path, values: np.ndarray, affine: np.ndarray | None = None) -> Path:
    nibabel.save(nibabel.Nifti1Image(values, np.eye(4) if affine is None else affine), path)
    return path


def three(folder: Path, shape: tuple[int, ...] = (4, 5, 2)) -> list[Path]:
    return [saved(folder / f"i{k}.nii", np.full(shape, 100 - k, dtype=np.int16)) for k in range(3)]


def test_one_image_a_time_with_json_files(tmp_path: Path) -> None:
    phantom = relaxation_phantom((12, 10, 3))
    paths = write_phantom(tmp_path, phantom)
    series = read_series(paths)
    np.testing.assert_allclose(series.times_ms, PHANTOM_TIMES_MS)
    assert series.times_from == "SpinLockTime of the JSON files"
    np.testing.assert_array_equal(series.signal, phantom.series.signal)
    assert series.grid.same_as(phantom.series.grid)
    assert series.grid.voxel_mm3 == pytest.approx(0.4 * 0.4 * 3.0)


def test_given_times_win(tmp_path: Path) -> None:
    paths = write_phantom(tmp_path, relaxation_phantom((12, 10, 3)))
    series = read_series(paths, [1, 2, 3, 4, 5, 6, 7])
    assert series.times_ms.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert series.times_from == "given"


def test_one_image_of_four_dimensions(tmp_path: Path) -> None:
    values = np.random.default_rng(1).integers(1, 99, (4, 5, 2, 6)).astype(np.int16)
    path = saved(tmp_path / "echoes.nii.gz", values)
    (tmp_path / "echoes.json").write_text(json.dumps({"EchoTime": [0.01, 0.02, 0.03, 0.04, 0.05, 0.06]}))
    series = read_series([path])
    np.testing.assert_allclose(series.times_ms, [10, 20, 30, 40, 50, 60])
    np.testing.assert_array_equal(series.signal, np.moveaxis(values, 3, 0))


def test_scaled_and_flat_images(tmp_path: Path) -> None:
    image = nibabel.Nifti1Image(np.arange(20, dtype=np.int16).reshape(4, 5), np.eye(4))
    image.header.set_slope_inter(2.0, 1.0)
    nibabel.save(image, tmp_path / "flat.nii")
    read = read_image(tmp_path / "flat.nii")
    assert read.grid.shape == (4, 5, 1)
    assert read.volumes[0].max() == 39.0


@pytest.mark.parametrize(
    ("times", "trouble"),
    [
        ([0, 10], "has 2 times for 3 images"),
        ([0, 20, 10], "do not increase"),
        ([0, 10, 10], "do not increase"),
        ([-5, 0, 10], "impossible times"),
        ([0, 10, np.nan], "impossible times"),
        ([0, 10, 9000], "impossible times"),
        (None, "no JSON file with SpinLockTime or EchoTime"),
    ],
)
def test_times_that_cannot_be(tmp_path: Path, times, trouble: str) -> None:
    with pytest.raises(FootwiseError, match=trouble):
        read_series(three(tmp_path), times)


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ('{"EchoTime": "ten"}', "impossible times"),
        ('{"EchoTime": 10}', "has EchoTime 10 beside it, which BIDS reads as s"),
        ("[1]", "is no JSON object"),
        ("{", "is not a JSON file"),
        ("{}", "no JSON file with"),
    ],
)
def test_json_files_that_do_not_help(tmp_path: Path, content: str, trouble: str) -> None:
    paths = three(tmp_path)
    for path in paths:
        path.with_suffix(".json").write_text(content)
    with pytest.raises(FootwiseError, match=trouble):
        read_series(paths)


def test_too_few_images(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="has 2 times, and a decay needs 3"):
        read_series(three(tmp_path)[:2], [0, 10])
    with pytest.raises(FootwiseError, match="has no images"):
        read_series([])


def test_another_grid_is_named(tmp_path: Path) -> None:
    paths = three(tmp_path)
    saved(paths[2], np.ones((4, 5, 3), dtype=np.int16))
    with pytest.raises(FootwiseError, match=r"4×5×3 voxels of 1×1×1 mm .* than i0.nii \(4×5×2"):
        read_series(paths, [0, 10, 20])
    moved = np.eye(4)
    moved[0, 3] = 0.5
    saved(paths[2], np.ones((4, 5, 2), dtype=np.int16), moved)
    with pytest.raises(FootwiseError, match=r"from \(0.5, 0, 0\) mm"):
        read_series(paths, [0, 10, 20])
    moved[0, 3] = 0.005
    saved(paths[2], np.ones((4, 5, 2), dtype=np.int16), moved)
    assert read_series(paths, [0, 10, 20]).signal.shape == (3, 4, 5, 2)


def test_four_dimensions_beside_others(tmp_path: Path) -> None:
    paths = three(tmp_path)
    many = saved(tmp_path / "many.nii", np.ones((4, 5, 2, 3), dtype=np.int16))
    with pytest.raises(FootwiseError, match="has 3 volumes beside other images"):
        read_series([*paths, many], [0, 10, 20])


def test_images_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(FootwiseError, match="there is no such file"):
        read_image(tmp_path / "none.nii")
    text = tmp_path / "text.nii"
    text.write_text("no image")
    with pytest.raises(FootwiseError, match="no image that can be read"):
        read_image(text)
    with pytest.raises(FootwiseError, match="complex64 and not magnitudes"):
        read_image(saved(tmp_path / "complex.nii", np.ones((3, 3, 3), dtype=np.complex64)))
    with pytest.raises(FootwiseError, match="has the dimensions 2×2×2×2×2"):
        read_image(saved(tmp_path / "five.nii", np.ones((2, 2, 2, 2, 2), dtype=np.int16)))
    whole = saved(tmp_path / "whole.nii.gz", np.random.default_rng(1).integers(0, 999, (20, 20, 20), dtype=np.int16))
    whole.write_bytes(whole.read_bytes()[:4000])
    with pytest.raises(FootwiseError, match="is damaged"):
        read_image(whole)
    for error in ("none.nii", "text.nii"):
        with pytest.raises(FootwiseError) as caught:
            read_image(tmp_path / error)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("kind", "top"), [(np.int16, 32767), (np.uint8, 255), (np.int16, 4095)])
def test_a_ceiling_is_noticed(tmp_path: Path, kind, top: int) -> None:
    values = np.full((4, 5, 2), 100, dtype=kind)
    values[0, 0] = top
    assert read_image(saved(tmp_path / "a.nii", values)).ceiling == top
    values[0, 0] = top - 1
    assert read_image(saved(tmp_path / "b.nii", values)).ceiling == np.inf
    assert read_image(saved(tmp_path / "c.nii", values.astype(np.float32))).ceiling == np.inf


@pytest.mark.parametrize("kind", [np.float32, np.int16])
@pytest.mark.parametrize("cut", [4095, 3000])
@pytest.mark.parametrize("air", [True, False])
def test_a_plateau_is_a_ceiling_whatever_the_storage(tmp_path: Path, kind, cut: int, air: bool) -> None:
    phantom = relaxation_phantom((16, 16, 4), margin=0.2 if air else 0.0)
    paths = []
    for k, volume in enumerate(phantom.series.signal):
        values = np.where(phantom.labels > 0, 5 * volume, 0.0)
        paths.append(saved(tmp_path / f"{k}.nii", np.minimum(values, cut).astype(kind)))
    assert read_series(paths, PHANTOM_TIMES_MS).ceiling == cut


@pytest.mark.parametrize(("kind", "scale"), [(np.float32, 1.0), (np.int16, 1.0), (np.int16, 0.05), (np.uint8, 0.2)])
def test_coarse_values_are_no_plateau(tmp_path: Path, kind, scale: float) -> None:
    phantom = relaxation_phantom((24, 24, 6))
    rounded = np.round(scale * phantom.series.signal).astype(kind)
    paths = [saved(tmp_path / f"{k}.nii", volume) for k, volume in enumerate(rounded)]
    assert read_series(paths, PHANTOM_TIMES_MS).ceiling == np.inf
