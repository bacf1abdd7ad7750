"""
One phone from the side
=======================

A film of a walk from the side gives steps, times and the bend of the knee. It gives
no foot angle, which nobody can see from there, and says so. Nothing is sent
anywhere.
"""

import footwise as fw

walk = fw.measure(fw.film(fw.sample("side-view") / "demo.mp4"))
walk.plot()

# %%
# The table has the columns of every other walk; what a film cannot measure stays
# empty.

known = ["side", "contact_s", "off_s", "stance_s", "foot_progression_angle_deg"]
walk.steps[[*known, "used", "reason"]]

# %%
# What a reader has to know:

for note in walk.notes:
    print("-", note)
