"""A whole walk of a simulated foot: the recording of its sensor, and a table of what was true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from footwise.arrays import Array
from footwise.recordings.foot_sensor import FootSensor, clipped_channels
from footwise.simulation.foot_pose import FootPose
from footwise.simulation.sensor_imperfections import Samples, SensorImperfections
from footwise.simulation.simulated_foot import SimulatedFoot

if TYPE_CHECKING:
    import pandas as pd

REST_S = 3.0
TRUTH = "truth.csv"
SIMULATED = "simulated"
_COLUMNS = ("time", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")


def simulated_sensor_walk(
    side: str,
    angles_deg: Sequence[float] | Array,
    *,
    turns_deg: Sequence[float] | Array | None = None,
    climbs_m: Sequence[float] | Array | None = None,
    pose: FootPose | None = None,
    rate_hz: float = 100.0,
    imperfections: SensorImperfections | None = None,
    mount: Array | None = None,
    stride_s: float = 1.1,
    stride_m: float = 1.3,
    spread: tuple[float, float] = (0.02, 0.03),
    rest_s: float = REST_S,
    seed: int = 1,
) -> tuple[FootSensor, pd.DataFrame]:
    """Walk one stride for every angle, between a rest at the beginning and one at the end.

    Parameters
    ----------
    side : str
        left or right.
    angles_deg : sequence of float
        Foot progression angle of the stance that ends each stride, toe-out positive.
    turns_deg, climbs_m : sequence of float, optional
        Turn of the walking direction before each stride (to the left positive), and rise of the floor over it.
    pose, rate_hz, imperfections, mount, stride_s, stride_m, seed
        See `SimulatedFoot`.
    spread : (float, float)
        Standard deviation of the strides' time (s) and length (m) around the usual ones; assumed.
    rest_s : float
        Standing, before the walk and after it.
    seed : int
        Of the strides and of the imperfections.

    Returns
    -------
    FootSensor
    DataFrame
        The truth, one row a stance: side, contact_s, mid_stance_s, foot_progression_angle_deg, stride_m,
        stride_s, turn_deg.
    """
    import pandas as pd

    count = len(angles_deg)
    foot = SimulatedFoot(
        side,
        pose=pose,
        rate_hz=rate_hz,
        imperfections=imperfections,
        mount=mount,
        stride_s=stride_s,
        stride_m=stride_m,
        seed=seed,
    )
    # Beyond two standard deviations a stride could be one that no gate lets through.
    varied = np.clip(np.random.default_rng([seed, 1]).standard_normal((count, 2)), -2, 2) * spread
    turns = np.zeros(count) if turns_deg is None else np.asarray(turns_deg, dtype=float)
    climbs = np.zeros(count) if climbs_m is None else np.asarray(climbs_m, dtype=float)
    parts, rows = [foot.stand(rest_s)], []
    for k, angle in enumerate(angles_deg):
        parts.append(
            foot.stride(
                float(angle),
                turn_deg=float(turns[k]),
                climb_m=float(climbs[k]),
                stride_s=stride_s + float(varied[k, 0]),
                stride_m=stride_m + float(varied[k, 1]),
            )
        )
        if foot.stance is not None:
            rows.append({"side": side, **asdict(foot.stance)})
    parts.append(foot.stand(rest_s))
    sensor, first_s = _recording(side, rate_hz, parts)
    truth = pd.DataFrame(rows)
    if rows:
        truth[["contact_s", "mid_stance_s"]] -= first_s
    return sensor, truth


def _recording(side: str, rate_hz: float, parts: Iterable[Samples]) -> tuple[FootSensor, float]:
    """Join samples to a recording whose time begins at its first sample; also give that sample's time."""
    table = np.concatenate([part.table for part in parts])
    force, omega = table[:, 1:4], table[:, 4:]
    sensor = FootSensor(
        name=f"walk_{side}",
        source=Path(f"walk_{side}.csv"),
        side=side,
        rate_hz=rate_hz,
        time_s=table[:, 0] - table[0, 0],
        acceleration_m_s2=force,
        angular_velocity_rad_s=omega,
        clipped=np.asarray(clipped_channels(force, omega).any(axis=1)),
        simulated=True,
    )
    return sensor, float(table[0, 0])


def write_sensor_walk(folder: Path, walks: Iterable[tuple[FootSensor, pd.DataFrame]]) -> None:
    """Write ``walk_left.csv`` and ``walk_right.csv`` as gaitmap names the columns, and ``truth.csv`` of all of them.

    Each table has a column ``time`` (s), acceleration in m/s² and angular velocity in °/s, so that
    `read_foot_sensors` reads it back, lost samples and all, and one ``simulated``, so that it says so.
    """
    import pandas as pd

    from footwise.tables import write_csv

    truths = []
    for sensor, truth in walks:
        columns = (sensor.time_s, sensor.acceleration_m_s2, np.degrees(sensor.angular_velocity_rad_s))
        table = pd.DataFrame(np.column_stack(columns), columns=list(_COLUMNS))
        table[SIMULATED] = 1
        write_csv(table, folder / f"{sensor.name}.csv", float_format="%.7g")
        truths.append(truth)
    write_csv(pd.concat(truths, ignore_index=True), folder / TRUTH, float_format="%.7g")


def angle_programme(
    strides: int, natural_deg: float = 6.0, step_sd_deg: float = 2.0, seed: int = 1
) -> tuple[Array, Array]:
    """Angles and turns of a walk that has something of everything.

    A fifth of the strides each naturally, with 5 and 10° toe-in, and with 5 and 10° toe-out, and a turn of
    the walking direction by a right angle, in three strides, at the beginning of every fifth but the first.

    Parameters
    ----------
    strides : int
    natural_deg, step_sd_deg : float
        Natural foot angle, and its spread from step to step.
    seed : int
        Of the spread.

    Returns
    -------
    angles_deg, turns_deg : array, shape (strides,)
    """
    changes = np.array([0.0, -5.0, -10.0, 5.0, 10.0])
    fifth = np.minimum(np.arange(strides) * 5 // max(strides, 1), 4)
    angles = natural_deg + changes[fifth] + step_sd_deg * np.random.default_rng(seed).standard_normal(strides)
    turns = np.zeros(strides)
    for start in np.flatnonzero(np.diff(fifth)) + 1:
        turns[start : start + 3] = 30.0
    return angles, turns
