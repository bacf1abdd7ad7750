"""How far the clocks of markers and forces are apart, from the same contacts and offs seen by both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from footwise.arrays import Array
from footwise.gait.footprint import Footprint
from footwise.gait.kinematic_events import FootEvents, kinematic_events
from footwise.gait.motion import Motion
from footwise.gait.plate_events import NEAR_M, SETTLED_S, PlateEdges, plate_edges
from footwise.gait.plate_loads import PlateLoads
from footwise.recordings import Recording

# Clocks further apart than this are no clocks of one recording; an event further
# away than the second is another one.
LARGEST_LAG_S, SEARCH_S = 0.03, 0.3
# Markers alone see contacts and offs off by this much, differently in every laboratory and marker set, and this
# much more from step to step (standard deviations, from seven laboratories).
CONTACT_BIAS_S, OFF_BIAS_S, STEP_SD_S = 0.009, 0.014, 0.008
# Fewest events that say so together: contacts and offs, or so many of one kind.
FEWEST_OF_ONE_KIND = 3
# Events further than this from what most say are other events.
SAME_LAG_S = 0.06
# Contacts and offs of two plates both so much apart, against the same markers: 0 to 6 ms in sound recordings.
LARGEST_BETWEEN_PLATES_S = 0.025
# A lag that one event alone tells says nothing, but for one that no foot makes.
DOUBTFUL_LAG_S = 0.1
# Lags that are tried.
LAG_STEP_S = 0.002


@dataclass(frozen=True)
class ClockLag:
    """How much later the forces must come to be on the clock of the markers.

    Attributes
    ----------
    later_s, error_s : float
        Estimate and its standard error, with what the markers' events are usually off.
    events : int
        Contacts and offs that plates and markers both saw.
    sure : bool
        Contacts and offs were seen, or enough of one of them.
    between_plates_s : float
        How much later than another plate one plate comes, where contacts and offs both say so; else 0.
    later_plate, earlier_plate : int
        Which two; -1 where there are none.
    """

    later_s: float
    error_s: float
    events: int
    sure: bool
    between_plates_s: float = 0.0
    later_plate: int = -1
    earlier_plate: int = -1

    @property
    def plates_apart(self) -> bool:
        """Whether two plates are on clocks of their own."""
        return self.between_plates_s > LARGEST_BETWEEN_PLATES_S

    @property
    def doubtful(self) -> bool:
        """Whether the few events that there are tell a lag that no foot makes."""
        return not self.sure and abs(self.later_s) > DOUBTFUL_LAG_S

    @property
    def too_large(self) -> bool:
        """Whether the clocks are so far apart that loads and kinematics do not belong together."""
        return self.sure and abs(self.later_s) > max(LARGEST_LAG_S, 2 * self.error_s)


def clock_lag(
    recording: Recording, motion: Motion, loads: PlateLoads, by_markers: dict[str, FootEvents] | None = None
) -> ClockLag | None:
    """Compare what the plates see with what the markers see, foot by foot.

    A plate begins to carry a load, and some time before or after a foot lands: they are the same event
    when the pressure shortly after the first lies under that foot shortly after the second. On a belt as on
    the floor the two show one moment, whatever their clocks say.

    Parameters
    ----------
    recording : Recording
    motion : Motion
    loads : PlateLoads
    by_markers : dict, optional
        What :func:`kinematic_events` found, where that is known already.

    Returns
    -------
    ClockLag, or None
        None where no event is seen by both.
    """
    edges = plate_edges(recording, loads)
    events = by_markers or kinematic_events(recording, motion)
    seen: dict[bool, list[tuple[int, Array]]] = {True: [], False: []}
    for side, foot in events.items():
        footprint = Footprint.of(motion, side)
        for rising, times in ((True, foot.contact_s), (False, foot.off_s)):
            seen[rising] += _differences(times, edges, loads, footprint, motion.rate_hz, rising)
    pairs = {rising: [found for _, found in seen[rising]] for rising in seen}
    together = _consensus(pairs[True] + pairs[False])
    kinds = []
    for rising, bias in ((True, CONTACT_BIAS_S), (False, OFF_BIAS_S)):
        nearest = [float(found[np.argmin(np.abs(found - together))]) for found in pairs[rising]]
        nearest = [value for value in nearest if abs(value - together) < SAME_LAG_S]
        if nearest:
            kinds.append((float(np.median(nearest)), bias**2 + STEP_SD_S**2 / len(nearest), len(nearest)))
    if not kinds:
        return None
    values, variances, counts = (np.array(column) for column in zip(*kinds, strict=True))
    later = float((values / variances).sum() / (1 / variances).sum())
    error = float((1 / variances).sum() ** -0.5)
    if len(kinds) == 1:
        return ClockLag(later, error, int(counts[0]), bool(counts[0] >= FEWEST_OF_ONE_KIND))
    # Contacts and offs that contradict each other tell less.
    apart = float(abs(values[0] - values[1]))
    if apart > 3 * np.sqrt(variances.sum()):
        error = max(error, apart / 2)
    return ClockLag(later, error, int(counts.sum()), True, *_between_plates(seen, together))


def _between_plates(seen: dict[bool, list[tuple[int, Array]]], together: float) -> tuple[float, int, int]:
    """How much later one plate comes than another, and which two: the furthest apart by contacts and offs alike."""
    by_plate: dict[int, dict[bool, list[float]]] = {}
    for rising, pairs in seen.items():
        for k, found in pairs:
            value = float(found[np.argmin(np.abs(found - together))])
            if abs(value - together) < SAME_LAG_S:
                by_plate.setdefault(k, {True: [], False: []})[rising].append(value)
    # Markers minus plate: what is less is later.
    lags = {
        k: [float(np.median(kinds[r])) for r in (True, False)] for k, kinds in by_plate.items() if all(kinds.values())
    }
    apart = [
        (min(a - b for a, b in zip(lags[early], lags[late], strict=True)), late, early)
        for early in lags
        for late in lags
        if late != early
    ]
    return max(apart, default=(0.0, -1, -1))


def _consensus(pairs: list[Array]) -> float:
    """Difference that most events agree on: where a foot may have made either of two events, they decide."""
    if not pairs:
        return 0.0
    lags = np.linspace(-SEARCH_S, SEARCH_S, round(2 * SEARCH_S / LAG_STEP_S) + 1)
    votes = np.zeros(len(lags))
    for found in pairs:
        votes += np.exp(-0.5 * (np.abs(lags - found[:, None]).min(axis=0) / SAME_LAG_S) ** 2)
    return float(lags[int(np.argmax(votes))])


def _differences(
    times_s: Array, edges: list[PlateEdges], loads: PlateLoads, foot: Footprint, rate: float, rising: bool
) -> list[tuple[int, Array]]:
    """Marker minus plate event, for every plate event all that one foot can have made, with the index of the plate."""
    into = 1 if rising else -1
    last = loads.cop_m.shape[1] - 1
    found: list[tuple[int, Array]] = []
    for k, plate in enumerate(edges):
        crossings = plate.rising_s if rising else plate.falling_s
        which, event = np.nonzero(np.abs(times_s - crossings[:, None]) < SEARCH_S)
        loaded, at = (
            np.clip(np.round((times + into * SETTLED_S) * rate).astype(int), 0, last)
            for times in (crossings[which], times_s[event])
        )
        with np.errstate(invalid="ignore"):
            under = foot.distance(loads.cop_m[k, loaded], at) < NEAR_M
        which, later = which[under], times_s[event[under]] - crossings[which[under]]
        found += [(k, some) for some in np.split(later, np.flatnonzero(np.diff(which)) + 1) if len(some)]
    return found
