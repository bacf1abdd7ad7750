"""The pictures of the reports, as SVG text to be put into a page."""

from footwise.reports.figures.angle_distributions import AngleGroup, angle_distributions
from footwise.reports.figures.comparison import condition_comparison
from footwise.reports.figures.course_progress import CoursePoint, course_change, course_in_band
from footwise.reports.figures.curves import StanceCurves, stance_curves
from footwise.reports.figures.dose_response import DoseBand, DoseOption, DoseSteps, dose_response
from footwise.reports.figures.foot import foot_from_above
from footwise.reports.figures.looks import CONDITION_LOOKS, SIDE_LOOKS, STEP_LOOKS, Look, condition_label, legend_sample
from footwise.reports.figures.session_strides import session_strides
from footwise.reports.figures.step_angles import StepAngles, step_angles

__all__ = [
    "CONDITION_LOOKS",
    "SIDE_LOOKS",
    "STEP_LOOKS",
    "AngleGroup",
    "CoursePoint",
    "DoseBand",
    "DoseOption",
    "DoseSteps",
    "Look",
    "StanceCurves",
    "StepAngles",
    "angle_distributions",
    "condition_comparison",
    "condition_label",
    "course_change",
    "course_in_band",
    "dose_response",
    "foot_from_above",
    "legend_sample",
    "session_strides",
    "stance_curves",
    "step_angles",
]
