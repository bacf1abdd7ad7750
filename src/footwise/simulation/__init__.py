"""Walks with known truth, made from real ones, and people with known habits who walk and learn."""

from footwise.simulation.cohort import VirtualPeople, true_change, virtual_people
from footwise.simulation.cohort_outcomes import (
    CARTILAGE,
    OUTCOMES,
    PAIN,
    CohortOutcomes,
    CohortPeople,
    draw_people,
    outcome_defaults,
    simulate_outcomes,
)
from footwise.simulation.cohort_walks import DayError, day_error, walk_steps
from footwise.simulation.cue_listener import CueListener
from footwise.simulation.filmed_walk import FilmedWalk, FilmingErrors, filmed_stance, filmed_walk, placed_camera
from footwise.simulation.foot_pose import FootPose, smooth_foot_pose
from footwise.simulation.learner import Learner, LearningCurve
from footwise.simulation.lsl_course import walk_course
from footwise.simulation.lsl_walker import LslWalker
from footwise.simulation.recorded_foot import recorded_foot_pose
from footwise.simulation.relaxation_phantom import TIMES_MS, relaxation_phantom
from footwise.simulation.response import read_response
from footwise.simulation.sensor_errors import SensorErrors
from footwise.simulation.sensor_walk import REST_S, angle_programme, simulated_sensor_walk, write_sensor_walk
from footwise.simulation.simulate import simulate_study, write_study
from footwise.simulation.simulated_foot import SimulatedFoot, TrueStance
from footwise.simulation.walker_source import WalkerSource

__all__ = [
    "CARTILAGE",
    "OUTCOMES",
    "PAIN",
    "REST_S",
    "TIMES_MS",
    "CohortOutcomes",
    "CohortPeople",
    "CueListener",
    "DayError",
    "FilmedWalk",
    "FilmingErrors",
    "FootPose",
    "Learner",
    "LearningCurve",
    "LslWalker",
    "SensorErrors",
    "SimulatedFoot",
    "TrueStance",
    "VirtualPeople",
    "WalkerSource",
    "angle_programme",
    "day_error",
    "draw_people",
    "filmed_stance",
    "filmed_walk",
    "outcome_defaults",
    "placed_camera",
    "read_response",
    "recorded_foot_pose",
    "relaxation_phantom",
    "simulate_outcomes",
    "simulate_study",
    "simulated_sensor_walk",
    "smooth_foot_pose",
    "true_change",
    "virtual_people",
    "walk_course",
    "walk_steps",
    "write_sensor_walk",
    "write_study",
]
