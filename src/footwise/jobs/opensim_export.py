"""A walk for OpenSim: its markers, the ground's force on each foot, and set-ups of the tools for one's own model."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.gait import FORCE_CUTOFF_HZ, FootForce, filtered_motion, find_steps, foot_forces, plate_loads
from footwise.outputs import whole_folder
from footwise.recordings import Recording
from footwise.recordings.opensim_export import (
    FootWrench,
    OpenSimModel,
    actuators_xml,
    external_loads_xml,
    kinematics_xml,
    mot_text,
    optimisation_xml,
    reaction_xml,
    read_model,
    trc_text,
)
from footwise.signals import cross, runs

USUAL_FEET = {"right": "calcn_r", "left": "calcn_l"}
# Less is no step.
_SHORTEST_S = 0.3


@dataclass(frozen=True)
class OpenSimExport:
    """What was written.

    Attributes
    ----------
    files : tuple of Path
    first_s, last_s : float
        The longest stretch in which the force on both feet is known, after the first frame.
    duration_s : float
        Of the recording.
    """

    files: tuple[Path, ...]
    first_s: float
    last_s: float
    duration_s: float


def export_opensim(
    recording: Recording, out: Path, *, model: Path | None = None, force_hz: float | None = None
) -> OpenSimExport:
    """Write a recording for OpenSim, all files or none.

    ``NAME.trc``, ``NAME_forces.mot`` with the ground's force on each foot (not on each plate: feet share plates) and
    ``NAME_external_loads.xml``. With a model also the set-ups ``NAME_1_kinematics.xml``, ``NAME_2_optimisation.xml``
    and ``NAME_3_joint_reaction.xml``, to be run in this order, ``NAME_actuators.xml``, and a copy of the model.

    Parameters
    ----------
    recording : Recording
    out : Path
        The folder.
    model : Path, optional
        The person's scaled model, ``.osim``, with the recording's markers on it.
    force_hz : float, optional
        Low-pass of the forces; default the trial's 8 Hz.

    Returns
    -------
    OpenSimExport

    Raises
    ------
    FootwiseError
        No force is known, or the model lacks something.
    """
    names = None if model is None else read_model(model)
    forces = _forces(recording, force_hz)
    first, last = _known_stretch(recording, forces)
    rate, name = recording.markers.rate_hz, recording.name
    span = (first / rate, last / rate)
    feet = {side: _wrench(foot, recording.floor_m, first, last) for side, foot in forces.items()}
    labels = [label.removeprefix(recording.prefix) for label in recording.markers.labels]
    bodies = USUAL_FEET if names is None else names.feet
    texts = {
        f"{name}.trc": trc_text(recording, name),
        f"{name}_forces.mot": mot_text(np.arange(first, last + 1) / rate, feet, f"{name}_forces"),
        f"{name}_external_loads.xml": external_loads_xml({side: bodies[side] for side in feet}, f"{name}_forces.mot"),
        **({} if names is None else _setups(names, name, labels, span)),
    }
    with whole_folder(out) as folder:
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8")
        if model is not None and model.resolve() != (out / model.name).resolve():
            shutil.copyfile(model, folder / model.name)
    return OpenSimExport(tuple(out / file for file in texts), *span, recording.markers.duration_s)


def _setups(model: OpenSimModel, name: str, labels: list[str], span: tuple[float, float]) -> dict[str, str]:
    return {
        f"{name}_actuators.xml": actuators_xml(model),
        f"{name}_1_kinematics.xml": kinematics_xml(model, name, labels, span),
        f"{name}_2_optimisation.xml": optimisation_xml(model, name, span),
        f"{name}_3_joint_reaction.xml": reaction_xml(model, name, span),
    }


def _forces(recording: Recording, force_hz: float | None) -> dict[str, FootForce]:
    motion, loads = filtered_motion(recording), plate_loads(recording)
    cutoff = FORCE_CUTOFF_HZ if force_hz is None else force_hz
    if not 0 < cutoff < recording.markers.rate_hz / 2:
        raise FootwiseError("`force_hz`", f"is {cutoff:g} Hz", f"Give less than {recording.markers.rate_hz / 2:g} Hz")
    forces = foot_forces(recording, motion, find_steps(recording, motion, loads), loads, cutoff)
    if not forces:
        raise FootwiseError(
            recording.source,
            "holds no force plate that can be used",
            "Give the forces, or a recording with force plates",
            kind=ErrorKind.REFUSAL,
        )
    return forces


def _known_stretch(recording: Recording, forces: dict[str, FootForce]) -> tuple[int, int]:
    """First and last frame of the longest stretch in which the force on every recorded foot is known."""
    known = np.all([np.isfinite(foot.force_n).all(axis=1) for foot in forces.values()], axis=0)
    stretches = [
        (start, stop) for start, stop in runs(known) if (stop - start) / recording.markers.rate_hz > _SHORTEST_S
    ]
    if not stretches:
        raise FootwiseError(
            recording.source,
            "holds no stretch in which the force on both feet is known",
            "Record walks in which each foot lands on plates of its own",
            kind=ErrorKind.REFUSAL,
        )
    start, stop = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    return int(start), int(stop) - 1


def _wrench(foot: FootForce, floor_m: float, first: int, last: int) -> FootWrench:
    """Force, centre of pressure and the torque about it; where no point is known there is no force worth a point."""
    force, moment, point = (values[first : last + 1] for values in (foot.force_n, foot.moment_nm, foot.cop_m))
    told = np.isfinite(point).all(axis=1, keepdims=True)
    point = np.where(told, point, (0.0, 0.0, floor_m))
    force = np.where(told, force, 0.0)
    torque = np.where(told, moment - cross(point, force), 0.0)
    return FootWrench(force, point, torque)
