"""Walks with known truth, made from real ones."""

from footwise.simulation.response import Response, read_response
from footwise.simulation.simulate import (
    SimulatedCondition,
    SimulatedStudy,
    simulate_study,
    truth_table,
    write_study,
)

__all__ = [
    "Response",
    "SimulatedCondition",
    "SimulatedStudy",
    "read_response",
    "simulate_study",
    "truth_table",
    "write_study",
]
