"""
Pain and function
=================

Pain ratings, KOOS and WOMAC are scored by their manuals. The name of a score says
its range and which end is worse; a score that the manual does not allow is missing,
with the reason beside it. The three people here are made up.
"""

from pathlib import Path

import matplotlib.pyplot as plt

import footwise as fw

answers = Path("answers.csv")
answers.write_text(
    "person,week,nrs_medial\n"
    "A,0,6\nA,13,5\nA,26,3\nA,52,3\n"
    "B,0,4\nB,13,4\nB,26,5\nB,52,\n"
    "C,0,7\nC,13,5\nC,26,4\nC,52,2\n"
)
scored = fw.score(answers, baseline_week=0)
scored.scores

# %%
# Changes since the baseline, against what people feel as a change:

scored.changes

# %%
pain = scored.scores.pivot(
    index="week", columns="person", values="nrs_medial_pain_0_10_worse"
)
figure, axes = plt.subplots(figsize=(5, 3.2), layout="constrained")
for (person, ratings), dashes in zip(pain.items(), ("-", "--", ":"), strict=True):
    axes.plot(ratings.index, ratings, dashes, marker="o", label=f"person {person}")
axes.set(xlabel="week", ylabel="medial knee pain, 0 to 10", ylim=(0, 10))
axes.legend()
