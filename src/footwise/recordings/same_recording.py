"""Whether recordings are of one walk, or of one person: copies would count twice, and people would be averaged."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.recordings.recording import Recording

# Recordings that say masses or heights further apart than this are of different people.
MASS_TOLERANCE_KG, HEIGHT_TOLERANCE_M = 2.0, 0.03


def check_recorded_once(recordings: Sequence[Recording]) -> None:
    """Refuse a recording that is there twice under other names, whose steps would count twice.

    Raises
    ------
    FootwiseError
        The markers of two recordings are equal to the last digit.
    """
    for k, recording in enumerate(recordings):
        for other in recordings[:k]:
            mine, its = recording.markers.positions_m, other.markers.positions_m
            if mine.shape == its.shape and np.array_equal(mine, its, equal_nan=True):
                raise FootwiseError(
                    recording.source,
                    f"holds the same walk as {other.source.name}",
                    "Give each recording once",
                    kind=ErrorKind.BAD_REQUEST,
                )


def different_people(recordings: Sequence[Recording]) -> str:
    """Say by what recordings are of different people: the masses or heights in them; empty where nothing tells."""
    for values, unit, tolerance in (
        ([recording.person.mass_kg for recording in recordings], "kg", MASS_TOLERANCE_KG),
        ([recording.person.height_m for recording in recordings], "m", HEIGHT_TOLERANCE_M),
    ):
        known = [value for value in values if value is not None]
        if known and max(known) - min(known) > tolerance:
            digits = 1 if unit == "kg" else 2
            return f"{min(known):.{digits}f} and {max(known):.{digits}f} {unit}"
    return ""
