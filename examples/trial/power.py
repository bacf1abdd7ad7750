"""
Power of a trial
================

How many people does a trial need to find what is there? Trials of several sizes are
simulated from the design, with the course of pain and load, the people who leave,
and the analysis that will be done. 40 trials a size are enough for a look; a plan
takes 1000 or more.
"""

from importlib.resources import files

import footwise as fw

design = files("footwise.trial") / "example_design.toml"
found = fw.power(design, people=[40, 68, 100], drop_out=[0.1], trials=40)
found

# %%
found.plot()

# %%
found.table
