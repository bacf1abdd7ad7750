"""From shoe and shank sensors of two walks to what changed between them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from footwise.errors import ErrorKind, FootwiseError
from footwise.foot_sensor.body import LegSteps, leg_steps
from footwise.jobs.odds.request import OddsRequest, check_speeds
from footwise.jobs.progress import Progress, counting
from footwise.prescription.odds import WalkChanges, leg_changes
from footwise.recordings.foot_sensor import SensorSet, read_sensor_set


def sensor_changes(natural: Path, changed: Path, asked: OddsRequest, progress: Progress) -> WalkChanges:
    """Measure what changed from the natural to the changed walk.

    Parameters
    ----------
    natural, changed : Path
        A recording each, or a folder or archive with those of one walk.
    asked : OddsRequest
    progress : Progress

    Raises
    ------
    FootwiseError
        What is wrong with which file.
    """
    begins = counting(progress, 2)
    begins(natural.name)
    one = _set_of(natural, asked)
    usual = leg_steps(one, asked.side)
    begins(changed.name)
    other = _set_of(changed, asked)
    turned = leg_steps(other, asked.side, usual.forward)
    check_speeds(natural, _speed(usual), changed, _speed(turned))
    changes = leg_changes(usual, turned, changed)
    read = tuple(dict.fromkeys((*one.notes, *other.notes)))
    simulated = usual.simulated or turned.simulated
    return replace(changes, notes=(*changes.notes, *read), simulated=simulated)


def _set_of(walk: Path, asked: OddsRequest) -> SensorSet:
    found = read_sensor_set(walk, rate_hz=asked.rate_hz, gravity=asked.gravity)
    if asked.side not in found.sides:
        trouble = f"has sensors on shoe and shank of the {' and '.join(found.sides)} leg, not of the {asked.side} one"
        raise FootwiseError(
            walk, trouble, "Ask for that knee, or give the recording of this leg", ErrorKind.BAD_REQUEST
        )
    return found


def _speed(steps: LegSteps) -> float:
    return float(np.nanmedian(steps.speed_m_s))
