"""What sensors on shank and pelvis tell beside the shoe's: how the shank leans and the pelvis lists, step by step."""

from footwise.foot_sensor.body.leg_steps import FROM, TO, LegSteps, leg_steps
from footwise.foot_sensor.body.moved_sensor import axis_between_deg, stand_between_deg

__all__ = ["FROM", "TO", "LegSteps", "axis_between_deg", "leg_steps", "stand_between_deg"]
