"""Walks with known truth, made from real ones, and people with known habits who walk and learn."""

from footwise.simulation.another_body import AnotherBody, walked_by
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
from footwise.simulation.cohort_walks import DayToDayVariation, day_to_day_variation, walk_steps
from footwise.simulation.cue_listener import CueListener
from footwise.simulation.exchanged_legs import EXCHANGES, exchanged_legs
from footwise.simulation.foot_pose import FootPose, smooth_foot_pose
from footwise.simulation.knee_phantom import KNEE_REGIONS_MS, KneePhantom, KneeShape, Pose, knee_phantom
from footwise.simulation.learner import Learner, LearningCurve
from footwise.simulation.lsl_course import walk_course
from footwise.simulation.lsl_walker import LslWalker
from footwise.simulation.moving_phone import PhoneMovement
from footwise.simulation.posed_body import (
    Build,
    PosedBody,
    Posture,
    changed_posture,
    mean_body,
    posed_body,
    true_posture,
)
from footwise.simulation.recorded_foot import recorded_foot_pose
from footwise.simulation.relaxation_phantom import PHANTOM_TIMES_MS, relaxation_phantom, write_phantom
from footwise.simulation.response import read_response
from footwise.simulation.sensor_imperfections import SensorImperfections
from footwise.simulation.sensor_set_walk import BodyShape, TrueSteps, simulated_sensor_set, write_sensor_set
from footwise.simulation.sensor_walk import REST_S, angle_programme, simulated_sensor_walk, write_sensor_walk
from footwise.simulation.simulated_film import (
    FilmingImperfections,
    SimulatedFilm,
    placed_camera,
    simulated_film,
    simulated_standing_film,
)
from footwise.simulation.simulated_foot import SimulatedFoot, TrueStance
from footwise.simulation.simulated_study import SimulatedStudy, simulate_study, write_study
from footwise.simulation.uneven_gait import UNEVEN_GAITS, UnevenGait
from footwise.simulation.walker_source import WalkerSource

__all__ = [
    "CARTILAGE",
    "EXCHANGES",
    "KNEE_REGIONS_MS",
    "OUTCOMES",
    "PAIN",
    "PHANTOM_TIMES_MS",
    "REST_S",
    "UNEVEN_GAITS",
    "AnotherBody",
    "BodyShape",
    "Build",
    "CohortOutcomes",
    "CohortPeople",
    "CueListener",
    "DayToDayVariation",
    "FilmingImperfections",
    "FootPose",
    "KneePhantom",
    "KneeShape",
    "Learner",
    "LearningCurve",
    "LslWalker",
    "PhoneMovement",
    "Pose",
    "PosedBody",
    "Posture",
    "SensorImperfections",
    "SimulatedFilm",
    "SimulatedFoot",
    "SimulatedStudy",
    "TrueStance",
    "TrueSteps",
    "UnevenGait",
    "VirtualPeople",
    "WalkerSource",
    "angle_programme",
    "changed_posture",
    "day_to_day_variation",
    "draw_people",
    "exchanged_legs",
    "knee_phantom",
    "mean_body",
    "outcome_defaults",
    "placed_camera",
    "posed_body",
    "read_response",
    "recorded_foot_pose",
    "relaxation_phantom",
    "simulate_outcomes",
    "simulate_study",
    "simulated_film",
    "simulated_sensor_set",
    "simulated_sensor_walk",
    "simulated_standing_film",
    "smooth_foot_pose",
    "true_change",
    "true_posture",
    "virtual_people",
    "walk_course",
    "walk_steps",
    "walked_by",
    "write_phantom",
    "write_sensor_set",
    "write_sensor_walk",
    "write_study",
]
