"""Recordings for OpenSim, and set-ups of its tools."""

from footwise.recordings.opensim_export.files import FootWrench, external_loads_xml, mot_text, trc_text
from footwise.recordings.opensim_export.setups import (
    RESULTS,
    OpenSimModel,
    actuators_xml,
    kinematics_xml,
    optimisation_xml,
    reaction_xml,
    read_model,
)

__all__ = [
    "RESULTS",
    "FootWrench",
    "OpenSimModel",
    "actuators_xml",
    "external_loads_xml",
    "kinematics_xml",
    "mot_text",
    "optimisation_xml",
    "reaction_xml",
    "read_model",
    "trc_text",
]
