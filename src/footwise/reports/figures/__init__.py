"""The pictures of the reports, as SVG text to be put into a page."""

from footwise.reports.figures.angle_distributions import AngleGroup, angle_distributions
from footwise.reports.figures.comparison import condition_comparison
from footwise.reports.figures.course_progress import CoursePoint, course_change, course_in_band
from footwise.reports.figures.curves import StanceCurves, stance_curves
from footwise.reports.figures.dose_response import DoseBand, DoseOption, DoseSteps, dose_response
from footwise.reports.figures.film_angles import FlatStep, angle_in_frames, knee_in_frames
from footwise.reports.figures.film_floor import FloorStep, steps_from_above
from footwise.reports.figures.foot import foot_from_above
from footwise.reports.figures.looks import (
    ARM_LOOKS,
    CONDITION_LOOKS,
    INK,
    QUIET,
    SIDE_LOOKS,
    STEP_LOOKS,
    Look,
    condition_label,
    legend_sample,
)
from footwise.reports.figures.session_strides import session_strides
from footwise.reports.figures.step_angles import StepAngles, step_angles
from footwise.reports.figures.svg import panel, plain_axes
from footwise.reports.figures.walked_angles import walked_angles

__all__ = [
    "ARM_LOOKS",
    "CONDITION_LOOKS",
    "INK",
    "QUIET",
    "SIDE_LOOKS",
    "STEP_LOOKS",
    "AngleGroup",
    "CoursePoint",
    "DoseBand",
    "DoseOption",
    "DoseSteps",
    "FlatStep",
    "FloorStep",
    "Look",
    "StanceCurves",
    "StepAngles",
    "angle_distributions",
    "angle_in_frames",
    "condition_comparison",
    "condition_label",
    "course_change",
    "course_in_band",
    "dose_response",
    "foot_from_above",
    "knee_in_frames",
    "legend_sample",
    "panel",
    "plain_axes",
    "session_strides",
    "stance_curves",
    "step_angles",
    "steps_from_above",
    "walked_angles",
]
