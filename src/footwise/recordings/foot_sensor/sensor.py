"""What a motion sensor on a shoe (or on a shank or pelvis) recorded: acceleration and angular velocity by its clock."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.notes import Note
from footwise.showing import counted, few_notes, html_table, lines

# A pause longer than this between samples, and than so many samples, is a gap: a stride across it cannot be integrated.
# Where samples come slowly, one that is lost is none, as live.
LONGEST_PAUSE_S, LONGEST_PAUSE_SAMPLES, SLOWEST_PAUSE_S = 0.03, 2.7, 0.06


def longest_pause_s(rate_hz: float) -> float:
    """Longest time between two samples that is no gap: 30 ms, or one lost sample of a slow sensor (45 ms at 60 Hz).

    >>> [round(longest_pause_s(rate), 3) for rate in (200.0, 60.0, 20.0)]
    [0.03, 0.045, 0.075]
    """
    return max(LONGEST_PAUSE_S, min(LONGEST_PAUSE_SAMPLES / rate_hz, SLOWEST_PAUSE_S), 1.5 / rate_hz)


@by_value
@dataclass(frozen=True, repr=False)
class FootSensor:
    """One sensor, a foot's where nothing else is said, in SI units and in the sensor's own axes.

    Attributes
    ----------
    name : str
        File name without its ending.
    source : Path
    side : str
        left or right; empty for a pelvis.
    rate_hz : float
        Samples per second, from the device's time stamps.
    time_s : array, shape (n,)
        Device time after the first sample, strictly increasing; never the time of arrival.
    acceleration_m_s2 : array, shape (n, 3)
        Specific force: at rest it measures 9.81 m/s² upwards.
    angular_velocity_rad_s : array, shape (n, 3)
        Right-handed about the same axes.
    clipped : array of bool, shape (n,)
        A channel sits at the end of its range.
    notes : tuple of Note
        What the reader decided or found, for the report.
    simulated : bool
        Nobody walked it.
    place : {"foot", "shank", "pelvis"}
        Where on the body it was.
    first_s : float
        The device's own time of the first sample: sensors on one clock are put side by side by it.
    """

    name: str
    source: Path
    side: str
    rate_hz: float
    time_s: Array
    acceleration_m_s2: Array
    angular_velocity_rad_s: Array
    clipped: np.ndarray
    notes: tuple[Note, ...] = ()
    simulated: bool = False
    place: str = "foot"
    first_s: float = 0.0

    def __repr__(self) -> str:
        """Tell what it is in three lines."""
        return lines(f"{self._title()}: {', '.join(self._facts().values())}", few_notes(self.notes))

    def _repr_html_(self) -> str:
        """Show what it is as a table in a notebook."""
        return html_table(self._title(), (), self._facts().items(), self.notes)

    def _title(self) -> str:
        return (
            f"FootSensor {self.name!r}, {f'{self.side} {self.place}'.strip()}{' (SIMULATED)' if self.simulated else ''}"
        )

    def _facts(self) -> dict[str, str]:
        gaps = np.diff(self.gaps, axis=1)
        return {
            "recorded": f"{self.time_s[-1]:.1f} s at {self.rate_hz:.1f} Hz",
            "gaps": f"{counted(len(gaps), 'gap')} of {gaps.sum():.2f} s in all" if len(gaps) else "no gaps",
            "clipped": f"{counted(int(self.clipped.sum()), 'sample')} clipped",
        }

    @property
    def samples(self) -> int:
        """Number of samples."""
        return len(self.time_s)

    @property
    def gaps(self) -> Array:
        """Begin and end of every pause that is a gap (see `longest_pause_s`), shape (gaps, 2), in s."""
        after = np.flatnonzero(np.diff(self.time_s) > longest_pause_s(self.rate_hz))
        return np.stack((self.time_s[after], self.time_s[after + 1]), axis=1)

    def rows(self) -> list[tuple[float, float, float, float, float, float, float]]:
        """Samples as plain tuples: time, acceleration x, y, z and angular velocity x, y, z, for the live path."""
        table = np.column_stack((self.time_s, self.acceleration_m_s2, self.angular_velocity_rad_s))
        return [(t, ax, ay, az, gx, gy, gz) for t, ax, ay, az, gx, gy, gz in table.tolist()]
