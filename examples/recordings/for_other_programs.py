"""
Results inside the laboratory's own file
========================================

A copy of the C3D file holds what was measured, so that the programs of the
laboratory show it beside their own. The recording itself is only read.
"""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import footwise as fw
from footwise.jobs import export_c3d
from footwise.recordings.c3d import read_c3d_results

walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
with tempfile.TemporaryDirectory() as folder:
    (copy,) = export_c3d([walk], Path(folder))
    results = read_c3d_results(copy)

# %%
# The foot angle by time, toe-out positive, with the contacts that the file holds.

time_s = np.arange(walk.recording.markers.frames) / walk.recording.markers.rate_hz
figure, axis = plt.subplots(figsize=(8, 3))
for label, colour in zip(
    ("LFootProgressionAngle", "RFootProgressionAngle"), "br", strict=True
):
    axis.plot(time_s, results.angles[label][:, 2], colour, label=label)
for event in results.events:
    if event.label == "Foot Strike":
        axis.axvline(event.time_s, color="0.85", zorder=0)
axis.set(xlim=(0, 6), xlabel="time (s)", ylabel="foot angle (°)")
axis.legend(loc="upper right")

# %%
# The knee moments are in the file's own unit, here told in N·m: external, flexion
# and adduction positive.

moment = results.moments["LKneeExternalMoment"]
np.nanmax(moment[:, :2], axis=0).round(1)

# %%
# The means of each leg are in the group ANALYSIS.

for value in results.values[:6]:
    print(f"{value.name}, {value.side}: {value.value:.2f} {value.unit}")
