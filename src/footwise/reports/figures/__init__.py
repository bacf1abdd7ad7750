"""The pictures of the reports, as SVG text to be put into a page."""

from footwise.reports.figures.comparison import condition_comparison
from footwise.reports.figures.curves import StanceCurves, stance_curves
from footwise.reports.figures.foot import foot_from_above
from footwise.reports.figures.looks import CONDITION_LOOKS, SIDE_LOOKS, Look, condition_label, legend_sample
from footwise.reports.figures.step_angles import StepAngles, step_angles

__all__ = [
    "CONDITION_LOOKS",
    "SIDE_LOOKS",
    "Look",
    "StanceCurves",
    "StepAngles",
    "condition_comparison",
    "condition_label",
    "foot_from_above",
    "legend_sample",
    "stance_curves",
    "step_angles",
]
