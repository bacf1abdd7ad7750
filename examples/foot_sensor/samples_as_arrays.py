"""
A sensor's samples as arrays
============================

Samples that your own program holds pass the same checks as a file: units, gravity,
clipping, gaps and time stamps.
"""

import matplotlib.pyplot as plt

import footwise as fw

left, right = fw.read(fw.sample("foot-sensors") / "imu_sample.csv")
time_s, acc, gyr = left.time_s, left.acceleration_m_s2, left.angular_velocity_rad_s

units = {"acc_unit": "m/s2", "gyr_unit": "rad/s", "gravity": "up"}
mine = fw.foot_sensor(time_s, acc, gyr, side="left", **units)
mine

# %%
walk = fw.measure(mine)
figure, axes = plt.subplots(figsize=(6, 3.2), layout="constrained")
used = walk.steps[walk.steps["used"]]
axes.plot(used["contact_s"], used["stride_m"], "o-", markersize=4)
axes.set_xlabel("time, s")
axes.set_ylabel("stride length, m")

# %%
# What cannot be a foot sensor is refused in one sentence: here degrees that are
# said to be radians.

try:
    fw.foot_sensor(time_s, acc, gyr * 57.3, side="left", **units)
except fw.FootwiseError as error:
    print(error)
