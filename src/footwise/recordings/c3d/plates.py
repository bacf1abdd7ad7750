"""The force plates of a C3D file: from the group FORCE_PLATFORM and the analog channels to wrenches."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np

from footwise.arrays import Array
from footwise.notes import Note, NoteKind
from footwise.recordings.c3d.layout import Layout
from footwise.recordings.c3d.structure import Structure
from footwise.recordings.force_plates import (
    CHANNELS,
    calibrated,
    corners_fault,
    make_plate,
    origin_note,
    zero_baseline,
)
from footwise.recordings.recording import ForcePlate
from footwise.recordings.units import length_unit_m, moment_unit_m

# What the labels of channels call a force or moment: Fx1, Force.Fx1, FP1-Mz, MX2; not "Fxy" or "Femur".
_COMPONENT = re.compile(r"(?:^|[^A-Za-z])([FM][XYZ])(?![A-Za-z])", re.IGNORECASE)
_EXPECTED = ("FX", "FY", "FZ", "MX", "MY", "MZ")


def read_plates(
    structure: Structure, layout: Layout, analog: Array, length_m: float
) -> tuple[tuple[ForcePlate, ...], list[Note]]:
    """Work out the wrench of every plate.

    Parameters
    ----------
    structure : Structure
    layout : Layout
    analog : array, shape (samples, channels)
    length_m : float
        The file's unit of length.

    Returns
    -------
    plates : tuple of ForcePlate
        In the file's own axes and sign of force.
    notes : list of Note
        Why a plate was left out, or was read otherwise than the file says.
    """
    description = _Description(structure, length_m)
    said: list[str] = []
    count = description.count
    if description.described != count:
        said.append(f"it describes {description.described} force plates and says that {count} are in use")
    if not count and sum(bool(_component(label)) for label in description.labels) >= 6:
        said.append("it has channels named like forces and moments, but no force plate in use")
    said += _odd_channels(description)
    notes = [Note(text, NoteKind.PLATES) for text in said]
    plates = []
    for k in range(min(count, 64)):
        name = f"plate {k + 1}"
        plate, oddities = _read_plate(description, layout, analog, k)
        notes += [Note(f"{name} {oddity}", NoteKind.PLATE, name) for oddity in oddities]
        if plate is not None:
            plates.append(plate)
    return tuple(plates), notes


class _Description:
    """What the group FORCE_PLATFORM says, in the shape (…, plates), and in m."""

    def __init__(self, structure: Structure, length_m: float) -> None:
        self.structure, self.length = structure, length_m
        self.kinds = structure.values("FORCE_PLATFORM:TYPE").ravel()
        self.corners = self._shaped("CORNERS", (3, 4)) * length_m
        self.origins = self._shaped("ORIGIN", (3,)) * length_m
        self.matrices = self._shaped("CAL_MATRIX", (6, 6))
        channel = structure.values("FORCE_PLATFORM:CHANNEL")
        rows = channel.shape[0] if channel.ndim > 1 else CHANNELS.get(self.kind(0), 6)
        if channel.ndim == 1 and channel.size % rows:
            rows = channel.size
        self.channels = channel.reshape(rows, -1, order="F") if channel.size else np.zeros((0, 0))
        self.zero = structure.values("FORCE_PLATFORM:ZERO", (1, 0)).ravel()
        self.labels = structure.texts("ANALOG:LABELS")
        self.units = [unit.strip().lower() for unit in structure.texts("ANALOG:UNITS")]
        self.described = max(len(self.kinds), self.corners.shape[-1])
        self.count = max(0, round(structure.number("FORCE_PLATFORM:USED", self.described)))

    def _shaped(self, name: str, shape: tuple[int, ...]) -> Array:
        """One plate's numbers in `shape`, plates last; a file with one plate may leave the last axis out."""
        values, size = self.structure.values(f"FORCE_PLATFORM:{name}"), int(np.prod(shape))
        if not values.size or values.size % size:
            return np.zeros((*shape, 0))
        return values.ravel(order="F").reshape((*shape, -1), order="F")

    def kind(self, k: int) -> int:
        """Plate type, 0 when there is none."""
        kind = self.kinds[k] if k < len(self.kinds) else 0.0
        return int(kind) if np.isfinite(kind) else 0

    def channel_numbers(self, k: int) -> np.ndarray:
        """Channels of a plate, counted from 0."""
        numbers = self.channels[: CHANNELS[self.kind(k)], k]
        return np.where(np.isfinite(numbers), numbers, 0).astype(int) - 1


