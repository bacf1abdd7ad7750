"""
Everybody as randomised
=======================

A trial of two arms, from the allocation to the report. The people are simulated;
the design is the one that comes with Footwise.
"""

from pathlib import Path

import footwise as fw
from footwise.jobs.trial import trial_demo

folder = Path("trial")
trial_demo(folder)
result = fw.analyse_trial(
    folder / "data", folder / "trial_design.toml", register=folder / "register"
)
result

# %%
result.plot()

# %%
# One row an outcome: the first arm less the second at the last visit.

result.table.round(3)
