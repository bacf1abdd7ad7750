"""
The odds, where there is no force plate
=======================================

Markers, a film or sensors see how a walk changes; only force plates see what that
does to the knee. Here somebody has measured what changed: the shin leans further
in, the steps are a little wider. How likely is it that this knee carries less load?

With recordings: ``fw.odds("natural.trc", "toe_in.trc", side="left")``. The odds
come from 107 people of one laboratory. They are no recommendation.
"""

import numpy as np

import footwise as fw
from footwise.prescription.odds import NAMES, WalkChanges


def walk_changes(**measured):
    """What changed, each with its standard error, in degrees or metres."""
    change, error = np.full(12, np.nan), np.full(12, np.nan)
    for name, (value, sd) in measured.items():
        at = NAMES.index(name)
        change[at], error[at] = value, sd
    return WalkChanges("left", -9.4, change, error, 60, 60, "one phone in front")


leans_in = walk_changes(
    tibia_tilt=(3.6, 0.6), pelvic_list=(-0.6, 0.6), step_width=(0.020, 0.007)
)
found = fw.odds(leans_in)
found

# %%
# The page for the person is ``fw.report(found, "odds.html")``. What it says:

print(*found.sentences(), sep="\n")

# %%
# Another person turned the foot as far, and the shin did not follow. Both falls,
# with the bands in which half and nine of ten such knees lie:

import matplotlib.pyplot as plt

stays = walk_changes(
    tibia_tilt=(0.4, 0.6), pelvic_list=(0.6, 0.6), step_width=(-0.010, 0.007)
)
figure, axes = plt.subplots(figsize=(6.4, 2.2), layout="constrained")
for row, changes in enumerate((leans_in, stays)):
    odds = fw.odds(changes).odds
    for share, width in ((0.9, 3), (0.5, 9)):
        band = odds.fall.band(share)
        axes.plot(
            band, [row, row], lw=width, color="#083f7c", solid_capstyle="butt"
        )
    axes.plot(odds.fall.mean, row, "o", color="white", markersize=6)
    axes.text(0.8, row, f"{odds.p_fall:.0%} fall", va="center")
axes.axvline(0, color="#55606a", linewidth=1)
axes.set_yticks([0, 1], ["leans in", "stays"])
axes.set(ylim=(-0.6, 1.6), xlabel="fall of the first peak, %BW·ht")
figure
