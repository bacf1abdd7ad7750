"""A walk with a simulated sensor on each foot as files, or one such foot as a live stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from footwise.arrays import by_value
from footwise.errors import FootwiseError
from footwise.outputs import whole_folder
from footwise.recordings import SIDES
from footwise.recordings.foot_sensor import FootSensor
from footwise.simulation import (
    REST_S,
    CueListener,
    FootPose,
    Learner,
    LslWalker,
    SimulatedFoot,
    TrueStance,
    angle_programme,
    recorded_foot_pose,
    simulated_sensor_walk,
    smooth_foot_pose,
    write_sensor_walk,
)

if TYPE_CHECKING:
    import pandas as pd

STRIDE_S = 1.1
SHORTEST_MINUTES, LONGEST_MINUTES = 0.2, 240.0


@by_value
@dataclass(frozen=True)
class SimulatedSensors:
    """A walk with a sensor on each foot.

    Attributes
    ----------
    feet : tuple of (FootSensor, DataFrame)
        Each recording, with a table of what was true.
    strides : int
        Of each foot.
    notes : tuple of str
        What is not as it should be.
    """

    feet: tuple[tuple[FootSensor, pd.DataFrame], ...]
    strides: int
    notes: tuple[str, ...]

    def sentence(self) -> str:
        """Say what was walked."""
        return f"{self.strides} strides of each foot: natural, 5 and 10° toe-in, 5 and 10° toe-out, with turns between"


@dataclass(frozen=True)
class StreamedFoot:
    """How a live stream went.

    Attributes
    ----------
    name : str
        Of the stream.
    strides, heard : int
        Strides walked so far, and cues that were heard.
    foot_angle_deg : float
        Of the last stance; NaN before it.
    notes : tuple of str
        What is not as it should be.
    """

    name: str
    strides: int
    heard: int
    foot_angle_deg: float
    notes: tuple[str, ...]

    def sentence(self) -> str:
        """Say how it went."""
        return f"{self.strides} strides streamed as {self.name}, {self.heard} cues heard"


def simulate_sensors(*, minutes: float = 2.0, seed: int = 1) -> SimulatedSensors:
    """Walk with a sensor on each foot: naturally, toe-in and toe-out, with turns between.

    Parameters
    ----------
    minutes : float
        Length of the walk.
    seed : int
        Of the spread of the strides and of the sensors' imperfections.

    Raises
    ------
    FootwiseError
        A parameter out of range.
    """
    _check(minutes, seed)
    strides = round(minutes * 60 / STRIDE_S)
    feet, notes = [], []
    for late_s, side in ((0.0, "left"), (STRIDE_S / 2, "right")):
        # One seed for the programme of both feet would make them step alike.
        own = 2 * seed + (side == "right")
        angles, turns = angle_programme(strides, seed=own)
        pose, note = _pose(side)
        notes += note
        feet.append(
            simulated_sensor_walk(
                side, angles, turns_deg=turns, pose=pose, stride_s=STRIDE_S, rest_s=REST_S + late_s, seed=own
            )
        )
    return SimulatedSensors(tuple(feet), strides, tuple(dict.fromkeys(notes)))


def write_simulated_sensors(walk: SimulatedSensors, out: Path) -> None:
    """Write the tables of both feet and ``truth.csv`` into the folder `out`, all or none."""
    with whole_folder(out) as folder:
        write_sensor_walk(folder, walk.feet)


def stream_foot(
    side: str = "left",
    *,
    minutes: float | None = None,
    speed: float = 1.0,
    seed: int = 1,
    name: str | None = None,
    progress: Callable[[StreamedFoot], None] = lambda _: None,
) -> StreamedFoot:
    """Walk on Lab Streaming Layer, and learn from the cues that are heard, until the time is over or ctrl-C.

    Parameters
    ----------
    side : str
        left or right.
    minutes : float, optional
        No end without.
    speed : float
        Of time: 1 is real, `math.inf` is as fast as it goes.
    seed : int
        Of the person and of the sensor.
    name : str, optional
        Of the stream.
    progress : callable
        Told after every stance how it goes, and at the beginning.

    Raises
    ------
    FootwiseError
        A parameter out of range, or no Lab Streaming Layer.
    """
    if side not in SIDES:
        raise FootwiseError("`side`", f"is {side!r}", "Choose left or right")
    _check(minutes, seed)
    name = name or f"footwise_{side}"
    pose, notes = _pose(side)
    foot = SimulatedFoot(side, pose=pose, stride_s=STRIDE_S, seed=seed)
    walker = LslWalker(foot, Learner(seed=seed), speed=speed, name=name, listener=CueListener(), seed=seed)

    def now(angle_deg: float) -> StreamedFoot:
        return StreamedFoot(name, walker.strides, walker.heard, angle_deg, tuple(notes))

    def stance(true: TrueStance) -> None:
        progress(now(true.foot_progression_angle_deg))

    progress(now(float("nan")))
    try:
        walker.stand(REST_S)
        walker.walk(inf if minutes is None else minutes * 60, stance)
    except KeyboardInterrupt:
        walker.stop()
    last = foot.stance
    return now(last.foot_progression_angle_deg if last is not None else float("nan"))


def _pose(side: str) -> tuple[FootPose, list[str]]:
    """Take the recorded foot, or, where its sample cannot be had, the smooth one, with a note that says so."""
    try:
        return recorded_foot_pose(side), []
    except FootwiseError as error:
        return smooth_foot_pose(), [f"A smooth foot walks in place of the recorded one ({error})"]


def _check(minutes: float | None, seed: int) -> None:
    if minutes is not None and not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise FootwiseError("`minutes`", f"is {minutes:g}", f"Choose {SHORTEST_MINUTES:g} to {LONGEST_MINUTES:g}")
    if seed < 0:
        raise FootwiseError("`seed`", f"is {seed}", "Choose 0 or a larger number")
