"""
Every step has a row
====================

``steps`` is a pandas table. No step is left out silently: ``used`` says whether it
counts, ``reason`` says why not.
"""

import footwise as fw

walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
steps = walk.steps
angle, load = "foot_progression_angle_deg", "kam_peak1_pct_bwht"
steps[["side", "contact_s", angle, load, "used", "reason"]].head()

# %%
# Means of the used steps, leg by leg. Toe-out is positive on both feet, and so is
# adduction of the knee.

used = steps[steps["used"]]
used.groupby("side")[[angle, load, "kfm_peak_pct_bwht", "stance_s"]].mean()

# %%
# The impulse, over the whole stance, is known of few steps here: both feet often
# share a plate in double support, and what is not known is not guessed.

steps.groupby("side")["kam_impulse_pct_bwht_s"].count()

# %%
# Steps of natural walking differ by chance in angle and in load. What a turned foot
# does to the knee is seen only where it is turned on purpose, over many steps; that
# is what a visit is for.

import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(5, 3.6), layout="constrained")
for side, marker in (("left", "o"), ("right", "s")):
    mine = used[used["side"] == side]
    axes.plot(mine[angle], mine[load], marker, label=f"{side} leg")
axes.set_xlabel("foot progression angle, ° (toe-out +)")
axes.set_ylabel("first peak of the KAM, %BW·ht")
axes.legend()
