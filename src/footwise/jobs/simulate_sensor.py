"""The command `footwise simulate --imu`: a walk of two foot sensors as files, or one foot as a live stream."""

from __future__ import annotations

import sys
from math import inf
from pathlib import Path

from footwise.errors import FootwiseError
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

STRIDE_S = 1.1
LONGEST_MINUTES = 240.0
_DEFAULT_MINUTES = 2.0


def write_walk(folder: Path, minutes: float | None, seed: int) -> str:
    """Write the sensors' tables of both feet and ``truth.csv``; give a sentence about them."""
    strides = round(_checked(minutes, _DEFAULT_MINUTES) * 60 / STRIDE_S)
    walks = []
    for late_s, side in ((0.0, "left"), (STRIDE_S / 2, "right")):
        # One seed for the programme of both feet would make them step alike.
        own = 2 * seed + (side == "right")
        angles, turns = angle_programme(strides, seed=own)
        walks.append(
            simulated_sensor_walk(
                side, angles, turns_deg=turns, pose=_pose(side), stride_s=STRIDE_S, rest_s=REST_S + late_s, seed=own
            )
        )
    write_sensor_walk(folder, walks)
    return f"{strides} strides of each foot: natural, 5 and 10° toe-in, 5 and 10° toe-out, with turns between"


def stream_walk(side: str, minutes: float | None, speed: float, seed: int, name: str | None = None) -> str:
    """Walk on Lab Streaming Layer until the time is over or ctrl-C; give a sentence about it."""
    name = name or f"footwise_{side}"
    seconds = inf if minutes is None else _checked(minutes, inf) * 60
    foot = SimulatedFoot(side, pose=_pose(side), stride_s=STRIDE_S, seed=seed)
    walker = LslWalker(foot, Learner(seed=seed), speed=speed, name=name, listener=CueListener(), seed=seed)

    def show(stance: TrueStance) -> None:
        angle = stance.foot_progression_angle_deg
        print(
            f"\r{name}: {walker.strides} strides, foot angle {angle:+.1f}°, {walker.heard} cues heard; ctrl-C stops  ",
            end="",
            file=sys.stderr,
            flush=True,
        )

    try:
        walker.stand(REST_S)
        walker.walk(seconds, show)
    except KeyboardInterrupt:
        walker.stop()
    print(file=sys.stderr)
    return f"{walker.strides} strides streamed as {name}, {walker.heard} cues heard"


def _pose(side: str) -> FootPose:
    """Take the recorded foot, or, where its sample cannot be had, the smooth one, and say so."""
    try:
        return recorded_foot_pose(side)
    except FootwiseError as error:
        print(f"A smooth foot walks in place of the recorded one ({error})", file=sys.stderr)
        return smooth_foot_pose()


def _checked(minutes: float | None, usual: float) -> float:
    if minutes is None:
        return usual
    if not 0.2 <= minutes <= LONGEST_MINUTES:
        raise FootwiseError("--minutes", f"is {minutes:g}", f"Choose 0.2 to {LONGEST_MINUTES:g}")
    return minutes
