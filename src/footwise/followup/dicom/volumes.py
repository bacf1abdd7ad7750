"""Slices of a series to its volumes: which slices belong together, and whether one is missing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import Array
from footwise.errors import FootwiseError
from footwise.followup.dicom.headers import Slice

# Places are one where they are nearer, in mm; gaps between slices are equal to this share.
_SAME_MM, _SAME_GAP = 0.02, 0.05
_EXPORT = "Export the whole series again"


@dataclass(frozen=True)
class ScannedSeriesParts:
    """The slices of one series.

    Attributes
    ----------
    number : int
    description : str
        Without what tells who it is.
    slices : tuple of Slice
    """

    number: int
    description: str
    slices: tuple[Slice, ...]

    @property
    def echoes_ms(self) -> list[float]:
        """The echo times of its slices, each once."""
        return sorted({one.echo_ms for one in self.slices if np.isfinite(one.echo_ms)})

    @property
    def images(self) -> int:
        """Volumes, as many as there are slices at most of its places."""
        counts = Counter(_places(self.slices))
        return Counter(counts.values()).most_common(1)[0][0]

    def grid(self) -> tuple[object, ...]:
        """What two series on one grid have in common."""
        one = self.slices[0]
        return (one.shape, one.spacing, tuple(np.round(one.rows.ravel(), 3)), len(set(_places(self.slices))))

    def __str__(self) -> str:
        """Give number, description and how many images, for people."""
        images = self.images
        said = f" ({self.description})" if self.description else ""
        return f"{self.number}{said}: {images} {'image' if images == 1 else 'images'}"


def series_of(slices: Sequence[Slice]) -> list[ScannedSeriesParts]:
    """Sort slices by their series, in the order of their numbers."""
    by_series: dict[str, list[Slice]] = defaultdict(list)
    for one in slices:
        by_series[one.series].append(one)
    found = [
        ScannedSeriesParts(parts[0].series_number, _without_person(parts[0]), tuple(parts))
        for parts in by_series.values()
    ]
    return sorted(found, key=lambda one: (one.number, one.description))


def volumes_of(source: Path, one: ScannedSeriesParts) -> list[list[Slice]]:
    """Sort the slices of a series into volumes, each from one end to the other.

    The slices at one place stand in the order of echo time and recording; the first ones are the first volume.

    Raises
    ------
    FootwiseError
        Slices that are missing, of several sizes or planes, or of several echo times in one volume.
    """
    where = f"series {one}"
    first = one.slices[0]
    for other in one.slices:
        if other.shape != first.shape or not np.allclose(other.spacing, first.spacing, rtol=1e-3):
            raise FootwiseError(source, f"has slices of several sizes in {where}", _EXPORT)
        if not np.allclose(other.rows, first.rows, atol=1e-3):
            raise FootwiseError(source, f"has slices in several planes in {where}", "Choose another with `series`")
    by_place: dict[int, list[Slice]] = defaultdict(list)
    for part, place in zip(one.slices, _places(one.slices), strict=True):
        by_place[place].append(part)
    stacks = [sorted(by_place[place], key=_in_order) for place in sorted(by_place)]
    usual = one.images
    short = [stack for stack in stacks if len(stack) != usual]
    if short:
        at = f"{short[0][0].along:.1f} mm"
        what = "misses a slice" if len(short[0]) < usual else "has a slice too many"
        trouble = f"{what} in {where}: {len(short[0])} of {usual} at {at}, one of {len(stacks)} places"
        raise FootwiseError(source, trouble, _EXPORT)
    gaps = np.diff([stack[0].along for stack in stacks])
    if len(gaps) and np.ptp(gaps) > _SAME_GAP * np.median(gaps):
        wide = int(gaps.argmax())
        low, high = (stacks[wide + k][0].along for k in (0, 1))
        trouble = f"misses a slice in {where}: none from {low:.1f} to {high:.1f} mm, elsewhere every "
        raise FootwiseError(source, f"{trouble}{np.median(gaps):.3g} mm", _EXPORT)
    volumes = [[stack[k] for stack in stacks] for k in range(usual)]
    for volume in volumes:
        if len({round(part.echo_ms, 3) for part in volume}) > 1 and np.isfinite(volume[0].echo_ms):
            trouble = f"has slices of several echo times in one image of {where}"
            raise FootwiseError(source, trouble, "A slice is missing, or stands twice: export the series again")
    return volumes


def _in_order(one: Slice) -> tuple[float, ...]:
    return (one.echo_ms if np.isfinite(one.echo_ms) else 0.0, *one.order)


def _places(slices: Sequence[Slice]) -> list[int]:
    """Which place each slice lies at, from one end to the other."""
    along: Array = np.array([one.along for one in slices])
    order = np.argsort(along, kind="stable")
    steps = np.concatenate([[0], (np.diff(along[order]) > _SAME_MM).cumsum()])
    places = np.empty(len(slices), dtype=int)
    places[order] = steps
    return [int(place) for place in places]


def _without_person(one: Slice) -> str:
    """Take out of a description each word that is also in the name, number or birth date of the person."""
    name, number, born = one.identity.person
    private = {word for word in name.replace("^", " ").replace("=", " ").split() if len(word) > 1}
    private |= {number, born, f"{born[:4]}-{born[4:6]}-{born[6:]}" if born else ""} - {""}
    told = one.description
    for word in sorted(private, key=len, reverse=True):
        told = re.sub(re.escape(word), "…", told, flags=re.IGNORECASE)
    return " ".join(told.split())
