"""
One walk, five lines
====================

A recording of a motion laboratory goes in; a row for every step, the figures and a
report come out.

The recording is public: a person on a treadmill with two force plates, 12 s. With
your own it is ``fw.read("walk.c3d", static="standing.c3d", mass_kg=72,
height_m=1.68)``; mass and height are needed where the file lacks them.
"""

import footwise as fw

walk = fw.measure(fw.read(fw.sample("treadmill") / "treadmill_events.c3d"))
walk.steps

# %%
# The figures are those of the report, as Matplotlib figures: they can be changed
# and saved.

walk.plot()

# %%
# The report is one page that needs nothing from elsewhere.

fw.report(walk, "report.html")

# %%
# In three lines, with what a reader has to know:

print(walk)
