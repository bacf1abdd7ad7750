"""Read C3D files: markers, force plates, events and the person, in SI units."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from footwise.errors import FootwiseError
from footwise.notes import remarks
from footwise.recordings.c3d.data import read_data
from footwise.recordings.c3d.layout import Layout, find_layout
from footwise.recordings.c3d.person import read_person
from footwise.recordings.c3d.plates import read_plates
from footwise.recordings.c3d.structure import Structure, read_structure
from footwise.recordings.c3d.write import write_c3d
from footwise.recordings.marker_sets import plain_labels
from footwise.recordings.recording import Event, Markers, Recording
from footwise.recordings.units import length_unit_m

__all__ = ["read_c3d", "write_c3d"]

# Model outputs share the table of points with the markers: numbers that are no positions, and points.
_VALUES = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS")
_POINTS = "MODELED_MARKERS"


def read_c3d(path: Path) -> Recording:
    """Read markers, force plates, events and the person from a C3D file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Recording
        In SI units and still in the file's own axes; :func:`footwise.recordings.read_recording`
        turns it into the lab frame.

    Raises
    ------
    FootwiseError
        Not a C3D file, damaged, cut off, or in units that make no sense.
    """
    structure = read_structure(path)
    layout = find_layout(structure)
    if layout.points == 0:
        raise FootwiseError(path, "holds no markers", "Choose a recording of a walk with markers")
    points, analog, notes = read_data(structure, layout)
    units = structure.texts("POINT:UNITS")
    unit = units[0] if units else "mm"
    unit_m = length_unit_m(unit)
    if unit_m is None:
        raise FootwiseError(path, f"gives marker positions in {unit!r}", "Export it in mm or m")
    labels = structure.texts("POINT:LABELS")[: layout.points]
    labels += [f"*{k}" for k in range(len(labels), layout.points)]
    plain = plain_labels(labels, structure.texts("SUBJECTS:NAMES"))

    def listed(*groups: str) -> list[bool]:
        """Whether each point is in one of these groups, under its label with or without a subject's prefix."""
        names = {name for group in groups for name in structure.texts(f"POINT:{group}")}
        bare = (label.rpartition(":")[2] for label in plain)
        return [label in names or name in names for label, name in zip(labels, bare, strict=True)]

    def picked(which: list[bool]) -> Markers:
        keep = [k for k, taken in enumerate(which) if taken]
        positions = np.ascontiguousarray(points[:, keep]) * unit_m
        return Markers(layout.rate_hz, tuple(plain[k] for k in keep), positions)

    values, computed = listed(*_VALUES), listed(_POINTS)
    modelled = picked([point and not value for point, value in zip(computed, values, strict=True)])
    moments = {plain[k]: points[:, k] for k, moment in enumerate(listed("MOMENTS")) if moment}
    plates, plate_notes = read_plates(structure, layout, analog, unit_m)
    person, person_notes = read_person(structure)
    return Recording(
        name=path.stem,
        source=path,
        markers=picked([not (value or point) for value, point in zip(values, computed, strict=True)]),
        modelled=modelled if modelled.labels else None,
        stored_moments=moments,
        plates=plates,
        plate_rate_hz=layout.rate_hz * layout.samples if plates else 0.0,
        events=read_events(structure, layout),
        person=person,
        # Whatever is left of the group: a simulated walk must not pass for a real one.
        simulated=any(name.startswith("FOOTWISE:") for name in structure.parameters),
        condition=next(iter(structure.texts("FOOTWISE:CONDITION")), ""),
        starts_s=(layout.first_frame - 1) / layout.rate_hz,
        recorded_on=_recorded_on(structure),
        notes=(*remarks((*structure.notes, *layout.notes, *notes)), *plate_notes, *remarks(person_notes)),
    )


def _recorded_on(structure: Structure) -> str:
    """Date of the recording as the Vicon programs store it (year, month, day); empty where there is none, or no date.

    Other groups hold other dates, such as that of birth.
    """
    stored = structure.values("TRIAL:DATE").ravel()
    if len(stored) != 3 or not np.isfinite(stored).all():
        return ""
    try:
        return date(*map(int, stored)).isoformat()
    except (ValueError, OverflowError):
        return ""


def read_events(structure: Structure, layout: Layout) -> tuple[Event, ...]:
    """Read the events, their times after the first stored frame."""
    times = _event_times(structure)
    labels = structure.texts("EVENT:LABELS")
    contexts = structure.texts("EVENT:CONTEXTS")
    if times.ndim != 2 or times.shape[0] != 2 or not labels or not np.isfinite(times).all():
        return ()
    seconds = times[0] * 60 + times[1]
    # Times count from frame 1 of the capture, not from the first stored frame; the few programs that
    # count from the first stored frame are known by times before it.
    start = (layout.first_frame - 1) / layout.rate_hz
    if len(seconds) and seconds.min() < start - 0.5 / layout.rate_hz:
        start = 0.0
    side = {"left": "left", "right": "right", "l": "left", "r": "right"}
    return tuple(
        Event(side.get(context.strip().lower(), ""), label.strip(), float(second - start))
        for second, label, context in zip(seconds, labels, contexts + [""] * len(labels), strict=False)
    )


def _event_times(structure: Structure) -> np.ndarray:
    """Minutes and seconds of all events; ``TIMES2, TIMES3 …`` continue ``TIMES``, which holds 255 at the most."""
    parts = []
    for suffix in ("", *(str(k) for k in range(2, 300))):
        times = structure.values("EVENT:TIMES" + suffix)
        if times.size == 2:  # one event may be stored without its second axis
            times = times.reshape(2, 1)
        if suffix and (times.ndim != 2 or times.shape[0] != 2):
            break
        parts.append(times)
    return np.concatenate(parts, axis=1) if len(parts) > 1 and parts[0].ndim == 2 else parts[0]
