"""
Many recordings at once
=======================

A folder goes in: recordings of markers and of foot sensors, a film, a broken file.
Out come one table of every step, one row for each leg of each recording, and a row
with the reason for whatever could not be measured. Nothing stops a batch.
"""

import shutil
import tempfile
from pathlib import Path

import footwise as fw

folder = Path(tempfile.mkdtemp())
recordings = folder / "recordings"
for person in ("P01", "P02", "P03"):
    (recordings / person).mkdir(parents=True)
walk = fw.sample("treadmill") / "treadmill_events.c3d"
shutil.copyfile(walk, recordings / "P01" / "natural.c3d")
shutil.copyfile(walk, recordings / "P02" / "the same walk again.c3d")
(recordings / "P02" / "half copied.c3d").write_bytes(walk.read_bytes()[:3000])
shutil.copyfile(
    fw.sample("foot-sensors") / "imu_sample.csv", recordings / "P03" / "shoes.csv"
)
(recordings / "P03" / "phone.mp4").write_bytes(b"a film")

# On all cores it is workers="local", on a cluster the address of its scheduler; the
# results are the same, byte for byte.
found = fw.batch(recordings, folder / "results", workers="serial")
found

# %%
# Each leg of each recording. ``angle_against`` says what an angle is told against:
# of the sensors it is the person's own mean, so that these are not compared.

found.summary[
    [
        "file",
        "person",
        "side",
        "steps_used",
        "foot_progression_angle_deg",
        "kam_peak1_pct_bwht",
        "angle_against",
    ]
]

# %%
# How these means are distributed, each kind of recording by itself; with hundreds
# of recordings this is where a wrong unit or a swapped foot shows.

found.plot()

# %%
# What has no result, and why. A walk that is there twice would count twice.

found.failures[["file", "kind", "reason"]]

# %%
# Every step of everybody, as one table.

found.steps.groupby(["file", "side"])[["stance_s", "speed_m_s"]].mean()

# %%
# The same call again measures nothing: what was done from the same contents with
# the same options is known by the hash of these. So a run that was killed goes on.

fw.batch(recordings, folder / "results", workers="serial").measured_now

# %%
# The page with counts, reasons, distributions and outliers is ``report.html``.

sorted(path.name for path in (folder / "results").glob("*.*"))
