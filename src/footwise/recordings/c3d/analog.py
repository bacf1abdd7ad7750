"""Analog channels of a C3D file by their labels, for what is neither marker nor force plate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from footwise.arrays import Array, by_value
from footwise.recordings.c3d.data import read_data
from footwise.recordings.c3d.layout import find_layout
from footwise.recordings.c3d.structure import read_structure


@by_value
@dataclass(frozen=True)
class AnalogChannels:
    """Analog channels of a C3D file.

    Attributes
    ----------
    labels, units : tuple of str
        Of each channel; empty where the file does not say it. A description stands in for a label that is missing.
    values : array, shape (samples, channels)
        In the channels' units.
    rate_hz : float
    markers : int
        How many markers the file has beside them.
    """

    labels: tuple[str, ...]
    units: tuple[str, ...]
    values: Array
    rate_hz: float
    markers: int


def read_analog(path: Path) -> AnalogChannels:
    """Read the analog channels of a C3D file.

    Raises
    ------
    FootwiseError
        Not a C3D file, damaged or cut off.
    """
    structure = read_structure(path)
    layout = find_layout(structure)
    _, analog, _ = read_data(structure, layout)
    count = analog.shape[1]
    texts = []
    for names in (("ANALOG:LABELS", "ANALOG:LABELS2"), ("ANALOG:UNITS", "ANALOG:UNITS2")):
        found = [text.strip() for name in names for text in structure.texts(name)][:count]
        texts.append(tuple(found + [""] * (count - len(found))))
    descriptions = structure.texts("ANALOG:DESCRIPTIONS")
    descriptions += [""] * (count - len(descriptions))
    labels = tuple(label or text.strip() for label, text in zip(texts[0], descriptions, strict=False))
    return AnalogChannels(labels, texts[1], analog, layout.rate_hz * layout.samples, layout.points)
