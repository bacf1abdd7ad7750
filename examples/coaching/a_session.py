"""
A coached session
=================

While the person walks, the foot angle of every step is measured, and a cue says
before the next one which way to turn the foot. Feedback fades, so that the person
learns to do without. Here the person is simulated, and walks as fast as the
computer goes; with ``source="lsl"`` it is a live sensor.
"""

import math
import tempfile
from pathlib import Path

import footwise as fw

cues = []
course = fw.coach(
    Path(tempfile.mkdtemp()) / "anna",
    source="simulated",
    side="left",
    change_deg=-10,
    minutes=3,
    speed=math.inf,
    on_cue=cues.append,
)
course

# %%
course.plot()

# %%
# Each cue said which way, and by how much the step was off.

import collections

collections.Counter(str(cue.turn) for cue in cues)
