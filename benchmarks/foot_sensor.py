"""Foot angles from a foot sensor against optical markers, and their speed: Footwise and other methods in one run."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from gaitmap_process import gaitmap
from marker_reference import LONGEST_S, is_straight_stride, marker_angle, read_markers
from peak_deceleration import BrakedStep, peak_deceleration_steps
from reference_environment import ReferenceMissingError
from rich.console import Console
from rich.table import Table

from footwise.foot_sensor.live import Stride, StrideTracker
from footwise.foot_sensor.recorded import recorded_strides
from footwise.recordings import SIDES
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors
from footwise.samples import sample_path

ROUNDS = 7
OFFLINE, LIVE, PEAK, GAITMAP = "Footwise, offline", "Footwise, live", "peak deceleration", "gaitmap 2.6.0"
LIVE_SAMPLES_PER_S = 60_000
HEADER = ("method", "strides", "SD left", "right", "MAE", "known after contact", "time", "ratio")


@dataclass(frozen=True)
class FootAngles:
    """What a method says about one foot; every array has one entry a stride, and only strides that it trusts.

    Attributes
    ----------
    start_s, stop_s : array
        The same moment of two stances that follow each other.
    angle_deg : array
        Of the foot in the later stance, toe-out positive, up to a constant.
    decided_s : array, optional
        When the angle was known; left out by methods that need the whole recording.
    """

    start_s: np.ndarray
    stop_s: np.ndarray
    angle_deg: np.ndarray
    decided_s: np.ndarray | None = None


@dataclass(frozen=True)
class Walk:
    """The sample's straight walk there and back."""

    path: Path
    sensors: tuple[FootSensor, ...]
    markers: pd.DataFrame
    contacts_s: dict[str, np.ndarray]


def read_walk() -> Walk:
    """Read the sample `foot-sensors`."""
    folder = sample_path("foot-sensors")
    path = folder / "imu_sample.csv"
    sensors = read_foot_sensors(path)
    events = pd.read_csv(folder / "stride_events_sample.csv")
    # The events are counted in samples of 204.8 Hz.
    contacts = {side: np.sort(events.loc[events["foot"] == side, "ic"].dropna().to_numpy()) / 204.8 for side in SIDES}
    return Walk(path, sensors, read_markers(folder), contacts)


def offline_angles(sensor: FootSensor) -> FootAngles:
    """What Footwise says once it has the whole recording."""
    return replace(stride_angles(recorded_strides(sensor)), decided_s=None)


def tracked(side: str, rows: list[list[float]]) -> list[Stride]:
    """Strides of Footwise's live tracker."""
    update = StrideTracker(side).update
    return [stride for row in rows if (stride := update(*row)) is not None]


def sample_rows(sensor: FootSensor) -> list[list[float]]:
    """Samples as the live path takes them."""
    return np.column_stack((sensor.time_s, sensor.acceleration_m_s2, sensor.angular_velocity_rad_s)).tolist()


def live_angles(sensor: FootSensor) -> FootAngles:
    """What Footwise says while the person walks."""
    return stride_angles(tracked(sensor.side, sample_rows(sensor)))


def stride_angles(strides: Iterable[Stride]) -> FootAngles:
    """Angles of the valid ones among Footwise's strides."""
    found = [(s.start_s, s.mid_stance_s, s.foot_progression_angle_deg, s.decided_s) for s in strides if s.valid]
    return FootAngles(*np.array(found, dtype=float).reshape(-1, 4).T)


def braking_angles(steps: list[BrakedStep]) -> FootAngles:
    """What the peak of the deceleration says, from the second step on."""
    times = np.array([step.decided_s for step in steps])
    follows = np.diff(times) < LONGEST_S
    angles = np.array([step.angle_deg for step in steps])
    return FootAngles(times[:-1][follows], times[1:][follows], angles[1:][follows], times[1:][follows])


def gaitmap_angles(strides: list[dict[str, float]]) -> FootAngles:
    """What gaitmap's trajectories say."""
    start, stop, angle = (np.array([s[name] for s in strides]) for name in ("start_s", "stop_s", "angle_deg"))
    return FootAngles(start, stop, angle)


def errors(markers: pd.DataFrame, side: str, angles: FootAngles) -> np.ndarray:
    """Angle minus that of the markers on every straight stride; the constant of the mounting is still in it."""
    found = [
        angle - marker_angle(markers, side, start, stop)
        for start, stop, angle in zip(angles.start_s, angles.stop_s, angles.angle_deg, strict=True)
        if is_straight_stride(markers, side, start, stop)
    ]
    around = np.exp(1j * np.radians(found))
    middle = np.angle(around.sum())
    return np.degrees(middle + np.angle(around * np.exp(-1j * middle)))


