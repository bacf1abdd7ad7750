"""
Markers and forces that never were a file
=========================================

Data of your own program go in as arrays, and pass the same checks as a file: marker
names, size of the body, gaps, sides, plates. Axes may be any; the walk is turned
into the lab frame.
"""

import numpy as np

import footwise as fw

known = fw.read(fw.sample("treadmill") / "treadmill_events.c3d")

# %%
# Say they were recorded in millimetres, with y up.

to_y_up = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
markers = {
    label: 1000 * known.markers[label] @ to_y_up.T for label in known.markers.labels
}
plates = [
    {
        "force_n": plate.force_n @ to_y_up.T,
        "moment_nm": plate.moment_nm @ to_y_up.T,
        "corners_m": plate.corners_m @ to_y_up.T,
    }
    for plate in known.plates
]
person = {"mass_kg": 55.3, "height_m": 1.72}
mine = fw.recording(
    markers, 100, unit="mm", plates=plates, person=person, name="my walk"
)
walk = fw.measure(mine)
walk.plot()

# %%
# The numbers are those of the file: the largest difference of a first peak, in
# %BW·ht.

of_the_file = fw.measure(known).steps["kam_peak1_pct_bwht"]
(walk.steps["kam_peak1_pct_bwht"] - of_the_file).abs().max().round(3)

# %%
# A wrong unit is a sentence and no number.

try:
    fw.recording(markers, 100, unit="m")
except fw.FootwiseError as error:
    print(error)
