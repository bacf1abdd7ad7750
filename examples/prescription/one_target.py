"""
Five ways of walking, one target
================================

A person walks naturally and with the foot turned by 5 and 10 degrees in and out.
The one change that lowers the larger peak of the knee adduction moment most is the
target, if it reaches 5 %.

Here the four turned walks are simulated from one real walk, so that the truth is
known. With recordings of a visit it is ``fw.prescribe("visit1")``, a folder with a
``study.toml``, or ``fw.prescribe({"natural": walk1, "toe-in-5": walk2, ...},
side="left")``.
"""

import footwise as fw

natural = fw.read(fw.sample("treadmill") / "treadmill_events.c3d")
study = fw.simulate(natural, side="left", steps=20)
visit = fw.prescribe(study)
visit

# %%
visit.plot()

# %%
# The fall of the chosen peak that was put in, against what was found:

import pandas as pd

peak = visit.choice.peak
level = visit.conditions[0].leg.kam_peak(peak).value
truth = {
    one.condition: 100 * one.reduction[peak - 1] / level for one in study.conditions
}
found = {one.condition: one.reduction.value for one in visit.conditions}
pd.DataFrame({"put in, %": truth, "found, %": found}).dropna().round(1)
