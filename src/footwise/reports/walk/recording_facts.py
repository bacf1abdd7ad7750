"""What the reports say about the recordings themselves and about how they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.loads import Walk


@dataclass(frozen=True)
class RecordingFacts:
    """One line of the list of recordings."""

    file: str
    condition: str
    duration_s: float
    used: int
    found: int
    marker_set: str
    where: str
    plates: int
    simulated: bool
    recorded_on: str


@dataclass(frozen=True)
class RecordingsNote:
    """A remark, and the recordings that it belongs to; none named when it belongs to all."""

    text: str
    files: tuple[str, ...]


def recording_facts(walk: Walk) -> RecordingFacts:
    """Give the facts of one recording."""
    recording = walk.recording
    return RecordingFacts(
        file=recording.source.name,
        condition=walk.condition,
        duration_s=recording.markers.duration_s,
        used=int(walk.steps["used"].astype(bool).sum()),
        found=len(walk.steps),
        marker_set=recording.marker_set,
        where="treadmill" if recording.treadmill else "overground",
        plates=len(recording.plates),
        simulated=recording.simulated,
        recorded_on=recording.recorded_on,
    )


def notes_on_recordings(walks: Sequence[Walk]) -> list[RecordingsNote]:
    """Every remark on the recordings, once, with the files it belongs to."""
    found: dict[str, list[str]] = {}
    for walk in walks:
        source = walk.recording.source
        for note in walk.notes:
            # A report goes to other people: it names the file, not the folders of this machine.
            files = found.setdefault(note.text.replace(str(source), source.name), [])
            if source.name not in files:
                files.append(source.name)
    everywhere = {walk.recording.source.name for walk in walks}
    return [RecordingsNote(text, () if set(files) == everywhere else tuple(files)) for text, files in found.items()]


def moments_in_words(walks: Sequence[Walk]) -> str:
    """Say how the moments were computed, with the filters behind them."""
    ways = []
    for walk in walks:
        way = (
            f"Inverse dynamics as in {walk.like}"
            if walk.like
            else "Ground force times lever arm to the knee centre in the tibial frame"
        )
        if walk.marker_hz == walk.force_hz:
            filters = f"markers and forces low-pass filtered at {walk.marker_hz:g} Hz"
        else:
            filters = f"markers low-pass filtered at {walk.marker_hz:g} Hz, forces at {walk.force_hz:g} Hz"
        ways.append(f"{way}; {filters}")
    return " / ".join(dict.fromkeys(ways))


def knee_sources(walks: Sequence[Walk]) -> str:
    """Say where the knee centres come from, empty without loads."""
    return "; ".join(dict.fromkeys(walk.knee_source for walk in walks if walk.knee_source))


def median_method_rmse(walks: Sequence[Walk]) -> float:
    """Median over the used steps of the difference between the two methods, %BW·ht; NaN without loads."""
    return _median([walk.method_rmse[walk.steps["used"].to_numpy(dtype=bool)] for walk in walks])


def median_per_mm(walks: Sequence[Walk]) -> float:
    """Median over the used steps of the change of KAM peak 1 by 1 mm of knee centre, %BW·ht; NaN without loads."""
    return _median(
        [walk.steps.loc[walk.steps["used"].astype(bool), "kam_per_mm_pct_bwht"].to_numpy(dtype=float) for walk in walks]
    )


def _median(parts: list[Array]) -> float:
    values = np.concatenate([np.empty(0), *parts])
    values = values[np.isfinite(values)]
    return float(np.median(values)) if len(values) else float("nan")
