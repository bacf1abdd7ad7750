"""A foot sensor against truth that is known: simulated walks, a calibrated real one, and walks that are no walking."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from marker_reference import marker_angle, standing_angle

from foot_sensor import Walk, tracked
from footwise.foot_sensor.live import HowToCalibrate, Method, Stride, StrideTracker, TrackerSettings, stand_then_walk
from footwise.foot_sensor.recorded import recorded_strides, recorded_walk
from footwise.recordings import SIDES
from footwise.recordings.foot_sensor import FootSensor, read_foot_sensors
from footwise.samples import sample_path
from footwise.simulation import recorded_foot_pose, simulated_sensor_walk, smooth_foot_pose

STRIDES = 200
SIMULATED = ("foot", "sensor", "offline: gain", "SD", "live: gain", "SD")
CALIBRATED = ("foot", "stood for", "offset", "left over, offline", "left over, live", "strides")
OTHERS = ("recording", "foot", "strides found", "used, offline", "used, live", "offline of live",
          "left out (offline)")  # fmt: skip
# The sample stands for little more than a second, not for two.
STILL_S = 1.0
FILES = {
    "imu_sample_healthy_stair_up.csv": {},
    "imu_sample_healthy_stair_down.csv": {},
    "imu_sample_ms_left.csv": {"rate_hz": 102.4, "gravity": "up"},
    "imu_sample_ms_right.csv": {"rate_hz": 102.4, "gravity": "up"},
    "imu_sample_not_rotated.csv": {},
    "imu_sample_ic_stride.csv": {"rate_hz": 102.4, "gravity": "up"},
    "aligned_data_with_mag_l_walks.csv": {"side": "left", "rate_hz": 400.0, "gravity": "up"},
}


def simulated() -> Iterator[tuple[str, ...]]:
    """Gain and spread of angles between -15 and +15° that a simulated foot walks."""
    angles = np.random.default_rng(5).uniform(-15.0, 15.0, STRIDES)
    for pose_name, pose_of in (("smooth", lambda _: smooth_foot_pose()), ("recorded", recorded_foot_pose)):
        for side in SIDES:
            sensor, truth = simulated_sensor_walk(side, angles, pose=pose_of(side), seed=3)
            cells = [cell for strides in both(sensor) for cell in gain_and_spread(strides, truth)]
            yield (f"{pose_name}, {side}", f"{sensor.rate_hz:.0f} Hz, usual noise and bias", *cells)


def both(sensor: FootSensor) -> tuple[tuple[Stride, ...], list[Stride]]:
    """Strides offline and live."""
    # Steps that differ by 30° from one to the next turn the foot more than straight walking may.
    wide = TrackerSettings(largest_turn_deg=40.0)
    tracker = StrideTracker(sensor.side, wide)
    return recorded_strides(sensor, wide), [s for row in sensor.rows() if (s := tracker.update(*row)) is not None]


def gain_and_spread(strides: tuple[Stride, ...] | list[Stride], truth) -> tuple[str, str]:
    """Slope of the measured against the true angle, and the spread about the line."""
    known = truth["mid_stance_s"].to_numpy()
    pairs = []
    for stride in strides:
        if stride.valid and stride.sensor_angle_deg is not None:
            nearest = int(np.argmin(np.abs(known - stride.mid_stance_s)))
            pairs.append((truth["foot_progression_angle_deg"].iloc[nearest], stride.sensor_angle_deg))
    true, found = np.array(pairs).T
    slope, offset = np.polyfit(true, found, 1)
    return f"{slope:.4f}", f"{(found - slope * true - offset).std(ddof=2):.2f}°"


def calibrated(walk: Walk) -> Iterator[tuple[str, ...]]:
    """What *stand then walk* leaves of the mean error on the real walk."""
    plain = recorded_walk(walk.sensors)
    line = {
        foot.side: standing_angle(walk.markers, foot.side, foot.strides[0].mid_stance_s, foot.strides[8].mid_stance_s)
        for foot in plain.feet
    }
    how = HowToCalibrate(Method.STAND_THEN_WALK, foot_to_line_deg=line, still_s=STILL_S)
    for foot in recorded_walk(walk.sensors, how).feet:
        rows = foot.sensor.rows()
        tracker = StrideTracker(foot.side)
        before = [stride for row in rows if (stride := tracker.update(*row)) is not None]
        found = stand_then_walk(before, tracker.forward, foot_to_line_deg=line[foot.side], still_s=STILL_S)
        again = StrideTracker(foot.side, found.settings())
        after = [stride for row in rows if (stride := again.update(*row)) is not None]
        offline, live = (mean_error(walk, foot.side, strides) for strides in (foot.strides, after))
        yield (
            foot.side,
            f"{foot.strides[0].stood_s:.1f} s at {line[foot.side]:+.1f}° to the line",
            f"{foot.calibration.offset_deg:+.1f}° ± {foot.calibration.standard_error_deg:.1f}°",
            f"{offline[0]:+.2f}°",
            f"{live[0]:+.2f}°",
            f"{offline[1]}, {live[1]}",
        )


def mean_error(walk: Walk, side: str, strides) -> tuple[float, int]:
    """Mean error of the absolute angles against the markers, and the number of strides."""
    errors = [
        stride.foot_progression_angle_deg - marker_angle(walk.markers, side, stride.start_s, stride.mid_stance_s)
        for stride in strides
        if stride.valid
    ]
    known = np.isfinite(errors)
    return float(np.mean(np.array(errors)[known])), int(known.sum())


def others() -> Iterator[tuple[str, ...]]:
    """What becomes of recordings that are not straight level walking of a healthy person."""
    folder = sample_path("foot-sensors")
    for name, options in FILES.items():
        for sensor in read_foot_sensors(folder / name, **options):
            offline = recorded_strides(sensor)
            live = tracked(sensor.side, sensor.rows())
            reasons = Counter(str(stride.reason) for stride in offline if not stride.valid)
            used, used_live = (sum(stride.valid for stride in strides) for strides in (offline, live))
            yield (
                name,
                sensor.side,
                str(len(offline)),
                f"{used} ({100 * used / len(offline):.0f} %)",
                str(used_live),
                f"{100 * used / used_live:.0f} %" if used_live else "",
                "; ".join(f"{count} {reason}" for reason, count in reasons.most_common(3)) or "none",
            )
