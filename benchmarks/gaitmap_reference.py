"""Strides, foot angles and speed of gaitmap 2.6.0, as a program of its own for comparison.

Half of gaitmap's steps are in gaitmap_mad, which is under the AGPL-3: this file runs in an environment of its own
(`gaitmap_process.py` makes it), talks to Footwise through its standard output alone, and nothing of Footwise imports
it. The first line that it prints is JSON with every stride; each line that it is sent then makes it run gaitmap once
more, and answer with the seconds that took.

    python gaitmap_reference.py imu_sample.csv
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from gaitmap import __version__
from gaitmap.event_detection import RamppEventDetection
from gaitmap.stride_segmentation import BarthDtw
from gaitmap.trajectory_reconstruction import ForwardBackwardIntegration, MadgwickAHRS, StrideLevelTrajectory
from gaitmap.utils.coordinate_conversion import convert_to_fbf
from scipy.spatial.transform import Rotation

RATE_HZ = 204.8
WARM_ROUNDS = 3


def trajectories(walk: pd.DataFrame) -> tuple[dict, StrideLevelTrajectory]:
    """Run gaitmap from the samples of both feet to the stride list and the way of each foot."""
    body = convert_to_fbf(walk, left_like="left_", right_like="right_")
    strides = BarthDtw().segment(body, sampling_rate_hz=RATE_HZ)
    events = RamppEventDetection().detect(
        data=body, stride_list=strides.stride_list_, sampling_rate_hz=RATE_HZ
    )  # fmt: skip
    ways = StrideLevelTrajectory(ori_method=MadgwickAHRS(), pos_method=ForwardBackwardIntegration()).estimate(
        data=walk, stride_event_list=events.min_vel_event_list_, sampling_rate_hz=RATE_HZ
    )
    return events.min_vel_event_list_, ways


def seconds(walk: pd.DataFrame) -> float:
    """How long gaitmap takes for both feet."""
    start = time.perf_counter()
    trajectories(walk)
    return time.perf_counter() - start


def foot_angles(side: str, strides: pd.DataFrame, orientation: pd.DataFrame, position: pd.DataFrame) -> list[dict]:
    """Angle of each foot in the stance that ends its stride, against the way of the foot, toe-out positive.

    Parameters
    ----------
    side : str
    strides : DataFrame
        Samples of the mid-stances that begin and end each stride.
    orientation, position : DataFrame
        In a frame that is level and starts anew with each stride.
    """
    found = []
    for name, stride in strides.iterrows():
        way = position.loc[name].to_numpy()
        dx, dy, _ = way[-1] - way[0]
        first, last = Rotation.from_quat(orientation.loc[name].to_numpy()[[0, -1]]).apply([1.0, 0.0, 0.0])
        heading, before = np.arctan2(last[1], last[0]), np.arctan2(first[1], first[0])
        angle, turn = heading - np.arctan2(dy, dx), heading - before
        found.append(
            {
                "start_s": stride["start"] / RATE_HZ,
                "stop_s": stride["end"] / RATE_HZ,
                "angle_deg": (1 if side == "left" else -1) * float(np.degrees(np.angle(np.exp(1j * angle)))),
                "turn_deg": float(np.degrees(np.angle(np.exp(1j * turn)))),
                "length_m": float(np.hypot(dx, dy)),
            }
        )
    return found


def main() -> None:
    """Print the strides, then time one round for every line that comes in."""
    walk = pd.read_csv(sys.argv[1], header=[0, 1], index_col=0)
    # The first round compiles.
    strides, ways = trajectories(walk)
    feet = {
        side: foot_angles(
            side, *(part[f"{side}_sensor"] for part in (strides, ways.orientation_, ways.position_))
        )
        for side in ("left", "right")
    }  # fmt: skip
    warm = [seconds(walk) for _ in range(WARM_ROUNDS)]
    print(json.dumps({"version": __version__, "strides": feet, "seconds": warm}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(seconds(walk)), flush=True)


if __name__ == "__main__":
    main()
