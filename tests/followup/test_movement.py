"""A knee that moved between its images: how far is found, and its regions come out as if it had lain still."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from footwise.errors import FootwiseError
from footwise.followup import RelaxationSeries, at_rest, between_visits, movements, relaxation_map
from footwise.simulation import KneePhantom, KneeShape, Pose, knee_phantom, relaxation_phantom

TIMES = (0.0, 10.0, 20.0, 40.0, 60.0)
SHAPE, VOXEL = (104, 92, 24), (0.55, 0.55, 3.0)
STILL = Pose()
SIZES = {
    "usual": KneeShape(),
    "small": KneeShape((13.0, 21.0, 18.0), apart=38.0),
    "thick": KneeShape(thickness=3.4, gap=1.5),
}


def poses(size_mm: float, turn_deg: float, seed: int = 3) -> list[Pose]:
    """The first image at rest, the others gone somewhere by as much."""
    random = np.random.default_rng(seed)
    ways = random.standard_normal((len(TIMES) - 1, 2, 3))
    ways /= np.linalg.norm(ways, axis=2, keepdims=True)
    return [STILL, *(Pose(tuple(size_mm * shift), tuple(turn_deg * turn)) for shift, turn in ways)]


def cartilage(phantom: KneePhantom) -> np.ndarray:
    return (phantom.labels > 0) & (phantom.labels < 10)


def means(series: RelaxationSeries, phantom: KneePhantom) -> np.ndarray:
    time = relaxation_map(series, cartilage(phantom)).time_ms
    return np.array([np.nanmean(time[phantom.labels == number]) for (number,) in phantom.regions.values()])


@pytest.mark.filterwarnings("ignore:Mean of empty slice")
@pytest.mark.parametrize(
    ("size_mm", "turn_deg", "fat_suppressed", "knee"),
    [
        (2.0, 2.0, True, "usual"),
        pytest.param(0.5, 1.0, True, "small", marks=pytest.mark.slow),
        pytest.param(1.0, 3.0, False, "thick", marks=pytest.mark.slow),
        pytest.param(3.0, 1.0, False, "small", marks=pytest.mark.slow),
        pytest.param(3.0, 3.0, True, "usual", marks=pytest.mark.slow),
    ],
)
def test_a_knee_that_moved_comes_out_as_one_that_lay_still(size_mm, turn_deg, fat_suppressed, knee) -> None:
    like = {"times_ms": TIMES, "fat_suppressed": fat_suppressed, "knee": SIZES[knee]}
    truth = poses(size_mm, turn_deg)
    moved = knee_phantom(SHAPE, VOXEL, poses=truth, **like)
    unmoved = means(knee_phantom(SHAPE, VOXEL, seed=2, **like).series, moved)
    found = movements(moved.series, cartilage(moved))
    np.testing.assert_allclose([one.turn_deg for one in found[1:]], turn_deg, atol=0.25)
    for one, pose in zip(found, truth, strict=True):
        middle = np.argwhere(cartilage(moved)).mean(axis=0)
        place = moved.series.grid.affine[:3] @ [*middle, 1.0]
        there = one.matrix[:3, :3] @ place + one.matrix[:3, 3]
        np.testing.assert_allclose(there, pose.rotation() @ place + pose.shift_mm, atol=0.3)
    brought_together = 100.0 * np.abs(means(at_rest(moved.series, found), moved) / unmoved - 1.0)
    as_recorded = 100.0 * np.abs(means(moved.series, moved) / unmoved - 1.0)
    # The aim is 2 %; docs/validation.md says which knees reach it. Slices of 3 mm cannot be drawn anew without loss.
    assert (brought_together < 2.7).all(), brought_together
    # Without, they are off by more, or no voxel is left that decays at all.
    assert not (as_recorded < 2.7).all(), as_recorded


def test_who_lay_still_is_left_as_recorded() -> None:
    phantom = knee_phantom(SHAPE, VOXEL, times_ms=TIMES)
    found = movements(phantom.series, cartilage(phantom))
    assert not any(one.corrected for one in found)
    assert max(one.largest_mm for one in found) < 0.15
    assert at_rest(phantom.series, found) is phantom.series


@pytest.mark.parametrize("shape", [(48, 48, 8), (32, 32, 4), (24, 24, 4)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_the_images_do_not_tell_is_not_invented(shape, seed) -> None:
    """Slabs go on through all slices: nothing tells a shift across them, and none is made up from the noise."""
    phantom = relaxation_phantom(shape, seed=seed)
    found = movements(phantom.series, phantom.labels > 0)
    assert not any(one.corrected for one in found), [one.largest_mm for one in found]


def test_a_signal_that_was_cut_off_stays_so_where_it_is_drawn_anew() -> None:
    phantom = knee_phantom(SHAPE, VOXEL, poses=poses(2.0, 0.0), times_ms=TIMES)
    ceiling = 600.0
    cut = replace(phantom.series, signal=np.minimum(phantom.series.signal, ceiling), ceiling=ceiling)
    still = at_rest(cut, movements(cut, cartilage(phantom)))
    there = phantom.series.signal[1] >= ceiling
    assert (still.signal[1] >= ceiling).sum() >= there.sum()
    known = still.signal[1][np.isfinite(still.signal[1])]
    assert known.min() >= 0.0


@pytest.mark.parametrize(("size_mm", "turn_deg"), [(9.0, 6.0), pytest.param(3.0, 3.0, marks=pytest.mark.slow)])
def test_regions_drawn_on_one_visit_are_found_on_the_next(size_mm: float, turn_deg: float) -> None:
    """T has risen by 5 %: the change is what is found, though the knee lies elsewhere and moves."""
    first = knee_phantom(SHAPE, VOXEL, times_ms=TIMES)
    visit = poses(size_mm, turn_deg, seed=8)[1]
    later = {name: 1.05 * mean for name, mean in {"a": 44.0, "b": 40.0, "c": 37.0, "d": 34.0}.items()}
    second = knee_phantom(SHAPE, VOXEL, poses=[visit] * 5, times_ms=TIMES, regions_ms=later, seed=5)
    between = between_visits(second.series, first.series.signal[0], first.series.grid, cartilage(first))
    assert between.turn_deg == pytest.approx(turn_deg, abs=0.3)
    moved = movements(second.series, cartilage(second))
    series = at_rest(second.series, moved, between, first.series.grid)
    change = 100.0 * (means(series, first) / means(first.series, first) - 1.0)
    np.testing.assert_allclose(change, 5.0, atol=2.0)


def test_another_knee_is_refused() -> None:
    first = knee_phantom(SHAPE, VOXEL, times_ms=TIMES)
    noise = np.random.default_rng(1).rayleigh(100.0, first.series.signal.shape).astype(np.float32)
    other = replace(first.series, signal=noise)
    with pytest.raises(FootwiseError, match=r"do not fit those of the earlier visit \(they share \d+ %\)"):
        between_visits(other, first.series.signal[0], first.series.grid, cartilage(first))


@pytest.mark.parametrize("first", ["simpleitk()", "import ezc3d"])
def test_c3d_files_are_written_after_images_were_laid_on_one_another(tmp_path, first):
    """Both packages share a table of types in one process, which crashed it; so it is tried in one of its own."""
    code = f"""
from footwise.followup.rigid_alignment import simpleitk
{first}
itk = simpleitk()
import ezc3d, numpy
made = ezc3d.c3d()
made["parameters"]["POINT"]["RATE"]["value"] = [100]
made["parameters"]["POINT"]["LABELS"]["value"] = ("HEEL", "TOE")
made["data"]["points"] = numpy.zeros((4, 2, 5))
made.write({str(tmp_path / "made.c3d")!r})
read = ezc3d.c3d({str(tmp_path / "made.c3d")!r})
read.add_parameter("SUBJECTS", "NAMES", ["A"])
read.write({str(tmp_path / "again.c3d")!r})
image = itk.GetImageFromArray(numpy.zeros((3, 4, 5)))
image.SetSpacing([1.0, 1.0, 3.0])
itk.Resample(image, image, itk.Euler3DTransform(), itk.sitkLinear, 0.0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "again.c3d").stat().st_size > 512