def waits_s(angles: FootAngles, contacts_s: np.ndarray) -> np.ndarray:
    """Time from each stride's last contact to its angle; nothing for methods that need the whole recording."""
    if angles.decided_s is None:
        return np.zeros(0)
    before = np.searchsorted(contacts_s, angles.decided_s) - 1
    known = before >= 0
    waits = angles.decided_s[known] - contacts_s[before[known]]
    return waits[waits < LONGEST_S]


def seconds(job: Callable[[], object]) -> float:
    """Wall time of a job."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def medians(clocks: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Median time of each, all of them in turns, so that a busy machine slows all of them alike."""
    for clock in clocks.values():
        clock()
    taken: dict[str, list[float]] = {name: [] for name in clocks}
    for _ in range(ROUNDS):
        for name, clock in clocks.items():
            taken[name].append(clock())
    return {name: median(times) for name, times in taken.items()}


def method_row(walk: Walk, name: str, feet: dict[str, FootAngles], taken: float, offline: float) -> tuple[str, ...]:
    """One line of the table."""
    wrong = {side: errors(walk.markers, side, feet[side]) for side in SIDES}
    centred = np.concatenate([wrong[side] - wrong[side].mean() for side in SIDES])
    waits = np.concatenate([waits_s(feet[side], walk.contacts_s[side]) for side in SIDES])
    per_foot = 1e3 * taken / len(SIDES)
    return (
        name,
        " + ".join(str(len(wrong[side])) for side in SIDES),
        *(f"{wrong[side].std(ddof=1):.2f}°" for side in SIDES),
        f"{np.abs(centred).mean():.2f}°",
        f"{1e3 * np.median(waits):.0f} ms" if len(waits) else "at the end",
        f"{per_foot:.1f} ms" if per_foot < 100 else f"{per_foot:.0f} ms",
        f"{taken / offline:.1f} ×",
    )


def measure(walk: Walk) -> tuple[list[tuple[str, ...]], list[str]]:
    """Measure every method.

    Returns
    -------
    rows : list of tuple of str
        Under `HEADER`.
    remarks : list of str
        What belongs below the table.
    """
    rows = {sensor.side: sample_rows(sensor) for sensor in walk.sensors}
    feet = {
        OFFLINE: {sensor.side: offline_angles(sensor) for sensor in walk.sensors},
        LIVE: {sensor.side: live_angles(sensor) for sensor in walk.sensors},
        PEAK: {sensor.side: braking_angles(peak_deceleration_steps(sensor)) for sensor in walk.sensors},
    }
    clocks = {
        OFFLINE: lambda: seconds(lambda: [recorded_strides(sensor) for sensor in walk.sensors]),
        LIVE: lambda: seconds(lambda: [tracked(side, mine) for side, mine in rows.items()]),
        PEAK: lambda: seconds(lambda: [peak_deceleration_steps(sensor) for sensor in walk.sensors]),
    }
    remarks = []
    with ExitStack() as stack:
        try:
            reference = stack.enter_context(gaitmap(walk.path))
            feet[GAITMAP] = {side: gaitmap_angles(reference.strides[side]) for side in SIDES}
            clocks[GAITMAP] = reference.seconds
        except ReferenceMissingError as missing:
            remarks.append(f"gaitmap is not in this table: it {missing}.")
        taken = medians(clocks)
    samples = sum(sensor.samples for sensor in walk.sensors)
    speed = samples / taken[LIVE]
    remarks.append(
        f"The live tracker takes {speed:,.0f} samples a second on one core in plain Python "
        f"(aim: at least {LIVE_SAMPLES_PER_S:,})."
    )
    offline = taken[OFFLINE]
    return [method_row(walk, name, feet[name], taken[name], offline) for name in feet], remarks


def show(
    console: Console, title: str, header: tuple[str, ...], rows: Iterable[tuple[str, ...]], remarks: Iterable[str] = ()
) -> None:
    """Print a table and what belongs below it."""
    # Tight, and no word cut short, so that it can be read on 80 characters.
    table = Table(title=title, padding=(0, 1, 0, 0))
    for name, *cells in zip(header, *(rows := list(rows)), strict=True):
        table.add_column(name, min_width=max(len(word) for cell in (name, *cells) for word in cell.split()))
    for row in rows:
        table.add_row(*row)
    console.print(table)
    for remark in remarks:
        console.print(remark)


def title(walk: Walk) -> str:
    """Say what was measured."""
    seconds_long = walk.sensors[0].time_s[-1]
    return f"{walk.path.name}: {seconds_long:.0f} s, both feet, straight strides, against optical markers"


if __name__ == "__main__":
    recorded = read_walk()
    show(Console(), title(recorded), HEADER, *measure(recorded))
