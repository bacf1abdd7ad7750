"""What the figures of the reports share; a report's own figures lie beside it."""

from footwise.reports.figures.angle_distributions import AngleGroup, angle_distributions
from footwise.reports.figures.looks import (
    ARM_LOOKS,
    INK,
    QUIET,
    SIDE_LOOKS,
    STEP_LOOKS,
    Look,
    legend_sample,
)
from footwise.reports.figures.on_their_own import Figures, on_their_own
from footwise.reports.figures.panel import TEXT, WIDTH, name_columns, panel, plain_axes, whole_ticks
from footwise.reports.figures.stance_curves import StanceCurves, stance_curves
from footwise.reports.figures.step_angles import StepAngles, step_angles
from footwise.reports.figures.svg import as_svg

__all__ = [
    "ARM_LOOKS",
    "INK",
    "QUIET",
    "SIDE_LOOKS",
    "STEP_LOOKS",
    "TEXT",
    "WIDTH",
    "AngleGroup",
    "Figures",
    "Look",
    "StanceCurves",
    "StepAngles",
    "angle_distributions",
    "as_svg",
    "legend_sample",
    "name_columns",
    "on_their_own",
    "panel",
    "plain_axes",
    "stance_curves",
    "step_angles",
    "whole_ticks",
]
