"""From one real walk to five simulated conditions, and from these to a personal target."""

import tempfile
from pathlib import Path

from footwise.prescription import prescribe, read_study
from footwise.recordings import read_recording
from footwise.samples import sample_path
from footwise.simulation import read_response, simulate_study, write_study

walk = read_recording(sample_path("treadmill") / "treadmill_events.c3d")
with tempfile.TemporaryDirectory() as folder:
    write_study(Path(folder), simulate_study(walk, read_response(), "left", steps=20))
    result = prescribe(read_study(Path(folder)))

print(result.sentence())
for condition in result.conditions:
    reduction = condition.reduction
    print(f"{condition.condition:12} {condition.change_deg:+6.1f}°  {reduction.value:5.1f} ± {reduction.se:.1f} %")
