"""A scanner's files to a series of images with their times: which series it is, whose, and of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import by_value
from footwise.errors import ErrorKind, FootwiseError
from footwise.followup.dicom.conversion import convert
from footwise.followup.dicom.files import dicom_files, is_dicom
from footwise.followup.dicom.headers import Slice, slices_of
from footwise.followup.dicom.times import NoTimesError, times_of
from footwise.followup.dicom.volumes import ScannedSeriesParts, series_of, volumes_of
from footwise.followup.nifti import plateau
from footwise.followup.relaxation_fit import FEWEST_TIMES
from footwise.followup.relaxation_series import RelaxationSeries, checked_times

# Defined terms of DICOM for what is surely no knee. What is spelled otherwise is let pass.
_NO_KNEE = frozenset((
    "HEAD", "BRAIN", "SKULL", "NECK", "CSPINE", "TSPINE", "LSPINE", "SSPINE", "SPINE", "CHEST", "BREAST", "HEART",
    "LUNG", "ABDOMEN", "LIVER", "KIDNEY", "PROSTATE", "PELVIS", "HIP", "SHOULDER", "CLAVICLE", "ELBOW", "FOREARM",
    "WRIST", "HAND", "FINGER", "ARM", "HUMERUS", "UTERUS", "ANKLE", "FOOT", "HEEL", "TOE",
))  # fmt: skip
_MOST_LISTED = 12


@by_value
@dataclass(frozen=True)
class ScannedSeries:
    """Images of a scanner as a series, and which of its series they are.

    Attributes
    ----------
    series : RelaxationSeries
    numbers : tuple of int
        Numbers of the scanner's series.
    descriptions : tuple of str
        What these are called, without words that tell who it is.
    side : str
        left, right, or empty where the headers do not say.
    """

    series: RelaxationSeries
    numbers: tuple[int, ...]
    descriptions: tuple[str, ...]
    side: str


def is_scanned(path: Path | str) -> bool:
    """Say whether a path is what a scanner sends: a folder, a zip archive, or a DICOM file."""
    path = Path(path)
    if path.is_dir() or path.suffix.lower() == ".zip":
        return True
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return is_dicom(file.read(132))


def read_scanned_series(
    source: Path | str,
    relaxation: str,
    times_ms: Sequence[float] | None = None,
    series: Sequence[int] | None = None,
) -> ScannedSeries:
    """Read the images of a T1ρ or T2 series from the folder or the zip archive of a scanner's DICOM files.

    Names, numbers and birth dates of people are compared where they lie, and go nowhere.

    Parameters
    ----------
    source : Path or str
    relaxation : {"T1rho", "T2"}
    times_ms : sequence of float, optional
        Spin-lock times in the order of the series' numbers and their images; without, those of the series' description.
        Echo times come from the headers.
    series : sequence of int, optional
        Numbers of the series; without, there must be one choice only.

    Raises
    ------
    FootwiseError
        No images of a knee of one person with times, several choices, a missing slice, or compressed images.
    """
    source = Path(source)
    if not source.exists():
        raise FootwiseError(source, "there is no such file", "Check the name and the folder")
    if source.is_file() and source.suffix.lower() != ".zip":
        raise FootwiseError(source, "is one file of a scanner", "Give the folder that holds the whole series")
    with dicom_files(source) as files:
        slices = slices_of(source, files)
        _refuse_two_people(source, slices)
        bundle, times, told = _chosen(source, slices, relaxation, times_ms, series)
        parts = [part for one in bundle for part in one.slices]
        side = _refuse_another_part(source, parts)
        volumes = [volume for one in bundle for volume in volumes_of(source, one)]
        order = np.argsort(times, kind="stable")
        images = convert(source, [volumes[k] for k in order])
    first = images[0]
    for image, k in zip(images, order, strict=True):
        if not image.grid.same_as(first.grid):
            number = volumes[k][0].series_number
            trouble = f"has series on several grids: {number} lies on another ({image.grid}) than the first "
            raise FootwiseError(source, f"{trouble}({first.grid})", "Choose series of one grid with `series`")
    signal = np.concatenate([image.volumes for image in images])
    # The first image is the brightest: what was cut off was cut off there.
    ceiling = min(plateau(signal[0]), *(image.ceiling for image in images))
    ordered = checked_times(source, np.array([times[k] for k in order]))
    return ScannedSeries(
        RelaxationSeries(signal, ordered, first.grid, ceiling, told),
        tuple(one.number for one in bundle),
        tuple(one.description for one in bundle),
        {"L": "left", "R": "right"}.get(side, ""),
    )


def _chosen(
    source: Path,
    slices: Sequence[Slice],
    relaxation: str,
    times_ms: Sequence[float] | None,
    numbers: Sequence[int] | None,
) -> tuple[list[ScannedSeriesParts], list[float], str]:
    """Choose the series that can be what is asked for, if there is one choice."""
    usable = series_of([one for one in slices if one.magnitude and (one.original or numbers is not None)])
    if not usable:
        raise FootwiseError(source, "holds no magnitude image as the scanner recorded it", "Export magnitude images")
    listed = "; ".join(map(str, usable[:_MOST_LISTED])) + ("; …" if len(usable) > _MOST_LISTED else "")
    if numbers is not None:
        known = {one.number for one in usable}
        if lacking := [number for number in numbers if number not in known]:
            raise FootwiseError(source, f"has no series {lacking[0]}. It has {listed}", "Choose some of these")
        bundles = [[one for one in usable if one.number in set(numbers)]]
    else:
        bundles = _bundles(usable)
    found, why = [], []
    for bundle in bundles:
        try:
            found.append((bundle, *times_of(bundle, relaxation, times_ms)))
        except NoTimesError as error:
            why.append(f"series {'; '.join(map(str, bundle))}: {error}")
    if len(found) == 1:
        return found[0]
    if found:
        each = " | ".join("; ".join(map(str, bundle)) for bundle, _, _ in found)
        trouble = f"holds several series that can be {relaxation}: {each}"
        raise FootwiseError(source, trouble, "Choose with `series`", ErrorKind.BAD_REQUEST)
    said = " | ".join(why[:_MOST_LISTED]) or f"no three images on one grid among {listed}"
    remedy = "Say the times in ms with `times_ms`, and which series with `series`"
    raise FootwiseError(source, f"holds no {relaxation} series with times. It has {said}", remedy)


def _bundles(usable: Sequence[ScannedSeriesParts]) -> list[list[ScannedSeriesParts]]:
    """Series that can be one measurement: each with several images, and those of one image each on one grid."""
    bundles = [[one] for one in usable if one.images >= FEWEST_TIMES]
    together = defaultdict(list)
    for one in usable:
        if one.images < FEWEST_TIMES:
            together[one.grid()].append(one)
    return bundles + [several for several in together.values() if sum(one.images for one in several) >= FEWEST_TIMES]


def _refuse_two_people(source: Path, slices: Sequence[Slice]) -> None:
    if (people := len({one.identity.person for one in slices})) > 1:
        raise FootwiseError(source, f"holds images of {people} people", "Give the folder of one person")


def _refuse_another_part(source: Path, parts: Sequence[Slice]) -> str:
    """Refuse what is no knee, several examinations or both knees; give the side."""
    if others := sorted({one.body_part for one in parts} & _NO_KNEE):
        remedy = "Give images of a knee; where the scanner was told wrongly, convert them and give the NIfTI images"
        raise FootwiseError(source, f"holds images of another part of the body ({others[0].lower()})", remedy)
    if (studies := len({one.identity.study for one in parts})) > 1:
        raise FootwiseError(source, f"holds images of {studies} examinations", "Give those of one visit")
    sides = {one.side for one in parts if one.side in ("L", "R")}
    if len(sides) > 1:
        raise FootwiseError(source, "holds images of both knees", "Choose those of one with `series`")
    return sides.pop() if sides else ""
