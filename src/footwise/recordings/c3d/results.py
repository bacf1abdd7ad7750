"""Results inside a C3D file: events, angles, moments and single values, as the programs of laboratories show them.

Model outputs stand in the table of points and are named in ``POINT:ANGLES`` and ``POINT:MOMENTS``; events stand in the
group EVENT, single values in the group ANALYSIS. Vicon Nexus, Qualisys Track Manager, Mokka (BTK) and Visual3D share
this arrangement.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from footwise.arrays import Array, by_value
from footwise.errors import FootwiseError
from footwise.recordings.c3d.data import read_data
from footwise.recordings.c3d.layout import find_layout
from footwise.recordings.c3d.read import read_events
from footwise.recordings.c3d.structure import Structure, read_structure
from footwise.recordings.recording import Event
from footwise.recordings.units import moment_unit_m

DEFAULT_MOMENT_UNIT = "Nmm"


@dataclass(frozen=True)
class ResultValue:
    """One value of a walk, as the group ANALYSIS holds it; `side` is left, right or empty."""

    name: str
    side: str
    value: float
    unit: str
    description: str = ""


@by_value
@dataclass(frozen=True)
class C3DResults:
    """What was computed from a recording.

    Attributes
    ----------
    angles : dict
        Label to angles, shape (frames, 3), degrees; NaN where there is none.
    moments : dict
        Label to moments, shape (frames, 3), N·m.
    descriptions : dict
        Label to what it is, with its signs.
    events : tuple of Event
        Times after the first frame.
    values : tuple of ResultValue
    """

    angles: dict[str, Array]
    moments: dict[str, Array]
    descriptions: dict[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    values: tuple[ResultValue, ...] = ()


def read_c3d_results(path: Path) -> C3DResults:
    """Read the results that a C3D file holds, whoever computed them.

    Parameters
    ----------
    path : Path

    Returns
    -------
    C3DResults
        Moments in N·m, or N·m/kg where the file's unit says so.

    Raises
    ------
    FootwiseError
        The file is damaged, or gives moments in a unit that is not known.
    """
    structure = read_structure(path)
    layout = find_layout(structure)
    points, _, _ = read_data(structure, layout)
    labels = structure.texts("POINT:LABELS")[: layout.points]
    told = structure.texts("POINT:DESCRIPTIONS")

    def listed(group: str) -> dict[str, Array]:
        names = set(structure.texts(f"POINT:{group}"))
        return {label: points[:, k] for k, label in enumerate(labels) if label in names}

    angles, moments = listed("ANGLES"), listed("MOMENTS")
    unit_m, _ = moment_unit(structure)
    return C3DResults(
        angles=angles,
        moments={label: values * unit_m for label, values in moments.items()},
        descriptions={
            label: text
            for label, text in zip(labels, told, strict=False)
            if text and (label in angles or label in moments)
        },
        events=read_events(structure, layout),
        values=_values(structure),
    )


def moment_unit(structure: Structure) -> tuple[float, bool]:
    """Metres in the file's unit of moments, and whether it is for each kg of the body.

    Raises
    ------
    FootwiseError
        The unit is not known.
    """
    named = next(iter(structure.texts("POINT:MOMENT_UNITS")), "") or DEFAULT_MOMENT_UNIT
    bare, divided, _ = named.partition("/")
    unit_m = moment_unit_m(bare)
    if unit_m is None:
        trouble = f"gives moments in {named!r} (POINT:MOMENT_UNITS)"
        raise FootwiseError(structure.path, trouble, "Export it with moments in Nmm or Nm")
    return unit_m, bool(divided)


def _values(structure: Structure) -> tuple[ResultValue, ...]:
    names = structure.texts("ANALYSIS:NAMES")
    blank = [""] * len(names)
    side = {"left": "left", "right": "right"}
    columns = (structure.texts(f"ANALYSIS:{name}") or blank for name in ("CONTEXTS", "UNITS", "DESCRIPTIONS"))
    return tuple(
        ResultValue(name, side.get(context.lower(), ""), float(value), unit, told)
        for name, value, context, unit, told in zip(
            names, np.ravel(structure.values("ANALYSIS:VALUES")), *columns, strict=False
        )
    )
