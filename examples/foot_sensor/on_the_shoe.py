"""
A sensor on the shoe
====================

One motion sensor (accelerometer and gyroscope) in any mounting gives foot angle,
length and speed of every stride. Without a calibration the angle is told against
the person's own mean in this recording, so that it is a change, and says so.
"""

import footwise as fw

walk = fw.measure(fw.read(fw.sample("foot-sensors") / "imu_sample.csv"))
walk.plot()

# %%
# Strides that cannot be trusted are kept, with the reason: here the first ones, and
# the turns.

steps = walk.steps
steps.loc[~steps["used"], "reason"].value_counts().to_frame("strides")

# %%
# In absolute degrees it needs to know the foot angle once, for example from the
# clinic.

sensors = fw.read(fw.sample("foot-sensors") / "imu_sample.csv")
fw.measure(sensors, calibration="clinic", clinic_deg={"left": 7.0, "right": 9.0})
