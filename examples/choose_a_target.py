"""From one real walk to five simulated conditions, and from these to a personal target."""

import footwise as fw

walk = fw.read(fw.sample("treadmill") / "treadmill_events.c3d")
visit = fw.prescribe(fw.simulate(walk, side="left", steps=20))

print(visit.sentence())
for condition in visit.conditions:
    reduction = condition.reduction
    print(f"{condition.condition:12} {condition.change_deg:+6.1f}°  {reduction.value:5.1f} ± {reduction.se:.1f} %")
