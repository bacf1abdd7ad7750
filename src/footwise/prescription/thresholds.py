"""From which fall on a change of foot angle is worth prescribing, and when two peaks count as equal (the trial)."""

THRESHOLD_PCT = 5.0
NEARLY_EQUAL_PCT = 5.0
# Below so many steps a mean says nothing; the condition is shown and not chosen from (our choice).
FEWEST_STEPS = 5
# Standard deviation of where the knee centre lies against where it was measured, across the knee and along the shank,
# the same in every walk of a visit (assumed; docs/choosing.md says on what grounds).
KNEE_CENTRE_SD_MM = 5.0
