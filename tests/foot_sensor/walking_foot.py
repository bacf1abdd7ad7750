"""A foot that walks on a known path with known angles, and what an ideal sensor on it measures."""

from pathlib import Path

import numpy as np

from footwise.recordings.foot_sensor.sensor import FootSensor

RATE = 200.0
FINE = 10
STANCE_S, SWING_S = 0.55, 0.55


def about_z(angle):
    c, s = np.cos(angle), np.sin(angle)
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def walking_foot(
    angles_deg, *, side="left", stride_m=1.3, turns_deg=None, climbs_m=None, mount=None, rest_s=2.0, bias=(0, 0, 0)
):
    """Samples of a foot whose stance `k` has the foot angle ``angles_deg[k]``, toe-out positive.

    The foot rests, then swings from stance to stance; `turns_deg` turns the walking direction before
    each swing. `mount` is a rotation from the foot's axes to the sensor's.
    """
    outward = 1.0 if side == "left" else -1.0
    count = len(angles_deg) - 1
    turns = np.zeros(count) if turns_deg is None else np.asarray(turns_deg, dtype=float)
    climbs = np.zeros(count) if climbs_m is None else np.asarray(climbs_m, dtype=float)
    rate = RATE * FINE
    course = np.radians(np.cumsum(turns))
    # The foot's heading in stance k belongs to the stride that ends there.
    heading = np.concatenate(([0.0], course)) + outward * np.radians(angles_deg)
    where, yaw, pitch = [np.zeros((int(rest_s * rate), 3))], [np.full(int(rest_s * rate), heading[0])], []
    pitch.append(np.zeros(int(rest_s * rate)))
    at = np.zeros(3)
    for k in range(count):
        s = (np.arange(int(SWING_S * rate)) + 1) / int(SWING_S * rate)
        ease = s**3 * (10 - 15 * s + 6 * s * s)
        step = np.array([stride_m * np.cos(course[k]), stride_m * np.sin(course[k]), climbs[k]])
        path = at + ease[:, None] * step
        path[:, 2] += 0.08 * np.sin(np.pi * ease) ** 2
        where.append(path)
        yaw.append(heading[k] + ease * (heading[k + 1] - heading[k]))
        pitch.append(0.9 * np.sin(2 * np.pi * ease) * np.sin(np.pi * s) ** 2)
        at = at + step
        still = int(STANCE_S * rate)
        where.append(np.tile(at, (still, 1)))
        yaw.append(np.full(still, heading[k + 1]))
        pitch.append(np.zeros(still))
    position, yaw, pitch = np.concatenate(where), np.concatenate(yaw), np.concatenate(pitch)
    # A short smoothing rounds the corners in time that no foot has.
    kernel = np.hanning(int(0.04 * rate) + 2)[1:-1]
    kernel /= kernel.sum()

    def rounded(x):
        return np.convolve(np.pad(x, len(kernel), mode="edge"), kernel, mode="same")[len(kernel) : -len(kernel)]

    position = np.stack([rounded(position[:, k]) for k in range(3)], axis=1)
    yaw, pitch = rounded(yaw), rounded(pitch)
    attitude = np.zeros((len(yaw), 3, 3))
    cp, sp, cy, sy = np.cos(pitch), np.sin(pitch), np.cos(yaw), np.sin(yaw)
    attitude[:, 0] = np.stack((cy * cp, -sy, cy * sp), axis=1)
    attitude[:, 1] = np.stack((sy * cp, cy, sy * sp), axis=1)
    attitude[:, 2] = np.stack((-sp, np.zeros_like(sp), cp), axis=1)
    acceleration = np.gradient(np.gradient(position, 1 / rate, axis=0), 1 / rate, axis=0)
    acceleration[:, 2] += 9.81
    turning = np.einsum("nji,njk->nik", attitude, np.gradient(attitude, 1 / rate, axis=0))
    omega = np.stack((turning[:, 2, 1], turning[:, 0, 2], turning[:, 1, 0]), axis=1)
    force = np.einsum("nji,nj->ni", attitude, acceleration)
    mount = np.eye(3) if mount is None else mount
    force, omega = (force @ mount.T)[::FINE], (omega @ mount.T)[::FINE] + np.asarray(bias)
    return FootSensor(
        "walk", Path("walk.csv"), side, RATE, np.arange(len(force)) / RATE, force, omega, np.zeros(len(force), bool)
    )
