"""Images of cartilage made ready to be fitted: read, with their regions, and as if the person had not moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.followup import (
    LEAST_SLICES,
    LabelImage,
    Movement,
    RelaxationSeries,
    at_rest,
    between_visits,
    is_scanned,
    movements,
    read_image,
    read_labels,
    read_scanned_series,
    read_series,
    resampled,
)

REGIONS_FILE, LABELS_FILE, FIRST_IMAGE_FILE = "regions.csv", "labels.nii.gz", "first_image.nii.gz"


@by_value
@dataclass(frozen=True)
class CartilageImages:
    """A series and its regions.

    Attributes
    ----------
    recorded : RelaxationSeries
        As it was recorded.
    series : RelaxationSeries
        With every image where the first one lies, or where that of an earlier visit does.
    labels : LabelImage or None
    moved : tuple of Movement
        One an image; empty where nobody looked.
    visit : Movement or None
        From an earlier visit, on which the regions are drawn, to the first image.
    facts : dict
        What is known from the scanner, and how movement was treated.
    """

    recorded: RelaxationSeries
    series: RelaxationSeries
    labels: LabelImage | None
    moved: tuple[Movement, ...]
    visit: Movement | None
    facts: dict[str, object]

    @property
    def corrected(self) -> bool:
        """Whether an image was drawn anew."""
        return self.visit is not None or any(one.corrected for one in self.moved)

    def movement_table(self) -> pd.DataFrame | None:
        """One row an image; None where nobody looked."""
        if not self.moved:
            return None
        rows = [
            {
                "time_ms": one.time_ms,
                "shift_mm": one.shift_mm,
                "turn_deg": one.turn_deg,
                "largest_mm": one.largest_mm,
                "corrected": one.corrected,
                "unexplained_pct": 100.0 * one.unexplained,
            }
            for one in self.moved
        ]
        return pd.DataFrame(rows).round({"shift_mm": 3, "turn_deg": 3, "largest_mm": 3, "unexplained_pct": 2})


def earlier_folder(before: Path) -> Path:
    """Give the folder of an earlier visit, of which it or its table of regions was given."""
    return before if before.is_dir() else before.parent


def has_regions_drawn(before: Path | None) -> bool:
    """Say whether an earlier visit has the image and the labels that its regions were drawn on."""
    if before is None:
        return False
    folder = earlier_folder(before)
    return (folder / LABELS_FILE).is_file() and (folder / FIRST_IMAGE_FILE).is_file()


def read_cartilage_images(
    images: Sequence[Path],
    relaxation: str,
    times_ms: Sequence[float] | None,
    numbers: Sequence[int] | None,
    labels: Path | None,
    before: Path | None,
    bones: frozenset[int],
    registration: bool,
    begins: Callable[[str], None],
) -> CartilageImages:
    """Read a series and its labels, and bring its images together.

    Labels that were drawn on an earlier visit are taken where none are given for this one.

    Raises
    ------
    FootwiseError
        What is wrong with the images or the labels, or labels of an earlier visit without registration.
    """
    facts: dict[str, object] = {}
    scanned = len(images) == 1 and is_scanned(images[0])
    if scanned:
        scan = read_scanned_series(images[0], relaxation, times_ms, numbers)
        series = scan.series
        facts = {"scanner_series": list(scan.numbers), "scanner_descriptions": list(scan.descriptions)}
        facts["side"] = scan.side
    else:
        series = read_series(list(images), None if times_ms is None else list(times_ms))
    drawn: LabelImage | None = None
    earlier = None
    if labels is not None:
        drawn = read_labels(labels, series.grid, images[0].name, turn=scanned)
    elif before is not None and has_regions_drawn(before):
        earlier = read_image(earlier_folder(before) / FIRST_IMAGE_FILE)
        drawn = read_labels(earlier_folder(before) / LABELS_FILE, earlier.grid, FIRST_IMAGE_FILE)
    if not registration:
        if earlier is not None and not earlier.grid.same_as(series.grid):
            trouble = "has the regions of an earlier visit only, and these images lie elsewhere"
            raise FootwiseError(earlier.path, trouble, "Leave `registration=False` out, or give `labels`")
        facts["movement"] = "not looked for"
        return CartilageImages(series, series, drawn, (), None, facts)
    if drawn is None or min(series.grid.shape) < LEAST_SLICES:
        why = "no labels" if drawn is None else f"fewer than {LEAST_SLICES} slices"
        facts["movement"] = f"not looked for: {why}"
        return CartilageImages(series, series, drawn, (), None, facts)
    begins("movement")
    mask = cartilage(drawn, bones)
    visit = None
    if earlier is not None:
        visit = between_visits(series, earlier.volumes[0], earlier.grid, mask)
        # The labels lie on the earlier visit: where they are in this one tells the movement within the series.
        back: Array = np.asarray(np.linalg.inv(visit.matrix), dtype=float)
        here = resampled(mask.astype(np.float32), earlier.grid, back, series.grid)
        moved = movements(series, np.nan_to_num(here) > 0.5)
    else:
        moved = movements(series, mask)
    still = at_rest(series, moved, visit, None if earlier is None else earlier.grid)
    facts["movement"] = [
        {"time_ms": one.time_ms, "shift_mm": round(one.shift_mm, 3), "turn_deg": round(one.turn_deg, 3),
         "corrected": one.corrected}
        for one in moved
    ]  # fmt: skip
    if visit is not None:
        facts["since_earlier_visit"] = {"shift_mm": round(visit.shift_mm, 3), "turn_deg": round(visit.turn_deg, 3)}
    return CartilageImages(series, still, drawn, tuple(moved), visit, facts)


def cartilage(drawn: LabelImage, bones: frozenset[int]) -> npt.NDArray[np.bool_]:
    """Give the voxels with a label that is no bone's."""
    lit: npt.NDArray[np.bool_] = (drawn.labels > 0) & ~np.isin(drawn.labels, list(bones))
    return lit


def largest_movement(moved: Sequence[Movement]) -> Movement | None:
    """Give the movement of the image that went furthest; None where no image was drawn anew."""
    gone = [one for one in moved if one.corrected]
    return max(gone, key=lambda one: one.largest_mm) if gone else None
