"""Walks with known truth, made from real ones, and people with known habits who walk and learn."""

from footwise.simulation.cue_listener import CueListener
from footwise.simulation.foot_pose import FootPose, smooth_foot_pose
from footwise.simulation.learner import Learner, LearningCurve
from footwise.simulation.lsl_course import walk_course
from footwise.simulation.lsl_walker import LslWalker
from footwise.simulation.recorded_foot import recorded_foot_pose
from footwise.simulation.response import Response, read_response
from footwise.simulation.sensor_errors import Samples, SensorErrors
from footwise.simulation.sensor_walk import simulated_sensor_walk, write_sensor_walk
from footwise.simulation.simulate import (
    SimulatedCondition,
    SimulatedStudy,
    simulate_study,
    truth_table,
    write_study,
)
from footwise.simulation.simulated_foot import SimulatedFoot, TrueStance
from footwise.simulation.walker_source import WalkerSource

__all__ = [
    "CueListener",
    "FootPose",
    "Learner",
    "LearningCurve",
    "LslWalker",
    "Response",
    "Samples",
    "SensorErrors",
    "SimulatedCondition",
    "SimulatedFoot",
    "SimulatedStudy",
    "TrueStance",
    "WalkerSource",
    "read_response",
    "recorded_foot_pose",
    "simulate_study",
    "simulated_sensor_walk",
    "smooth_foot_pose",
    "truth_table",
    "walk_course",
    "write_sensor_walk",
    "write_study",
]
