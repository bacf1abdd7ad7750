"""
The knee moment by two methods
==============================

The knee adduction moment is computed as the trial did it, from the ground force and
its lever arm to the knee, and beside it by inverse dynamics of foot and shank.
Where the two differ by more than 0.25 %BW·ht over a stance, the step is flagged.
"""

import matplotlib.pyplot as plt
import numpy as np

import footwise as fw

walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
left = (walk.steps["side"] == "left").to_numpy()

# %%
# Curves have 101 points from contact to off, a row a step.

stance_pct = np.arange(101)
figure, axes = plt.subplots(figsize=(5.4, 3.6), layout="constrained")
for curves, dashes, name in (
    (walk.kam, "-", "lever arm"),
    (walk.kam_newton_euler, "--", "inverse dynamics"),
):
    axes.plot(stance_pct, np.nanmean(curves[left], axis=0), dashes, label=name)
axes.set_xlabel("% of stance")
axes.set_ylabel("knee adduction moment, %BW·ht")
axes.set_title("Left leg, mean of all steps", loc="left")
axes.legend()

# %%
# How far they are apart, step by step, in %BW·ht:

np.round(walk.method_rmse[left], 3)
