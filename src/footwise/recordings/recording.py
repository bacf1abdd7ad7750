"""What was recorded: markers, force plates, events and the person, in SI units."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.notes import Note
from footwise.showing import few_notes, html_table, lines
from footwise.signals import cross

STANDARD_GRAVITY = 9.80665

# Least and largest possible value of the lengths that a marker model needs; no cm can be taken for m, nor mm for cm.
MEASURE_LIMITS_M = {
    "leg_length": (0.3, 1.3),
    "knee_width": (0.04, 0.25),
    "ankle_width": (0.03, 0.2),
    "asis_trochanter": (0.02, 0.2),
    "inter_asis": (0.1, 0.5),
    "marker_diameter": (0.004, 0.035),
}


@by_value
@dataclass(frozen=True)
class Markers:
    """Positions of the markers.

    Attributes
    ----------
    rate_hz : float
        Frames per second. Frame `i` is at ``i / rate_hz``; stored time stamps are never used.
    labels : tuple of str
        One name a marker, without the subject's prefix.
    positions_m : array, shape (frames, markers, 3)
        NaN where a marker was not seen.
    """

    rate_hz: float
    labels: tuple[str, ...]
    positions_m: Array

    def __getitem__(self, label: str) -> Array:
        """Positions of one marker, shape (frames, 3)."""
        return self.positions_m[:, self.labels.index(label)]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.positions_m)

    @property
    def duration_s(self) -> float:
        """Time from the first frame to the last."""
        return (self.frames - 1) / self.rate_hz


@by_value
@dataclass(frozen=True)
class ForcePlate:
    """One force plate: the wrench the ground puts on whatever stands on it.

    Attributes
    ----------
    name : str
    force_n : array, shape (samples, 3)
        Force on the foot: the vertical component is positive when the plate is loaded.
    moment_nm : array, shape (samples, 3)
        Moment of that force (with the free moment) about the origin of the lab frame, so that the
        wrenches of several plates add up.
    corners_m : array, shape (4, 3), or None
        None when the file gives forces without a plate (an OpenSim MOT file).
    reread : bool
        The file's own word on it put the centre of pressure where it cannot be, and another reading was taken.
    """

    name: str
    force_n: Array
    moment_nm: Array
    corners_m: Array | None
    reread: bool = False


@dataclass(frozen=True)
class Event:
    """An event stored in the file, `time_s` after the first frame; `side` is left, right or empty."""

    side: str
    label: str
    time_s: float


@dataclass(frozen=True)
class Person:
    """Who walked: what the file, or the user, says.

    Attributes
    ----------
    name : str
        What the user calls the person. A name stored in a file, which may be a date of birth, is never read.
    mass_kg, height_m : float, or None
    measures_m : dict
        Lengths that a marker model needs and the file gives: `left_knee_width`, `left_ankle_width`,
        `left_leg_length`, `left_asis_trochanter` and the same of the right; `inter_asis`, `marker_diameter`.
    offsets_rad : dict
        Angles of Plug-in Gait by which a standing trial corrected its wands: `left_thigh_rotation`,
        `left_shank_rotation`, `left_tibial_torsion`, `left_ankle_abadd` and the same of the right.
    """

    name: str = ""
    mass_kg: float | None = None
    height_m: float | None = None
    measures_m: dict[str, float] = field(default_factory=dict, hash=False)
    offsets_rad: dict[str, float] = field(default_factory=dict, hash=False)


@by_value
@dataclass(frozen=True, repr=False)
class Recording:
    """One recording, in the lab frame: x along the walk, y to the walker's left, z up.

    Attributes
    ----------
    name : str
        File name without its ending.
    source : Path
    markers : Markers
    roles : dict
        ``(side, role)`` to marker label; see :mod:`footwise.recordings.marker_sets`.
    marker_set : str
        Name of the marker set that was recognised.
    absent : dict
        ``(side, role)`` to the label that the user's own marker map gives it and this file does not have: it may be
        worn in the standing trial alone.
    prefix : str
        What stands before every label of this person (``Anna:``); empty where nothing does.
    modelled : Markers, or None
        Points that the laboratory's own model computed (joint centres, tips of axes, virtual markers); see
        :mod:`footwise.recordings.stored_model`.
    stored_moments : dict
        Label to joint moment as the file stores it, shape (frames, 3), in the file's unit.
    plates : tuple of ForcePlate
        Sampled at `plate_rate_hz`, a whole multiple of the marker rate; sample 0 is at frame 0.
    plate_rate_hz : float
    events : tuple of Event
    person : Person
    treadmill : bool
        The feet move and the body stays.
    floor_m : float
        Height of the walking surface.
    forces_later_s : float
        By how much the forces were shifted later on request, to be on the clock of the markers.
    simulated : bool
        Made, not recorded; everything made from it says so.
    condition : str
        Condition stored in the file, empty if none.
    notes : tuple of Note
        What the reader decided or left out, for the report.
    static : Recording or None
        The same person standing, with all knee and ankle markers: where the knee centres are taken from.
    starts_s : float
        Time of the first frame on the file's own clock: a recording cut out of a longer one does not begin at zero.
    recorded_on : str
        Date of the recording as YYYY-MM-DD, where the file says it; else empty.
    """

    name: str
    source: Path
    markers: Markers
    roles: dict[tuple[str, str], str] = field(default_factory=dict)
    marker_set: str = ""
    absent: dict[tuple[str, str], str] = field(default_factory=dict)
    prefix: str = ""
    modelled: Markers | None = None
    stored_moments: dict[str, Array] = field(default_factory=dict)
    plates: tuple[ForcePlate, ...] = ()
    plate_rate_hz: float = 0.0
    events: tuple[Event, ...] = ()
    person: Person = Person()
    treadmill: bool = False
    floor_m: float = 0.0
    forces_later_s: float = 0.0
    simulated: bool = False
    condition: str = ""
    notes: tuple[Note, ...] = ()
    static: Recording | None = None
    starts_s: float = 0.0
    recorded_on: str = ""

    def __repr__(self) -> str:
        """Tell what it is in three lines."""
        facts = self._facts()
        return lines(
            f"Recording {self.name!r}{' (SIMULATED)' if self.simulated else ''}: {facts['recorded']}",
            "; ".join(f"{what} {facts[what]}" for what in ("markers", "plates", "person")),
            few_notes(self.notes),
        )

    def _repr_html_(self) -> str:
        """Show what it is as a table in a notebook."""
        title = f"Recording {self.name}{' (SIMULATED)' if self.simulated else ''}"
        return html_table(title, (), self._facts().items(), self.notes)

    def _facts(self) -> dict[str, str]:
        mass, height = self.person.mass_kg, self.person.height_m
        static = [f"with the static trial {self.static.name!r}"] if self.static else []
        recorded = [f"{self.markers.duration_s:.1f} s", "on a treadmill" if self.treadmill else "overground", *static]
        plates = f"{len(self.plates)} at {self.plate_rate_hz:g} Hz" if self.plates else "none"
        person = [
            f"{mass:.1f} kg" if mass is not None else "mass not known",
            f"{height:.2f} m" if height is not None else "height not known",
        ]
        return {
            "recorded": ", ".join(recorded),
            "markers": f"{len(self.markers.labels)} at {self.markers.rate_hz:g} Hz ({self.marker_set or 'no set'})",
            "plates": plates,
            "person": ", ".join(person),
        }

    def has(self, side: str, role: str) -> bool:
        """Whether a marker plays this role on this side."""
        return (side, role) in self.roles

    def marker(self, side: str, role: str) -> Array:
        """Positions of the marker that plays a role on a side, shape (frames, 3)."""
        return self.markers[self.roles[side, role]]


def without_placeholders(positions_m: Array) -> Array:
    """Put NaN where a marker was not seen; many programs write (0, 0, 0) there.

    Parameters
    ----------
    positions_m : array, shape (..., 3)
    """
    lost = (positions_m == 0).all(axis=-1, keepdims=True) | ~np.isfinite(positions_m)
    return np.where(lost, np.nan, positions_m)


def centre_of_pressure(force_n: Array, moment_nm: Array, floor_m: float = 0.0, least_n: float = 10.0) -> Array:
    """Where the force crosses the floor.

    Parameters
    ----------
    force_n, moment_nm : array, shape (n, 3)
        Wrench with the moment about the origin of the lab frame, z up.
    floor_m : float
        Height of the floor.
    least_n : float
        Below this vertical force the point is NaN: noise divided by nothing.

    Returns
    -------
    array, shape (n, 3)
    """
    vertical = np.where(np.abs(force_n[:, 2]) > least_n, force_n[:, 2], np.nan)
    cop = np.empty_like(force_n)
    cop[:, 0] = (floor_m * force_n[:, 0] - moment_nm[:, 1]) / vertical
    cop[:, 1] = (moment_nm[:, 0] + floor_m * force_n[:, 1]) / vertical
    cop[:, 2] = np.where(np.isfinite(vertical), floor_m, np.nan)
    return cop


def moment_about_origin(force_n: Array, moment_nm: Array, point_m: Array) -> Array:
    """Moment about the lab origin of a wrench whose moment is given about `point_m`."""
    return moment_nm + cross(np.broadcast_to(point_m, force_n.shape), force_n)
