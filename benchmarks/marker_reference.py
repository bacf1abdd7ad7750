"""What optical markers say about the feet in the sample `foot-sensors`: the reference of tests and benchmarks."""

from pathlib import Path

import numpy as np
import pandas as pd

RATE_HZ = 100.0
# The same for every method, so that none is judged on other strides than the rest.
SHORTEST_MM = 500.0
LONGEST_S = 2.0
LARGEST_TURN_DEG = 12.0
# Frames in which the person still stands.
STANDS = slice(20, 80)


def read_markers(folder: Path) -> pd.DataFrame:
    """Marker places in mm, 100 a second, on the sensors' clock; columns are the marker and the axis."""
    return pd.read_csv(folder / "mocap_sample.csv", header=[0, 1], index_col=0)


def marker_angle(markers: pd.DataFrame, side: str, start_s: float, stop_s: float) -> float:
    """Angle of the foot in the stance that ends a stride, degrees, toe-out positive.

    Parameters
    ----------
    markers : DataFrame
        From `read_markers`.
    side : str
        left or right.
    start_s, stop_s : float
        Mid-stance that begins and that ends the stride.

    Returns
    -------
    float
        Heel to toe, mean of 50 ms around `stop_s`, against the way of the heel over the stride; NaN
        when the markers do not reach so far.
    """
    first, last = round(start_s * RATE_HZ), round(stop_s * RATE_HZ)
    heel = _floor_plan(markers, side, "FCC")
    if first < 0 or last + 2 >= len(markers):
        return np.nan
    way = heel[last] - heel[first]
    return _wrapped_deg(_foot_heading_deg(markers, side, last) - np.degrees(np.arctan2(way[1], way[0]))) * (
        1 if side == "left" else -1
    )


def standing_angle(markers: pd.DataFrame, side: str, start_s: float, stop_s: float) -> float:
    """Angle of the foot as it stands at the begin, against the way of the heel between two times; toe-out positive."""
    heel, toe = _floor_plan(markers, side, "FCC"), _floor_plan(markers, side, "TOE")
    stand = (toe[STANDS] - heel[STANDS]).mean(axis=0)
    way = heel[round(stop_s * RATE_HZ)] - heel[round(start_s * RATE_HZ)]
    angle = _wrapped_deg(float(np.degrees(np.arctan2(stand[1], stand[0]) - np.arctan2(way[1], way[0]))))
    return angle * (1 if side == "left" else -1)


def is_straight_stride(markers: pd.DataFrame, side: str, start_s: float, stop_s: float) -> bool:
    """Whether the foot went at least half a metre within two seconds and turned by less than 12° on the way."""
    first, last = round(start_s * RATE_HZ), round(stop_s * RATE_HZ)
    if first < 2 or last + 2 >= len(markers) or stop_s - start_s > LONGEST_S:
        return False
    heel = _floor_plan(markers, side, "FCC")
    turn = _wrapped_deg(_foot_heading_deg(markers, side, last) - _foot_heading_deg(markers, side, first))
    return bool(np.hypot(*(heel[last] - heel[first])) >= SHORTEST_MM and abs(turn) < LARGEST_TURN_DEG)


def _floor_plan(markers: pd.DataFrame, side: str, name: str) -> np.ndarray:
    return markers[f"{side[0].upper()}_{name}"].to_numpy()[:, :2]


def _foot_heading_deg(markers: pd.DataFrame, side: str, frame: int) -> float:
    around = slice(frame - 2, frame + 3)
    foot = (_floor_plan(markers, side, "TOE")[around] - _floor_plan(markers, side, "FCC")[around]).mean(axis=0)
    return float(np.degrees(np.arctan2(foot[1], foot[0])))


def _wrapped_deg(angle_deg: float) -> float:
    return float((angle_deg + 180) % 360 - 180)
