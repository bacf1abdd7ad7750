"""Measure every step of a recording, and look at the numbers.

Run it with a recording of your own, or without one on the public treadmill sample:

    python examples/measure_a_walk.py walk.c3d
"""

import sys

import footwise as fw

path = sys.argv[1] if len(sys.argv) > 1 else fw.sample("treadmill") / "treadmill_events.c3d"
walk = fw.measure(fw.read(path))

used = walk.steps[walk.steps["used"]]
measures = ["foot_progression_angle_deg", "kam_peak1_pct_bwht", "kam_peak2_pct_bwht", "kfm_peak_pct_bwht"]
print(used.groupby("side")[measures].agg(["mean", "std"]).round(2).T)
for note in walk.notes:
    print("Note:", note)
