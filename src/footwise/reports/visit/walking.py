"""How fast, how long and how wide the affected leg's steps were in each condition."""

from __future__ import annotations

from footwise.prescription import Prescription
from footwise.reports.figures import legend_sample
from footwise.reports.visit.condition_looks import condition_look
from footwise.reports.walk import MeasureTable, walking_table


def walking_of_conditions(result: Prescription) -> MeasureTable:
    """One row a condition: a load is compared with that of another walk only at like speed."""
    return walking_table(
        [
            (c.in_words, legend_sample(condition_look(c.condition)), result.walks[c.condition], result.side)
            for c in result.conditions
        ],
        of="Condition",
    )