def _read_plate(
    description: _Description, layout: Layout, analog: Array, k: int
) -> tuple[ForcePlate | None, list[str]]:
    """One plate, or None, and notes that continue its name."""
    kind = description.kind(k)
    fault = _fault(description, analog, k)
    if fault:
        return None, [f"was left out: {fault}"]
    corners = description.corners[:, :, k].T
    notes = []
    _, off_rectangle = corners_fault(corners)
    if off_rectangle:
        notes.append(off_rectangle)
    index = description.channel_numbers(k)
    notes += _label_notes(description, kind, index)
    channels = analog[:, index] * _channel_scales(kind, index, description.units, description.length)
    if kind == 4:
        channels = calibrated(channels, description.matrices[:, :, k], description.length)
    vertical = slice(4, 8) if kind == 3 else slice(2, 3)
    channels, note = zero_baseline(channels, description.zero, layout.samples, vertical)
    notes += [note] if note else []
    origin = description.origins[:, k] if k < description.origins.shape[-1] else np.zeros(3)
    if kind in (2, 4) and (note := origin_note(origin, corners)):
        notes.append(note)
    plate, note = make_plate(f"plate {k + 1}", kind, channels, corners, origin)
    notes += [note] if note else []
    return plate, notes


def _fault(description: _Description, analog: Array, k: int) -> str:
    """Why a plate cannot be read; empty when it can."""
    kind = description.kind(k)
    if kind not in CHANNELS:
        return f"type {kind} is not one of 1 to 4"
    if k >= description.corners.shape[-1]:
        return "its corners are missing"
    if kind != 1 and k >= description.origins.shape[-1]:
        return "its origin is missing"
    fault, _ = corners_fault(description.corners[:, :, k].T)
    if fault:
        return fault
    if kind != 1 and not np.abs(description.origins[:, k]).max() < 10:
        return "its origin is impossible"
    if k >= description.channels.shape[-1]:
        return "its channels are missing"
    index = description.channel_numbers(k)
    if len(index) < CHANNELS[kind] or index.min() < 0 or index.max() >= analog.shape[1]:
        return "it names analog channels that the file does not have"
    others = {
        int(channel)
        for other in range(min(description.count, description.channels.shape[-1]))
        if other != k and description.kind(other) in CHANNELS
        for channel in description.channel_numbers(other)
    }
    if len(set(index)) < len(index) or others & set(index.tolist()):
        return "one analog channel is named twice"
    if not np.isfinite(analog[:, index]).all():
        return "its channels hold values that are no numbers"
    if kind == 4 and not (k < description.matrices.shape[-1] and np.isfinite(description.matrices[:, :, k]).all()):
        return "type 4 needs a calibration matrix and has none"
    return ""


def _label_notes(description: _Description, kind: int, index: np.ndarray) -> list[str]:
    """Channels whose label names another component than the one they are read as."""
    if kind not in (2, 4):
        return []
    labels = [description.labels[i] if i < len(description.labels) else "" for i in index]
    found = [_component(label) for label in labels]
    if sum(component == expected for component, expected in zip(found, _EXPECTED, strict=True)) < 3:
        return []  # labels that do not say
    return [
        f"takes its {expected} from the channel labelled {label!r}"
        for label, component, expected in zip(labels, found, _EXPECTED, strict=True)
        if component != expected
    ]


def _odd_channels(description: _Description) -> list[str]:
    """Channels of plates whose SCALE or OFFSET stands alone, where most of the others' agree.

    Plates of one kind differ in all their scales, or in none; a single one that differs is an error.
    """
    plates = [k for k in range(min(description.count, description.channels.shape[-1])) if description.kind(k) in (2, 4)]
    if not plates or description.channels.shape[0] < 6:
        return []
    index = np.stack([description.channel_numbers(k) for k in plates])
    notes = []
    scale, offset = (description.structure.values(f"ANALOG:{name}").ravel() for name in ("SCALE", "OFFSET"))
    if index.min() >= 0 and index.max() < scale.size and len(plates) > 1:
        for first, second in combinations(range(len(plates)), 2):
            same = scale[index[first]] == scale[index[second]]
            if 4 <= same.sum() < 6:
                named = " and ".join(f"{a + 1} and {b + 1}" for a, b in index[[first, second]][:, ~same].T)
                notes.append(f"its analog channels {named} differ in their scales, unlike the others of these plates")
    if index.min() >= 0 and index.max() < offset.size:
        values, counts = np.unique(offset[index], return_counts=True)
        alone = index[offset[index] != values[counts.argmax()]]
        if 0 < len(alone) <= index.size / 6:
            named = " and ".join(str(channel + 1) for channel in alone)
            notes.append(f"its analog channel {named} has another offset than the others of the plates")
    return notes


def _component(label: str) -> str:
    match = _COMPONENT.search(label)
    return match[1].upper() if match else ""


def _channel_scales(kind: int, index: np.ndarray, units: list[str], length_m: float) -> Array:
    """Factors that bring a plate's channels to N, N·m and m.

    Moments are in N times the unit of the channel, or of the markers where the channel says nothing.
    """
    if kind in (3, 4):  # forces only, or raw volts that the calibration matrix turns into N and N·length
        return np.ones(len(index))
    scales = np.ones(6)
    for k in range(3, 6):
        unit = units[index[k]] if index[k] < len(units) else ""
        if kind == 1 and k < 5:
            named_m = length_unit_m(unit) if unit else None
            scales[k] = length_m if named_m is None else named_m
        else:
            named_m = moment_unit_m(unit)
            scales[k] = length_m if named_m is None else named_m
    return scales
