"""From which fall on a change of foot angle is worth prescribing, and when two peaks count as equal (the trial)."""

THRESHOLD_PCT = 5.0
NEARLY_EQUAL_PCT = 5.0
# Below so many steps a mean says nothing; the condition is shown and not chosen from (our choice).
FEWEST_STEPS = 5
